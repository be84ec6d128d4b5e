import { useMutation, useQuery } from '@apollo/client/react'
import { DownOutlined } from '@ant-design/icons'
import { App, Button, Dropdown, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  InvitationRevokeDocument,
  InvitationsDocument,
  PeopleDocument,
  PersonDisableDocument,
  type PersonLineFragment,
  PersonSessionsRevokeDocument,
} from '../api/generated/graphql.ts'
import type { Refused } from '../api/outcome.ts'
import { PAGE_SIZE } from '../limits.ts'
import { useViewer } from '../session/viewer.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { LoadMore } from '../ui/LoadMore.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Refusals } from '../ui/Refusals.tsx'
import { RowTable } from '../ui/RowTable.tsx'
import { Time } from '../ui/Time.tsx'
import { useUrl } from '../ui/url.ts'
import { WaitingRows } from '../ui/Waiting.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { LinkDialog } from './LinkDialog.tsx'
import { type PersonWish, WishDialog } from './WishDialog.tsx'

/** Who works here: role, organisation, second factors, last seen; invitations that are still open. */
export function PeoplePage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const q = search['q'] ?? ''
  const variables = { first: PAGE_SIZE, q: q === '' ? null : q }
  const { data, error, loading, fetchMore, refetch } = useQuery(PeopleDocument, { variables })
  const [isInviting, invite] = useState(false)
  const mayWrite = useViewer()?.permissions.includes('person:write') === true
  const people = data?.people
  return (
    <>
      <PageHead
        title={t('settings.people')}
        tab={t('settings.people')}
        actions={
          <>
            <Input.Search
              className="filter-search"
              aria-label={t('people.search')}
              placeholder={t('people.search')}
              defaultValue={q}
              allowClear
              onSearch={(text) => change({ q: text === '' ? undefined : text })}
            />
            {mayWrite && (
              <Button type="primary" onClick={() => invite(true)}>
                {t('people.invite')}
              </Button>
            )}
          </>
        }
      />
      <FaultPanel error={error} what={t('settings.people')} retry={() => void refetch()} />
      {people === undefined && loading && <WaitingRows rows={6} />}
      {people !== undefined && (
        <>
          <PeopleTable people={people.nodes} mayWrite={mayWrite} />
          <LoadMore
            shown={people.nodes.length}
            more={people.pageInfo.hasNextPage}
            loading={loading}
            onMore={() => void fetchMore({ variables: { after: people.pageInfo.endCursor } })}
          />
        </>
      )}
      <OpenInvitations mayWrite={mayWrite} />
      {isInviting && <InviteDialog onClose={() => invite(false)} />}
    </>
  )
}

function PeopleTable({ people, mayWrite }: { people: readonly PersonLineFragment[]; mayWrite: boolean }) {
  const { t } = useTranslation()
  return (
    <RowTable
      label={t('settings.people')}
      rows={people}
      keyOf={(row) => row.id}
      columns={[
        {
          key: 'name',
          title: t('people.name'),
          render: (row) => (
            <>
              <div>
                {row.name}
                {row.disabledAt !== null && <span className="quiet"> · {t('people.disabled')}</span>}
              </div>
              <div className="quiet">{row.email}</div>
              <OtherAccounts person={row} />
            </>
          ),
        },
        { key: 'role', title: t('security.role'), render: (row) => t(`role.${row.role}`) },
        { key: 'node', title: t('people.organisation'), render: (row) => row.organisation.name },
        { key: 'factors', title: t('people.factors'), render: (row) => <Factors person={row} /> },
        {
          key: 'seen',
          title: t('people.lastSeen'),
          render: (row) => (row.lastSeenAt === null ? t('security.never') : <Time at={row.lastSeenAt} />),
        },
        ...(mayWrite
          ? [
              {
                key: 'do',
                title: <span className="visually-hidden">{t('people.actions')}</span>,
                render: (row: PersonLineFragment) => <PersonActions person={row} />,
              },
            ]
          : []),
      ]}
    />
  )
}

/** The same human's other accounts, as far as they are to be seen from here. */
function OtherAccounts({ person: { otherAccounts } }: { person: PersonLineFragment }) {
  const { t } = useTranslation()
  if (otherAccounts.length === 0) return null
  const accounts = otherAccounts.map(({ email, organisation }) => `${email} (${organisation.name})`).join(', ')
  return <div className="quiet">{t('people.also', { accounts })}</div>
}

function Factors({ person: { factors } }: { person: PersonLineFragment }) {
  const { t } = useTranslation()
  if (factors === null) return null
  const words = [
    ...(factors.totp ? [t('security.authenticator')] : []),
    ...(factors.passkeys > 0 ? [t('people.passkeys', { count: factors.passkeys })] : []),
  ]
  return words.length === 0 ? <span className="quiet">{t('people.noFactor')}</span> : words.join(', ')
}

function PersonActions({ person }: { person: PersonLineFragment }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [wish, setWish] = useState<PersonWish | 'link' | null>(null)
  const [disable, disabling] = useMutation(PersonDisableDocument, { onError: () => undefined })
  const [endSessions, ending] = useMutation(PersonSessionsRevokeDocument, { onError: () => undefined })
  const isDisabled = person.disabledAt !== null
  const setDisabled = async (disabled: boolean) => {
    const input = { personId: person.id, disabled, expectedVersion: person.version }
    const { data } = await disable({ variables: { input } })
    setRefusals(data?.personDisable.userErrors ?? [])
  }
  const end = async () => {
    const { data } = await endSessions({ variables: { personId: person.id } })
    setRefusals(data?.personSessionsRevoke.userErrors ?? [])
    if (data?.personSessionsRevoke.userErrors.length === 0)
      void message.success(t('people.sessionsEnded', { name: person.name }))
  }
  const askToDisable = () =>
    void modal.confirm({
      title: t('people.disableSure', { name: person.name }),
      content: t('people.disableWhat'),
      okText: t('people.disable'),
      onOk: () => setDisabled(true),
    })
  const { factors } = person
  const hasFactor = factors === null || factors.totp || factors.passkeys > 0
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'role', label: t('people.changeRole'), onClick: () => setWish('role') },
            {
              key: 'factors',
              label: t('people.resetFactors'),
              disabled: !hasFactor,
              onClick: () => setWish('factors'),
            },
            { key: 'link', label: `${t('people.link')} …`, onClick: () => setWish('link') },
            { key: 'sessions', label: t('people.endSessions'), onClick: () => void end() },
            { type: 'divider' },
            {
              key: 'disable',
              label: isDisabled ? t('people.enable') : `${t('people.disable')} …`,
              danger: !isDisabled,
              disabled: person.isViewer,
              onClick: () => (isDisabled ? void setDisabled(false) : askToDisable()),
            },
          ],
        }}
      >
        <Button
          size="small"
          loading={disabling.loading || ending.loading}
          aria-label={t('people.actionsFor', { name: person.name })}
        >
          {t('people.actions')} <DownOutlined aria-hidden />
        </Button>
      </Dropdown>
      {wish === 'link' && <LinkDialog person={person} onClose={() => setWish(null)} />}
      {wish !== null && wish !== 'link' && <WishDialog person={person} wish={wish} onClose={() => setWish(null)} />}
      <Refusals refusals={refusals} />
    </>
  )
}

function OpenInvitations({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation()
  const { data } = useQuery(InvitationsDocument, { fetchPolicy: 'cache-and-network' })
  const [revoke, { loading }] = useMutation(InvitationRevokeDocument, {
    onError: () => undefined,
    refetchQueries: ['Invitations'],
  })
  const invitations = data?.invitations ?? []
  if (invitations.length === 0) return null
  return (
    <Panel title={t('people.invitations')}>
      <RowTable
        label={t('people.invitations')}
        rows={invitations}
        keyOf={(row) => row.id}
        columns={[
          { key: 'email', title: t('login.email'), render: (row) => row.email },
          { key: 'role', title: t('security.role'), render: (row) => t(`role.${row.role}`) },
          { key: 'until', title: t('people.until'), render: (row) => <Time at={row.expiresAt} show="moment" /> },
          {
            key: 'do',
            title: <span className="visually-hidden">{t('people.actions')}</span>,
            render: (row) => (
              <Button
                size="small"
                danger
                disabled={!mayWrite}
                loading={loading}
                onClick={() => void revoke({ variables: { id: row.id } })}
              >
                {t('people.withdraw')}
              </Button>
            ),
          },
        ]}
      />
    </Panel>
  )
}
