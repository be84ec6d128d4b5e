import { type EventFilter, type EventView, listEvents, type PersonRow, peopleByIds } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { eventText } from '../language/language.ts'
import { EXPORT_PAGE_ROWS } from '../limits.ts'
import { csvLine } from './table-text.ts'

export const EXPORT_FORMATS = ['csv', 'jsonl'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Spreadsheets take a file without it for one in the machine's old encoding. */
const BYTE_ORDER_MARK = '\ufeff'
const HEAD = [
  'position',
  'at',
  'type',
  'text',
  'subject',
  'terminal',
  'actorKind',
  'actor',
  'actorName',
  'behalfOf',
  'address',
  'requestId',
  'data',
]

/**
 * Events of a filter as text, newest first, a page at a time: each page is a short read of its own under the asker's
 * path, and no page is read before the one before it was taken. Ends when the asker's session does.
 */
export async function* exportedEvents(
  operation: Operation,
  filter: EventFilter,
  format: ExportFormat,
): AsyncGenerator<string> {
  const { house, viewer, level } = operation
  const scope = { path: viewer.person.path, personId: viewer.person.id }
  if (format === 'csv') yield BYTE_ORDER_MARK + csvLine(HEAD)
  for (let beforeOrdinal: number | null = null; ; ) {
    const query = { level, filter, beforeOrdinal, limit: EXPORT_PAGE_ROWS }
    const page = await house.storage.read(scope, async (db) => {
      const events = await listEvents(db, query)
      const ids = new Set(events.flatMap(({ actorKind, actorId }) => (actorKind === 'PERSON' ? (actorId ?? []) : [])))
      const people = ids.size === 0 ? [] : await peopleByIds(db, [...ids])
      return { events, people: new Map(people.map((person) => [person.id, person])) }
    })
    if (page.events.length > 0) yield page.events.map((event) => lineOf(operation, event, page.people, format)).join('')
    const last = page.events.at(-1)
    if (
      last === undefined ||
      page.events.length < EXPORT_PAGE_ROWS ||
      !(await house.sessions.isLive(viewer, operation.asker.address))
    )
      return
    beforeOrdinal = last.ordinal
  }
}

function lineOf(
  operation: Operation,
  event: EventView,
  people: ReadonlyMap<string, PersonRow>,
  format: ExportFormat,
): string {
  const text = eventText(event.type, event.data as Readonly<Record<string, unknown>>, operation.reader)
  const { id, position, type, subject, terminalId, actorKind, actorId, behalfOf, requestId, data } = event
  const at = new Date(event.at).toISOString()
  const address = operation.authority.permits.has('person:read') ? event.address : null
  const actorName = people.get(actorId ?? '')?.name ?? null
  if (format === 'jsonl')
    return `${JSON.stringify({ id, position, at, type, text, subject, terminalId, actorKind, actorId, actorName, behalfOf, address, requestId, data })}\n`
  return csvLine([
    position,
    at,
    type,
    text,
    subject,
    terminalId,
    actorKind,
    actorId,
    actorName,
    behalfOf,
    address,
    requestId,
    JSON.stringify(data),
  ])
}
