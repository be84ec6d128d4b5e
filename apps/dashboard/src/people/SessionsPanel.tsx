import { useMutation } from '@apollo/client/react'
import { Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  BoardTokenCreateDocument,
  SessionRevokeDocument,
  SessionsRevokeOthersDocument,
} from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { CopyText } from '../ui/CopyText.tsx'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Refusals } from '../ui/Refusals.tsx'
import { RowTable } from '../ui/RowTable.tsx'
import { Time } from '../ui/Time.tsx'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { browserName } from './browser-name.ts'
import type { Me } from './SecurityPage.tsx'

/** Where the person is logged in, boards on walls among them; each can be ended from here. */
export function SessionsPanel({ me, onChanged }: { me: Me; onChanged: () => void }) {
  const { t } = useTranslation()
  const [revoke, one] = useMutation(SessionRevokeDocument, { onError: () => undefined })
  const [revokeOthers, others] = useMutation(SessionsRevokeOthersDocument, { onError: () => undefined })
  const error = one.error ?? others.error
  return (
    <Panel
      title={t('security.sessions')}
      extra={
        <Button size="small" loading={others.loading} onClick={() => void revokeOthers().then(onChanged)}>
          {t('security.endOthers')}
        </Button>
      }
    >
      <div className="stack">
        <Refusals refusals={one.data?.sessionRevoke.userErrors ?? []} />
        <FaultPanel error={error} what={t('security.sessions')} />
        <RowTable
          label={t('security.sessions')}
          rows={me.sessions}
          keyOf={(row) => row.id}
          columns={[
            {
              key: 'what',
              title: t('security.sessionWhat'),
              render: (row) =>
                row.kind === 'BOARD' ? (
                  t('security.board', { name: row.name, page: row.page ?? '' })
                ) : (
                  <span title={row.agent ?? undefined}>{browserName(row.agent ?? '')}</span>
                ),
            },
            { key: 'from', title: t('security.from'), render: (row) => row.address },
            { key: 'seen', title: t('people.lastSeen'), render: (row) => <Time at={row.seenAt} /> },
            { key: 'ends', title: t('security.ends'), render: (row) => <Time at={row.expiresAt} show="moment" /> },
            {
              key: 'do',
              title: <span className="visually-hidden">{t('people.actions')}</span>,
              render: (row) =>
                row.current ? (
                  <span className="nowrap">{t('security.thisOne')}</span>
                ) : (
                  <Button
                    size="small"
                    danger
                    loading={one.loading}
                    onClick={() => void revoke({ variables: { id: row.id } }).then(onChanged)}
                  >
                    {t('security.end')}
                  </Button>
                ),
            },
          ]}
        />
        <NewBoard onMade={onChanged} />
      </div>
    </Panel>
  )
}

const PAGES = ['overview', 'terminals', 'commands'] as const
const LIVES = ['P1D', 'P7D', 'P30D', 'P90D'] as const

function NewBoard({ onMade }: { onMade: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const [create, { loading, error }] = useMutation(BoardTokenCreateDocument, { onError: () => undefined })
  const [page, setPage] = useState<(typeof PAGES)[number]>('overview')
  const [life, setLife] = useState<(typeof LIVES)[number]>('P30D')
  const [name, setName] = useState('')
  const [token, setToken] = useState<string | null>(null)
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const make = async () => {
    const { data } = await create({ variables: { input: { page, life, name } } })
    setRefusals(data?.boardTokenCreate.userErrors ?? [])
    setToken(data?.boardTokenCreate.token ?? null)
    onMade()
  }
  return (
    <div className="stack">
      <h3>{t('security.newBoard')}</h3>
      <p className="quiet">{t('security.boardWhat')}</p>
      <div className="line">
        <Select
          aria-label={t('security.boardPage')}
          value={page}
          options={PAGES.map((value) => ({ value, label: t(`rail.${value}`) }))}
          onChange={setPage}
        />
        <Select
          aria-label={t('security.boardLife')}
          value={life}
          options={LIVES.map((value) => ({ value, label: t(`boardLife.${value}`) }))}
          onChange={setLife}
        />
      </div>
      <div className="field">
        <label htmlFor={id}>{t('security.boardName')}</label>
        <Input id={id} value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
      </div>
      <Unfulfilled wish={{ refusals, error }} what={t('security.newBoard')} />
      {token !== null && (
        <p>
          {t('people.linkOnce')} <CopyText text={`${window.location.origin}/board#${token}`} />
        </p>
      )}
      <Button className="start" loading={loading} disabled={name.trim() === ''} onClick={() => void make()}>
        {t('security.boardMake')}
      </Button>
    </div>
  )
}
