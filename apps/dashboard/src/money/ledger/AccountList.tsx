import { LEDGER_ACCOUNTS } from '@budeng/transactions/public'
import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { LedgerAccountsDocument, type LedgerAccountsQuery } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { FilterChip } from '../../fleet/list/FilterChip.tsx'
import { OrganisationChip } from '../../fleet/list/OrganisationChip.tsx'
import { PAGE_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { useUrl } from '../../ui/url.ts'
import { textOf } from '../../ui/url-words.ts'
import { TerminalLink } from '../../fleet/TerminalLink.tsx'
import { sideColumns } from '../DebitCredit.tsx'

type Account = LedgerAccountsQuery['ledgerAccounts']['nodes'][number]

/** The accounts with what stands on them now, by kind and organisation. */
export function AccountList() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const kind = LEDGER_ACCOUNTS.find((one) => one === search['kind'])
  const organisationId = textOf(search['org'])
  const asked = useQuery(LedgerAccountsDocument, {
    variables: { first: PAGE_SIZE, kind, organisationId },
    notifyOnNetworkStatusChange: true,
  })
  const list = useList(asked, (asked.data ?? asked.previousData)?.ledgerAccounts)
  return (
    <Panel
      title={t('ledger.accounts')}
      extra={
        <span className="filter-bar">
          <FilterChip
            single
            name={t('ledger.account')}
            options={LEDGER_ACCOUNTS.map((value) => ({ value, label: t(`ledgerAccount.${value}`) }))}
            chosen={kind === undefined ? [] : [kind]}
            onChange={([value]) => change({ kind: value })}
          />
          {organisationId !== undefined && (
            <OrganisationChip id={organisationId} onRemove={() => change({ org: undefined })} />
          )}
        </span>
      }
      flush
    >
      <ListFrame
        list={list}
        what={t('ledger.accounts')}
        waiting={6}
        blank={<p className="panel-body quiet">{t('ledger.empty')}</p>}
      >
        {(rows) => <Accounts rows={rows} />}
      </ListFrame>
    </Panel>
  )
}

function Accounts({ rows }: { rows: readonly Account[] }) {
  const { t } = useTranslation()
  const columns: readonly RowColumn<Account>[] = [
    { key: 'number', title: t('ledger.number'), end: true, width: '90px', render: (row) => row.number },
    {
      key: 'kind',
      title: t('ledger.account'),
      render: (row) => (
        <GoTo place={paths.ledgerAccount(row.number)} className="link">
          {t(`ledgerAccount.${row.kind}`)}
        </GoTo>
      ),
    },
    {
      key: 'owner',
      title: t('ledger.owner'),
      render: ({ organisation, terminal, kind }) => {
        if (terminal !== null) return <TerminalLink terminal={terminal} />
        if (organisation === null) return <span className="quiet">–</span>
        return kind === 'MERCHANT_PAYABLE' ? (
          <GoTo place={paths.statement(organisation.id)}>{organisation.name}</GoTo>
        ) : (
          organisation.name
        )
      },
    },
    ...sideColumns(
      (side) => t(`ledger.${side}Balance`),
      ({ balance }: Account) => balance,
    ),
  ]
  return <RowTable label={t('ledger.accounts')} columns={columns} rows={rows} keyOf={(row) => row.number} />
}
