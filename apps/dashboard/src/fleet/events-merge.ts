/** What of an event orders it. */
interface Placed {
  readonly id: string
  readonly at: string
  readonly position: string | null
}

/** Adds events to a list without repeats; `first` says which end the list begins with. Ids sort by the time they were made. */
export function mergeEvents<Event extends Placed>(
  known: readonly Event[],
  added: readonly Event[],
  first: 'newest' | 'oldest',
): Event[] {
  const byId = new Map([...known, ...added].map((event) => [event.id, event]))
  const sign = first === 'oldest' ? 1 : -1
  return [...byId.values()].sort((one, other) => sign * (compare(one.at, other.at) || compare(one.id, other.id)))
}

/** The position to resume from, whichever end of the list it stands at; undefined when none has one. */
export function newestPosition(events: readonly Placed[]): string | undefined {
  return events
    .map((event) => event.position)
    .filter((position) => position !== null)
    .sort((one, other) => one.length - other.length || compare(one, other))
    .at(-1)
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
