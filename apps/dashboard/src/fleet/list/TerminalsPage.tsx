import { useEffect, useMemo, useReducer, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcuts } from '../../shell/shortcuts.ts'
import { announce } from '../../ui/announce.tsx'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { usePhone } from '../../ui/phone.ts'
import { useUrl } from '../../ui/url.ts'
import { VirtualGrid } from '../../ui/VirtualGrid.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { type ColumnOptions, columnsOf, phoneColumns } from './columns.tsx'
import { FilterBar } from './FilterBar.tsx'
import { ListTools } from './ListTools.tsx'
import { readListState } from './list-state.ts'
import { NOTHING_SELECTED, select } from './selection.ts'
import { SelectionBar } from './SelectionBar.tsx'
import { useRowKeys } from './row-keys.ts'
import { useTerminalList } from './terminal-list.ts'

const ROW_HEIGHTS = { compact: 34, roomy: 44, phone: 76 } as const

/** The fleet as a list: what it shows stands in the URL, what changes changes in place. */
export function TerminalsPage() {
  const { t, i18n } = useTranslation()
  const { search, change } = useUrl()
  const state = useMemo(() => readListState(search), [search])
  const isPhone = usePhone()
  const [paused, setPaused] = useState(false)
  const [selection, step] = useReducer(select, NOTHING_SELECTED)
  const list = useTerminalList(state, paused)
  const order = useMemo(() => list.rows.map((row) => row.id), [list.rows])
  const active = useRowKeys(order, step)
  const isSelected = (id: string) => selection.allMatching || selection.ids.has(id)
  const selectedHere = order.filter(isSelected).length
  const criteria = JSON.stringify(state.filter)
  useEffect(() => step({ kind: 'clear' }), [criteria])
  useEffect(() => {
    if (list.waiting > 0) announce(t('list.waiting', { count: list.waiting }))
  }, [list.waiting, t])
  useShortcuts({ escape: () => step({ kind: 'clear' }) })

  const options: ColumnOptions = {
    t,
    state,
    onSort: (sort: string | undefined) => change({ sort }),
    isSelected,
    pageSelected: selectedHere === 0 ? 'none' : selectedHere === order.length ? 'all' : 'some',
    onSelectPage: () => step({ kind: 'page', order }),
    onSelect: (id: string, range: boolean) => step(range ? { kind: 'range', to: id, order } : { kind: 'toggle', id }),
  }
  const columns = isPhone ? phoneColumns(t) : columnsOf(options)
  const total = list.total === null ? '' : `${formatNumber(list.total, i18n.language)}${list.isLowerBound ? '+' : ''}`

  return (
    <div className="page page-full">
      <PageHead
        title={
          <>
            {t('rail.terminals')} <span className="quiet number">{total}</span>
          </>
        }
        tab={t('rail.terminals')}
        actions={
          <ListTools state={state} paused={paused} onPause={setPaused} waiting={list.waiting} onShow={list.refresh} />
        }
      />
      <FilterBar models={useModels(list.rows)} />
      <FaultPanel error={list.error} what={t('rail.terminals')} retry={list.refresh} />
      {list.rows.length === 0 && list.loading && <WaitingRows rows={14} />}
      {list.rows.length === 0 && !list.loading && list.error === undefined && (
        <Blank title={criteria === '{}' ? t('list.emptyTitle') : t('list.nothingTitle')}>
          {criteria === '{}' ? t('list.emptyHow') : t('list.nothingHow')}
        </Blank>
      )}
      {list.rows.length > 0 && (
        <VirtualGrid
          label={t('rail.terminals')}
          columns={columns}
          rows={list.rows}
          keyOf={(row) => row.id}
          rowHeight={ROW_HEIGHTS[isPhone ? 'phone' : state.density]}
          rowCount={list.total ?? list.rows.length}
          activeKey={active}
          isSelected={isSelected}
          onEnd={list.reachEnd}
          foot={
            <LoadMore
              shown={list.rows.length}
              total={list.total}
              isLowerBound={list.isLowerBound}
              more={list.more}
              loading={list.loadingMore}
              onMore={list.loadMore}
            />
          }
        />
      )}
      {selection.ids.size > 0 && (
        <SelectionBar
          selection={selection}
          filter={state.filter}
          standing={labelsOf(list.rows.filter((row) => isSelected(row.id)))}
          total={list.total}
          isLowerBound={list.isLowerBound}
          beyond={list.more || selection.ids.size < (list.total ?? 0)}
          onAllMatching={() => step({ kind: 'allMatching' })}
          onClear={() => step({ kind: 'clear' })}
        />
      )}
    </div>
  )
}

/** Models seen so far, to choose from. */
function useModels(rows: readonly { readonly model: string }[]): readonly string[] {
  return useMemo(() => [...new Set(rows.map((row) => row.model))].sort(), [rows])
}

function labelsOf(rows: readonly { readonly labels: readonly string[] }[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => row.labels))].sort()
}
