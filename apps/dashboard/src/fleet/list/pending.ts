import type { TerminalFilter, TerminalOrder, TerminalRowFragment } from '../../api/generated/graphql.ts'
import { appVersion } from '../versions.ts'

/** What of a terminal decides whether and where it stands in a list. */
type Placed = Pick<
  TerminalRowFragment,
  | 'id'
  | 'tid'
  | 'mid'
  | 'merchant'
  | 'store'
  | 'presence'
  | 'presenceSince'
  | 'signOn'
  | 'state'
  | 'faults'
  | 'labels'
  | 'device'
  | 'runningCommand'
>

interface Shown {
  readonly rows: readonly Placed[]
  readonly filter: TerminalFilter
  readonly orderBy: TerminalOrder
  /** The list goes on below the loaded rows. */
  readonly more: boolean
}

/**
 * Which of the changed terminals a fresh list would show elsewhere: new rows, rows that moved, rows that no longer
 * belong. Their cells change in place; their place changes only when the person asks, so that nothing jumps while it is read.
 */
export function displacedBy(changed: readonly Placed[], shown: Shown): string[] {
  const known = new Map(shown.rows.map((row) => [row.id, row]))
  return changed
    .filter((terminal) => isDisplaced(terminal, known.get(terminal.id), shown))
    .map((terminal) => terminal.id)
}

function isDisplaced(terminal: Placed, row: Placed | undefined, shown: Shown): boolean {
  const belongs = belongsTo(terminal, shown.filter)
  if (row === undefined)
    return belongs && narrows(shown.filter) && holdsText(terminal, shown.filter.q) && isInRange(terminal, shown)
  return !belongs || (shown.orderBy.field === 'PRESENCE_SINCE' && terminal.presenceSince !== row.presenceSince)
}

/** The criteria that a live change can alter; the others hold for as long as the list is open. */
function belongsTo(terminal: Placed, filter: TerminalFilter): boolean {
  return (
    (filter.presence?.includes(terminal.presence) ?? true) &&
    (filter.signOn?.includes(terminal.signOn) ?? true) &&
    (filter.states?.includes(terminal.state) ?? true) &&
    (filter.appVersions?.includes(appVersion(terminal.device?.versions) ?? '') ?? true) &&
    (filter.labels?.some((label) => terminal.labels.includes(label)) ?? true) &&
    (filter.hasFault == null || filter.hasFault === terminal.faults.length > 0) &&
    (filter.hasOpenCommand == null || filter.hasOpenCommand === (terminal.runningCommand !== null)) &&
    (filter.offlineFor == null || terminal.presence === 'OFFLINE')
  )
}

/** Without such a criterion every terminal is in the list already, loaded or below. */
function narrows(filter: TerminalFilter): boolean {
  const { presence, signOn, states, appVersions, labels, hasFault, hasOpenCommand } = filter
  return [presence, signOn, states, appVersions, labels, hasFault, hasOpenCommand].some(
    (criterion) => criterion != null,
  )
}

function isInRange(terminal: Placed, { rows, orderBy, more }: Shown): boolean {
  const last = rows.at(-1)
  if (last === undefined || !more) return true
  const [one, other] = orderBy.field === 'TID' ? [terminal.tid, last.tid] : [terminal.presenceSince, last.presenceSince]
  return orderBy.direction === 'ASC' ? one < other : one > other
}

/** Searching is the server's; this is near enough to decide whether to offer a fresh list. */
function holdsText({ tid, mid, merchant, store }: Placed, text: string | null | undefined): boolean {
  if (text == null) return true
  const wanted = text.toLowerCase()
  return tid.startsWith(text) || mid.startsWith(text) || `${merchant.name} ${store.name}`.toLowerCase().includes(wanted)
}
