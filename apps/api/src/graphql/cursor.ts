import { hashOf } from '@budeng/kernel'
import { CURSOR_LENGTH_MAX } from '../limits.ts'
import { badInput } from './api-error.ts'

/** Hex digits of the hash of filter and order that a cursor carries: enough to notice, not a security measure. */
const HASH_LENGTH = 16

/** What a list was asked for besides its page: a cursor is good only with the same. */
export function listHash(list: unknown): string {
  return hashOf(list).slice(0, HASH_LENGTH)
}

/** Sort key and id of a row with the list's hash, opaque to the outside. */
export function encodeCursor(key: readonly (string | number)[], hash: string): string {
  return Buffer.from(JSON.stringify([hash, ...key])).toString('base64url')
}

/**
 * The key of a cursor that this list gave out, its members of the named types.
 * @throws ApiError BAD_USER_INPUT for garbage, and for a cursor of another filter or order
 */
export function decodeCursor<const Types extends readonly ('string' | 'number')[]>(
  cursor: string,
  hash: string,
  types: Types,
): KeyOf<Types> {
  const members = cursor.length <= CURSOR_LENGTH_MAX ? parsed(cursor) : null
  if (!Array.isArray(members) || members.length !== types.length + 1)
    throw badInput('`after` is not a cursor of this API.', ['after'])
  const [cursorHash, ...key] = members as unknown[]
  if (cursorHash !== hash)
    throw badInput('`after` belongs to another filter or order: begin at the first page.', ['after'])
  if (key.some((member, i) => typeof member !== types[i] || !isStorable(member)))
    throw badInput('`after` is not a cursor of this API.', ['after'])
  return key as unknown as KeyOf<Types>
}

/** Moments lie within what a date can hold, texts hold no NUL: PostgreSQL would refuse both. */
function isStorable(member: unknown): boolean {
  if (typeof member === 'string') return !member.includes('\0')
  return Number.isSafeInteger(member) && Math.abs(Number(member)) <= MOMENT_MAX
}

const MOMENT_MAX = 8_640_000_000_000_000

type KeyOf<Types extends readonly ('string' | 'number')[]> = {
  [Index in keyof Types]: Types[Index] extends 'string' ? string : number
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
