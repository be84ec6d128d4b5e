import { placeName } from '../place-name.ts'
import type { TFunction } from 'i18next'
import { Checkbox } from 'antd'
import type { TerminalRowFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Time } from '../../ui/Time.tsx'
import type { GridColumn } from '../../ui/VirtualGrid.tsx'
import { CommandMark, FaultMarks, PresenceMark, SignOnMark } from '../marks.tsx'
import { Labels } from '../estate/Labels.tsx'
import { appVersion } from '../versions.ts'
import type { Column, ListState } from './list-state.ts'

type Row = TerminalRowFragment

const TRACKS: Readonly<Record<Column, string>> = {
  presence: '116px',
  tid: '104px',
  place: 'minmax(180px, 2.4fr)',
  model: 'minmax(96px, 0.7fr)',
  signOn: '144px',
  heartbeat: '132px',
  faults: 'minmax(180px, 1.4fr)',
  command: 'minmax(120px, 1fr)',
  labels: 'minmax(96px, 0.8fr)',
  hostCode: '84px',
  batch: '88px',
  version: '96px',
  level: '64px',
  agent: 'minmax(120px, 1fr)',
  mid: '148px',
}

const CELLS: Readonly<Record<Column, (row: Row, t: TFunction<'words'>) => React.ReactNode>> = {
  presence: (row) => <PresenceMark presence={row.presence} />,
  tid: (row) => (
    <GoTo place={paths.terminal(row.id)} className="link mono row-link">
      {row.tid}
    </GoTo>
  ),
  place: (row) => (
    <span className="clip" title={placeName(row)}>
      {placeName(row)}
    </span>
  ),
  model: (row) => <span className="clip">{row.model}</span>,
  signOn: (row) => <SignOnMark signOn={row.signOn} />,
  heartbeat: (row, t) =>
    row.heartbeat === null ? t('list.noHeartbeat') : <Time at={row.heartbeat.at} terminalZone={row.store.timeZone} />,
  faults: (row) => <FaultMarks faults={row.faults} />,
  command: (row, t) =>
    row.runningCommand === null ? null : (
      <GoTo place={paths.command(row.runningCommand.id)} className="link clip">
        {t(`commandType.${row.runningCommand.type}`)} <CommandMark state={row.runningCommand.state} />
      </GoTo>
    ),
  labels: (row) => <Labels labels={row.labels} />,
  hostCode: (row) => row.hostResponseCode,
  batch: (row) => row.batchNo,
  version: (row) => appVersion(row.device?.versions),
  level: (row) => row.level,
  agent: (row) => <span className="clip">{row.agent?.name}</span>,
  mid: (row) => <span className="mono">{row.mid}</span>,
}

const NUMERIC: readonly Column[] = ['heartbeat', 'hostCode', 'batch']

export interface ColumnOptions {
  readonly t: TFunction<'words'>
  readonly state: ListState
  readonly onSort: (sort: string | undefined) => void
  readonly isSelected: (id: string) => boolean
  readonly pageSelected: 'all' | 'some' | 'none'
  readonly onSelectPage: () => void
  /** `range` is true with the shift key: everything from the last row clicked. */
  readonly onSelect: (id: string, range: boolean) => void
}

/** The columns that the URL asks for, the selection in front. */
export function columnsOf(options: ColumnOptions): readonly GridColumn<Row>[] {
  const { t, state, isSelected, pageSelected, onSelectPage, onSelect } = options
  const selection: GridColumn<Row> = {
    key: 'selection',
    title: (
      <Checkbox
        aria-label={t('list.selectPage')}
        checked={pageSelected === 'all'}
        indeterminate={pageSelected === 'some'}
        onChange={onSelectPage}
      />
    ),
    track: '40px',
    render: (row) => (
      <Checkbox
        aria-label={t('list.selectRow', { tid: row.tid })}
        checked={isSelected(row.id)}
        onChange={(event) => onSelect(row.id, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
      />
    ),
  }
  const chosen = state.columns.map((column) => ({
    key: column,
    title: t(`column.${column}`),
    track: TRACKS[column],
    end: NUMERIC.includes(column),
    render: (row: Row) => CELLS[column](row, t),
    sort: sortOf(column, options),
  }))
  return [selection, ...chosen]
}

/** On a telephone a row is two lines, and all of it is the way to the terminal. Actions on many are no work for a thumb. */
export function phoneColumns(t: TFunction<'words'>): readonly GridColumn<Row>[] {
  const render = (row: Row) => (
    <GoTo place={paths.terminal(row.id)} className="link-plain phone-row">
      <span className="clip">
        <span className="mono link">{row.tid}</span> {placeName(row)}
      </span>
      <span className="line">
        <PresenceMark presence={row.presence} />
        <SignOnMark signOn={row.signOn} />
        <FaultMarks faults={row.faults} />
      </span>
    </GoTo>
  )
  return [{ key: 'terminal', title: t('recovery.terminal'), track: 'minmax(0, 1fr)', render }]
}

/** Two orders have an index: by TID, and by how long the state has lasted. */
function sortOf(column: Column, { state, onSort }: ColumnOptions): GridColumn<Row>['sort'] {
  const field = column === 'tid' ? 'TID' : column === 'presence' ? 'PRESENCE_SINCE' : null
  if (field === null) return undefined
  const name = field === 'TID' ? 'tid' : 'since'
  const isNow = state.orderBy.field === field
  const ascending = state.orderBy.direction === 'ASC'
  return {
    now: isNow ? (ascending ? 'ascending' : 'descending') : 'none',
    next: () => onSort(isNow && ascending ? `-${name}` : name === 'tid' ? undefined : name),
  }
}
