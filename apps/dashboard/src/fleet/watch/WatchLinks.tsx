import { useMutation, useQuery } from '@apollo/client/react'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  BoardTokenCreateDocument,
  SessionRevokeDocument,
  WatchBoardsDocument,
  type WatchBoardsQuery,
  type WatchRowFragment,
} from '../../api/generated/graphql.ts'
import { CopyText } from '../../ui/CopyText.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Refusals } from '../../ui/Refusals.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'

type Board = WatchBoardsQuery['watchWindows'][number]['boards'][number]

/** Links that show this board without a login, and end with the window: who has one, and how to end it. */
export function WatchLinks({ window: watch }: { window: WatchRowFragment }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(WatchBoardsDocument, { fetchPolicy: 'cache-and-network' })
  const [revoke, ending] = useMutation(SessionRevokeDocument, { onError: () => undefined })
  const boards = data?.watchWindows.find(({ id }) => id === watch.id)?.boards ?? []
  const columns: readonly RowColumn<Board>[] = [
    { key: 'name', title: t('security.boardName'), render: ({ name }) => name },
    { key: 'by', title: t('column.by'), render: ({ madeBy }) => madeBy?.name ?? '–' },
    { key: 'seen', title: t('people.lastSeen'), render: ({ seenAt }) => <Time at={seenAt} /> },
    { key: 'ends', title: t('security.ends'), render: ({ expiresAt }) => <Time at={expiresAt} show="moment" /> },
    {
      key: 'do',
      title: <span className="visually-hidden">{t('people.actions')}</span>,
      render: ({ id }) => (
        <Button
          size="small"
          danger
          loading={ending.loading}
          onClick={() => void revoke({ variables: { id } }).then(() => refetch())}
        >
          {t('security.end')}
        </Button>
      ),
    },
  ]
  return (
    <Panel title={t('watch.links')}>
      <div className="stack">
        <p className="quiet">{t('watch.linksWhat')}</p>
        <FaultPanel error={error ?? ending.error} what={t('watch.links')} retry={() => void refetch()} />
        <Refusals refusals={ending.data?.sessionRevoke.userErrors ?? []} />
        {boards.length > 0 && (
          <RowTable label={t('watch.links')} columns={columns} rows={boards} keyOf={({ id }) => id} />
        )}
        <NewLink watchId={watch.id} onMade={() => void refetch()} />
      </div>
    </Panel>
  )
}

function NewLink({ watchId, onMade }: { watchId: string; onMade: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const [create, { data, loading, error }] = useMutation(BoardTokenCreateDocument, { onError: () => undefined })
  const [name, setName] = useState('')
  const token = data?.boardTokenCreate.token ?? null
  const make = async () => {
    const answer = await create({ variables: { input: { page: 'watch', watchId, name } } })
    if (answer.data?.boardTokenCreate.token != null) setName('')
    onMade()
  }
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{t('security.boardName')}</label>
        <Input id={id} value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
      </div>
      <Unfulfilled wish={{ refusals: data?.boardTokenCreate.userErrors ?? [], error }} what={t('watch.links')} />
      {token !== null && (
        <p>
          {t('people.linkOnce')} <CopyText text={`${window.location.origin}/board#${token}`} />
        </p>
      )}
      <Button className="start" loading={loading} disabled={name.trim() === ''} onClick={() => void make()}>
        {t('watch.linkMake')}
      </Button>
    </>
  )
}
