/** What of an event orders it. */
interface Placed {
  readonly id: string
  readonly at: string
  /** Null for the moment between the commit and the sequencer. */
  readonly position: string | null
}

/**
 * Adds events to a list without repeats; `first` says which end the list begins with. The position is the order in
 * which things happened; an event that has none yet stands by its time.
 */
export function mergeEvents<Event extends Placed>(
  known: readonly Event[],
  added: readonly Event[],
  first: 'newest' | 'oldest',
): Event[] {
  const byId = new Map([...known, ...added].map((event) => [event.id, event]))
  const sign = first === 'oldest' ? 1 : -1
  return [...byId.values()].sort((one, other) => sign * inOrder(one, other))
}

function inOrder(one: Placed, other: Placed): number {
  if (one.position !== null && other.position !== null) return byPosition(one.position, other.position)
  return compare(one.at, other.at) || compare(one.id, other.id)
}

/** The position to resume from, whichever end of the list it stands at; undefined when none has one. */
export function newestPosition(events: readonly Placed[]): string | undefined {
  return events
    .map((event) => event.position)
    .filter((position) => position !== null)
    .sort(byPosition)
    .at(-1)
}

/** Positions are whole numbers written out: the longer one is the larger one. */
function byPosition(one: string, other: string): number {
  return one.length - other.length || compare(one, other)
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
