import { ReloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRowKeys } from '../../fleet/list/row-keys.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { useNow } from '../../ui/now.ts'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
import { VirtualGrid } from '../../ui/VirtualGrid.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { useTypeWord } from '../marks.tsx'
import { MoneyNav } from '../MoneyNav.tsx'
import { SearchedThrough } from '../../ui/SearchedThrough.tsx'
import { explorerColumns } from './columns.tsx'
import { ExplorerFilters } from './ExplorerFilters.tsx'
import { EXPLORER_NAMES, readExplorer } from './explorer-state.ts'
import { ReadAs } from './ReadAs.tsx'
import { type TransactionList, useTransactionList } from './transaction-list.ts'

const ROW_HEIGHT = 34
const nothing = () => undefined
const isNever = () => false

/** Transactions, newest first: one field that understands what people paste, filters as chips, all of it in the URL. */
export function ExplorerPage() {
  const { t } = useTranslation()
  const { search } = useUrl()
  const now = useMomentOf(JSON.stringify(search))
  const state = useMemo(() => readExplorer(search, now), [search, now])
  const list = useTransactionList(state.filter, state.isUnreadable)
  return (
    <div className="page page-full">
      <PageHead title={t('rail.transactions')} tab={t('rail.transactions')} actions={<Newer list={list} />} />
      <MoneyNav />
      <ExplorerFilters state={state} />
      <ReadAs readings={state.readings} isUnreadable={state.isUnreadable} />
      <Rows list={list} isUnreadable={state.isUnreadable} />
    </div>
  )
}

/** Now, as of when the criteria last changed: a span that moved on by itself would ask anew all the time. */
function useMomentOf(criteria: string): number {
  const now = useNow()
  const [kept, keep] = useState({ criteria, now })
  if (kept.criteria === criteria) return kept.now
  keep({ criteria, now })
  return now
}

function Rows({ list, isUnreadable }: { list: TransactionList; isUnreadable: boolean }) {
  const { t } = useTranslation()
  const { search } = useUrl()
  const typeWord = useTypeWord()
  const order = useMemo(() => list.rows.map((row) => row.id), [list.rows])
  const active = useRowKeys(order, nothing)
  const isNarrowed = EXPLORER_NAMES.some((name) => search[name] !== undefined)
  const isEmpty = list.rows.length === 0
  return (
    <>
      <FaultPanel error={list.error} what={t('rail.transactions')} retry={list.refresh} />
      {isEmpty && list.loading && <WaitingRows rows={14} />}
      {isEmpty && !list.loading && list.error === undefined && !list.further.looking && (
        <Blank title={t(isNarrowed ? 'explorer.nothing' : 'explorer.empty')}>
          {t(isNarrowed || isUnreadable ? 'explorer.nothingHow' : 'explorer.emptyHow')}
        </Blank>
      )}
      {isEmpty && <SearchedThrough further={list.further} />}
      {!isEmpty && (
        <VirtualGrid
          label={t('rail.transactions')}
          columns={explorerColumns(t, typeWord)}
          rows={list.rows}
          keyOf={(row) => row.id}
          rowHeight={ROW_HEIGHT}
          rowCount={list.rows.length}
          activeKey={active}
          isSelected={isNever}
          onEnd={list.reachEnd}
          foot={
            <>
              <LoadMore shown={list.rows.length} more={list.more} loading={list.loadingMore} onMore={list.loadMore} />
              <SearchedThrough further={list.further} />
            </>
          }
        />
      )}
    </>
  )
}

function Newer({ list: { newer, refresh } }: { list: TransactionList }) {
  const { t, i18n } = useTranslation()
  if (newer.count === 0) return null
  const number = formatNumber(newer.count, i18n.language) + (newer.isLowerBound ? '+' : '')
  return (
    <Button icon={<ReloadOutlined aria-hidden />} onClick={refresh}>
      {t('explorer.newer', { count: newer.count, number })}
    </Button>
  )
}
