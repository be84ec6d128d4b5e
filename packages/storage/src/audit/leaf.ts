import { leafHash } from '@budeng/kernel'
import { type ColumnType, eventTable } from '../rows/index.ts'
import { sha256 } from '../sha256.ts'

/** The form of what is hashed. Another form gets another name, so that no entry can be read as two. */
const FORM = 'budeng-event-1'

/**
 * What is hashed of an event, as SQL over `event` and `placed`: a JSON object of its position and **all** columns as the
 * server writes them, in the order of their names, without those that are null. Made by the server, so that what our
 * side would round or lose (microseconds, large numbers, numbers in JSON) is covered too; a column that a later
 * migration adds leaves earlier entries as they were.
 */
export const ENTRY = `json_strip_nulls(json_build_object('form', '${FORM}', 'position', placed.position::text, ${[
  ...eventTable.columns,
]
  .sort((a, b) => (a.name < b.name ? -1 : 1))
  .map(({ name, type }) => `'${name}', ${asText(`event.${name}`, type)}`)
  .join(', ')}))::text`

function asText(column: string, type: ColumnType): string {
  // a time's text depends on the session's zone
  return type === 'instant' ? `(extract(epoch from ${column}) * 1000000)::bigint::text` : `${column}::text`
}

/** The leaf of an event's entry. */
export function leafOf(entry: string): Buffer {
  return Buffer.from(leafHash(sha256, Buffer.from(entry)))
}

/** The same entry as if it stood elsewhere: tells whether events changed places. */
export function entryAt(entry: string, from: number, to: number): string {
  return entry.replace(`"position":"${from}"`, `"position":"${to}"`)
}
