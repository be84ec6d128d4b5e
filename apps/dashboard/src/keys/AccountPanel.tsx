import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ApiKeyLineFragment, ServiceAccountFullFragment } from '../api/generated/graphql.ts'
import { Mark } from '../ui/Mark.tsx'
import { useNow } from '../ui/now.ts'
import { Panel } from '../ui/Panel.tsx'
import { type RowColumn, RowTable } from '../ui/RowTable.tsx'
import { Time } from '../ui/Time.tsx'
import { type KeyState, keyState, works } from './key-form.ts'
import { KEY_LOOKS } from './key-looks.ts'
import type { KeyAct } from './KeyDialog.tsx'
import { ScopeList } from './ScopeList.tsx'
import './keys.css'

interface AccountPanelProps {
  readonly account: ServiceAccountFullFragment
  /** Keys that work no more are shown too. */
  readonly withEnded: boolean
  /** Null: the person may only look. */
  readonly onAct: ((act: KeyAct) => void) | null
}

/** One program: where it stands, what it may be at most, and its keys. */
export function AccountPanel({ account, withEnded, onAct }: AccountPanelProps) {
  const { t } = useTranslation()
  const now = useNow()
  const { name, role, organisation, createdAt, disabledAt } = account
  const rows = account.keys
    .map((key) => ({ ...key, state: keyState(key, disabledAt, now) }))
    .filter(({ state }) => withEnded || works(state))
  return (
    <Panel
      title={name}
      flush
      extra={
        onAct !== null &&
        disabledAt === null && (
          <span className="line">
            <Button size="small" onClick={() => onAct({ do: 'key', account })}>
              {t('apiKeys.newKey')} …
            </Button>
            <Button size="small" danger onClick={() => onAct({ do: 'end', account })}>
              {t('apiKeys.end')} …
            </Button>
          </span>
        )
      }
    >
      <p className="key-account quiet">
        <span>{t(`role.${role}`)}</span>
        {organisation !== null && <span>{organisation.name}</span>}
        <span>
          {t('apiKeys.since')} <Time at={createdAt} show="moment" />
        </span>
        {disabledAt !== null && (
          <span>
            {t('apiKeys.endedAt')} <Time at={disabledAt} show="moment" />
          </span>
        )}
      </p>
      {rows.length === 0 ? (
        <p className="key-account">{t(account.keys.length === 0 ? 'apiKeys.noKey' : 'apiKeys.noLiveKey')}</p>
      ) : (
        <KeyTable rows={rows} label={t('apiKeys.keysOf', { name })} onAct={onAct} />
      )}
    </Panel>
  )
}

type KeyRow = ApiKeyLineFragment & { readonly state: KeyState }

function KeyTable({
  rows,
  label,
  onAct,
}: {
  rows: readonly KeyRow[]
  label: string
  onAct: AccountPanelProps['onAct']
}) {
  const { t } = useTranslation()
  const columns: readonly RowColumn<KeyRow>[] = [
    {
      key: 'name',
      title: t('apiKeys.key'),
      render: ({ name, prefix }) => (
        <>
          <div>{name}</div>
          <div className="quiet mono">{prefix}…</div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('apiKeys.until'),
      render: ({ state, revokedAt, expiresAt }) => (
        <>
          <Mark look={KEY_LOOKS[state]}>{t(`apiKeyState.${state}`)}</Mark>
          <div className="quiet">
            <Time at={revokedAt ?? expiresAt} show="moment" />
          </div>
        </>
      ),
    },
    { key: 'scopes', title: t('apiKeys.scopes'), render: ({ scopes }) => <ScopeList scopes={scopes} /> },
    {
      key: 'used',
      title: t('apiKeys.used'),
      render: ({ usedAt, usedAddress }) =>
        usedAt === null ? (
          <span className="quiet">{t('security.never')}</span>
        ) : (
          <>
            <Time at={usedAt} />
            {usedAddress !== null && <div className="quiet number">{usedAddress}</div>}
          </>
        ),
    },
    {
      key: 'from',
      title: t('apiKeys.addresses'),
      render: ({ addresses }) =>
        addresses.length === 0 ? (
          <span className="quiet">{t('apiKeys.everywhere')}</span>
        ) : (
          addresses.map((address) => (
            <div key={address} className="number">
              {address}
            </div>
          ))
        ),
    },
    { key: 'by', title: t('apiKeys.createdBy'), render: ({ createdBy }) => createdBy?.name ?? '–' },
    ...(onAct === null
      ? []
      : [
          {
            key: 'do',
            title: <span className="visually-hidden">{t('people.actions')}</span>,
            render: (apiKey: KeyRow) => works(apiKey.state) && <KeyActs apiKey={apiKey} onAct={onAct} />,
          },
        ]),
  ]
  return <RowTable label={label} columns={columns} rows={rows} keyOf={({ id }) => id} />
}

function KeyActs({ apiKey, onAct }: { apiKey: KeyRow; onAct: (act: KeyAct) => void }) {
  const { t } = useTranslation()
  return (
    <span className="key-acts">
      <Button size="small" onClick={() => onAct({ do: 'rotate', apiKey })}>
        {t('apiKeys.rotate')} …
      </Button>
      <Button size="small" danger onClick={() => onAct({ do: 'revoke', apiKey })}>
        {t('apiKeys.revoke')} …
      </Button>
    </span>
  )
}
