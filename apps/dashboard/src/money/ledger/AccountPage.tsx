import { useQuery } from '@apollo/client/react'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LedgerAccountPageDocument, type LedgerAccountPageQuery } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { TerminalLink } from '../../fleet/TerminalLink.tsx'
import { PAGE_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { InsteadOfPage } from '../../shell/InsteadOfPage.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { useUrl } from '../../ui/url.ts'
import { Amount } from '../Amount.tsx'
import { sideOf } from '../amounts.ts'
import { MoneyNav } from '../MoneyNav.tsx'
import { PeriodPicker } from '../PeriodPicker.tsx'
import { PostingTable } from './PostingTable.tsx'
import { readPeriod } from './statement-period.ts'

export type AccountOnPage = NonNullable<LedgerAccountPageQuery['ledgerAccount']>

/** One account of the ledger: whose it is, what stands on it now, and its postings of a period that stands in the URL. */
export function AccountPage() {
  const { t } = useTranslation()
  const { accountNumber } = useParams({ strict: false }) as { accountNumber: string }
  const { search } = useUrl()
  const { from, to } = readPeriod(search)
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(LedgerAccountPageDocument, {
    variables: { number: accountNumber, from, to, first: PAGE_SIZE },
    notifyOnNetworkStatusChange: true,
  })
  const account = (data ?? previousData)?.ledgerAccount ?? null
  const next = useMore(fetchMore, account?.postings.pageInfo.endCursor)
  const problem = error ?? next.error
  const fault = { error: problem, what: t('ledger.account'), retry: () => void refetch() }
  if (account === null) return <InsteadOfPage {...fault} loading={loading} />
  const { postings } = account
  return (
    <div className="page">
      <PageHead
        tab={`${t(`ledgerAccount.${account.kind}`)} ${account.number}`}
        title={
          <>
            {t(`ledgerAccount.${account.kind}`)} <span className="number">{account.number}</span>
          </>
        }
        below={<GoTo place={paths.ledger()}>{t('moneyTab.ledger')}</GoTo>}
      />
      <MoneyNav />
      <FaultPanel {...fault} />
      <Panel title={t('ledger.account')}>
        <AccountFacts account={account} />
      </Panel>
      <Panel
        title={t('ledger.postings')}
        extra={<PeriodPicker from={from} to={to} open={[t('ledger.thirtyDays'), t('ledger.now')]} />}
        flush
      >
        <PostingTable lines={postings.nodes} />
        {postings.pageInfo.hasNextPage && (
          <LoadMore shown={postings.nodes.length} more loading={next.loading} onMore={next.load} />
        )}
      </Panel>
    </div>
  )
}

function AccountFacts({ account: { organisation, terminal, kind, currency, balance } }: { account: AccountOnPage }) {
  const { t } = useTranslation()
  const { side, amount } = sideOf(balance)
  const facts: (readonly [string, ReactNode])[] = [
    [t(`ledger.${side}Balance`), <Amount key="balance" of={amount} strong />],
    [t('statement.currency'), currency],
  ]
  if (terminal !== null) facts.push([t('ledger.owner'), <TerminalLink key="terminal" terminal={terminal} />])
  if (organisation !== null)
    facts.push([
      t('ledger.owner'),
      kind === 'MERCHANT_PAYABLE' ? (
        <GoTo key="merchant" place={paths.statement(organisation.id)}>
          {organisation.name}
        </GoTo>
      ) : (
        organisation.name
      ),
    ])
  return <FactList facts={facts} />
}
