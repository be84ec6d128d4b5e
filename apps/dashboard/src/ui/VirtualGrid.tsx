import { CaretDownOutlined, CaretUpOutlined } from '@ant-design/icons'
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { rowsInView } from './rows-in-view.ts'

export interface GridColumn<Row> {
  readonly key: string
  readonly title: ReactNode
  /** A CSS track: `120px`, `minmax(180px, 2fr)`. */
  readonly track: string
  readonly render: (row: Row) => ReactNode
  readonly end?: boolean
  /** Set on columns that can be sorted: how it is sorted now, and what a click does. */
  readonly sort?: { readonly now: 'ascending' | 'descending' | 'none'; readonly next: () => void } | undefined
}

interface VirtualGridProps<Row> {
  readonly label: string
  readonly columns: readonly GridColumn<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** Every row is this high, in CSS pixels: what makes thousands of them cheap. */
  readonly rowHeight: number
  /** Rows of the whole list, loaded or not, for the screen reader. */
  readonly rowCount: number
  /** The row that the keyboard is on: kept in view. */
  readonly activeKey: string | null
  readonly isSelected: (key: string) => boolean
  /** The last loaded row came into view. */
  readonly onEnd?: () => void
  readonly foot?: ReactNode
}

/**
 * A table that draws only the rows in view. It carries table roles on plain elements, because a table body split from
 * its head (the usual way to make one virtual) is read out as cells without headings.
 */
export function VirtualGrid<Row>(props: VirtualGridProps<Row>) {
  const { label, columns, rows, keyOf, rowHeight, rowCount, activeKey, isSelected, onEnd, foot } = props
  const scroller = useRef<HTMLDivElement>(null)
  const view = useView(scroller)
  const { first, end } = rowsInView({ top: view.top, height: view.height, rowHeight, rows: rows.length })
  const tracks = { gridTemplateColumns: columns.map((column) => column.track).join(' ') }
  useActiveInView(
    scroller,
    rows.findIndex((row) => keyOf(row) === activeKey),
    rowHeight,
  )
  useEffect(() => {
    if (rows.length > 0 && end >= rows.length) onEnd?.()
  }, [end, rows.length, onEnd])

  return (
    <div className="grid-scroller" ref={scroller} tabIndex={-1}>
      <div role="table" aria-label={label} aria-rowcount={rowCount + 1} className="grid">
        <div role="rowgroup" className="grid-head">
          <div role="row" aria-rowindex={1} className="grid-row" style={tracks}>
            {columns.map((column) => (
              <div
                key={column.key}
                role="columnheader"
                aria-sort={column.sort?.now}
                className={column.end ? 'grid-cell end' : 'grid-cell'}
              >
                {column.sort === undefined ? column.title : <SortButton sort={column.sort}>{column.title}</SortButton>}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="grid-body" style={{ height: rows.length * rowHeight }}>
          {rows.slice(first, end).map((row, offset) => {
            const key = keyOf(row)
            const at = first + offset
            const state = `${isSelected(key) ? ' grid-selected' : ''}${key === activeKey ? ' grid-active' : ''}`
            return (
              <div
                key={key}
                role="row"
                aria-rowindex={at + 2}
                data-key={key}
                className={`grid-row grid-data${state}`}
                style={{ ...tracks, height: rowHeight, transform: `translateY(${at * rowHeight}px)` }}
              >
                {columns.map((column) => (
                  <div key={column.key} role="cell" className={column.end ? 'grid-cell end number' : 'grid-cell'}>
                    {column.render(row)}
                  </div>
                ))}
              </div>
            )
          })}
        </div>
      </div>
      {foot}
    </div>
  )
}

function SortButton({ sort, children }: { sort: NonNullable<GridColumn<unknown>['sort']>; children: ReactNode }) {
  return (
    <button type="button" className="grid-sort" onClick={sort.next}>
      {children}
      <span aria-hidden className={sort.now === 'none' ? 'grid-sort-off' : undefined}>
        {sort.now === 'descending' ? <CaretDownOutlined /> : <CaretUpOutlined />}
      </span>
    </button>
  )
}

/** Where the scroller stands and how high it is. */
function useView(scroller: RefObject<HTMLDivElement | null>): { top: number; height: number } {
  const [view, setView] = useState({ top: 0, height: 0 })
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [scroller])
  return view
}

/** Keeps the keyboard's row between the sticky head and the lower edge. */
function useActiveInView(scroller: RefObject<HTMLDivElement | null>, index: number, rowHeight: number): void {
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null || index < 0) return
    const head = element.querySelector<HTMLElement>('.grid-head')?.offsetHeight ?? 0
    const top = index * rowHeight
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + rowHeight + head > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight + head - element.clientHeight
  }, [scroller, index, rowHeight])
}
