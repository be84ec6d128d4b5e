import { useQuery } from '@apollo/client/react'
import { useParams } from '@tanstack/react-router'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { StatementDocument } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { FilterChip } from '../../fleet/list/FilterChip.tsx'
import { PAGE_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { NothingHere } from '../../shell/NothingHere.tsx'
import { Blank } from '../../ui/Blank.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Amount } from '../Amount.tsx'
import { MerchantSelect } from '../MerchantSelect.tsx'
import { MoneyNav } from '../MoneyNav.tsx'
import { PeriodPicker } from '../PeriodPicker.tsx'
import { Payouts } from './Payouts.tsx'
import { StatementTable } from './StatementTable.tsx'
import { readPeriod } from './statement-period.ts'

/** What a merchant is owed, day by day: chosen by name, for a period that stands in the URL. */
export function StatementsPage() {
  const { t } = useTranslation()
  const { merchantId } = useParams({ strict: false }) as { merchantId?: string }
  if (useViewer()?.permissions.includes('ledger:read') !== true) return <NothingHere />
  return (
    <div className="page">
      <PageHead tab={t('moneyTab.statements')} title={t('moneyTab.statements')} />
      <MoneyNav />
      <MerchantChoice merchantId={merchantId} />
      {merchantId === undefined ? (
        <Blank title={t('statement.choose')}>{t('statement.chooseHow')}</Blank>
      ) : (
        <Statement merchantId={merchantId} />
      )}
    </div>
  )
}

function MerchantChoice({ merchantId }: { merchantId: string | undefined }) {
  const { t } = useTranslation()
  const id = useId()
  const { go, search } = useUrl()
  return (
    <div className="line">
      <label htmlFor={id}>{t('money.merchant')}</label>
      <MerchantSelect
        id={id}
        chosen={merchantId ?? null}
        onChoose={(chosen) => go({ ...paths.statement(chosen), search: { ...search } })}
      />
    </div>
  )
}

function Statement({ merchantId }: { merchantId: string }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const period = readPeriod(search)
  const { data, error, loading, refetch, fetchMore } = useQuery(StatementDocument, {
    variables: { merchantId, first: PAGE_SIZE, ...period },
    notifyOnNetworkStatusChange: true,
  })
  const statement = data?.merchantStatement ?? null
  const next = useMore(fetchMore, statement?.lines.pageInfo.endCursor)
  const fault = error ?? next.error
  const name = statement === null ? '' : `${statement.merchant.name} · `
  usePageTitle(name + t('moneyTab.statements'))
  if (statement === null)
    return (
      <>
        <FaultPanel error={fault} what={t('statement.one')} retry={() => void refetch()} />
        {loading && <WaitingRows />}
        {!loading && fault === undefined && <Blank title={t('statement.none')}>{t('statement.noneHow')}</Blank>}
      </>
    )
  return (
    <>
      <Payouts key={merchantId} merchantId={merchantId} currency={statement.currency} />
      <Panel
        title={statement.merchant.name}
        extra={
          <span className="filter-bar">
            {statement.currencies.length > 1 && (
              <FilterChip
                single
                name={t('statement.currency')}
                options={statement.currencies.map((value) => ({ value, label: value }))}
                chosen={[statement.currency]}
                onChange={([currency]) => change({ currency })}
              />
            )}
            <PeriodPicker from={statement.from} to={statement.to} />
          </span>
        }
        flush
      >
        <FaultPanel error={fault} what={t('statement.one')} retry={() => void refetch()} />
        <div className="panel-body">
          <FactList
            facts={[
              [t('statement.opening', { day: statement.from }), <Amount key="opening" of={statement.opening} />],
              [t('statement.closing', { day: statement.to }), <Amount key="closing" of={statement.closing} strong />],
            ]}
          />
        </div>
        <StatementTable statement={statement} />
        {statement.lines.pageInfo.hasNextPage && (
          <LoadMore shown={statement.lines.nodes.length} more loading={next.loading} onMore={next.load} />
        )}
      </Panel>
    </>
  )
}
