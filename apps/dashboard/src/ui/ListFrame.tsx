import type { ReactNode } from 'react'
import type { List } from '../api/list.ts'
import type { Further } from '../api/look-further.ts'
import { FaultPanel } from './FaultPanel.tsx'
import { LoadMore } from './LoadMore.tsx'
import { SearchedThrough } from './SearchedThrough.tsx'
import { WaitingRows } from './Waiting.tsx'

interface ListFrameProps<Row> {
  readonly list: List<Row>
  /** What could not be shown, when it could not. */
  readonly what: string
  /** Stands there instead of the rows when there are none. */
  readonly blank: ReactNode
  /** Rows that are drawn while the first ones are on their way. */
  readonly waiting?: number
  /** Says how many rows are shown even when there are no more. */
  readonly counted?: boolean
  /** For a list whose pages may end early. */
  readonly further?: Further
  /** The rows, of which there are some. */
  readonly children: (rows: readonly Row[]) => ReactNode
}

/** A list in every state: it failed, it is on its way, it is empty, it is there and goes on. */
export function ListFrame<Row>(props: ListFrameProps<Row>) {
  const { list, what, blank, waiting, counted = false, further, children } = props
  const { rows, loading, fault, retry, next } = list
  const isEmpty = rows.length === 0
  const isOver = !loading && fault === undefined && further?.looking !== true
  const more = list.more && (further?.searchedThrough ?? null) === null
  return (
    <>
      <FaultPanel error={fault} what={what} retry={retry} />
      {isEmpty && loading && <WaitingRows rows={waiting} />}
      {isEmpty && isOver && blank}
      {!isEmpty && children(rows)}
      {(counted ? !isEmpty : more) && (
        <LoadMore shown={rows.length} more={more} loading={next.loading} onMore={next.load} />
      )}
      {further !== undefined && <SearchedThrough further={further} />}
    </>
  )
}
