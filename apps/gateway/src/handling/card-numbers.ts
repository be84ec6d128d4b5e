import { replaceCards, starRun } from '@budeng/kernel'

/**
 * The value with the card numbers in its texts starred out. They never enter the database or a log, not even in a free text
 * that a cashier typed.
 */
export function withoutCardNumbers<Value>(value: Value): Value {
  return starred(value) as Value
}

function starred(value: unknown): unknown {
  if (typeof value === 'string') return replaceCards(value, starRun)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(starred)
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, isBytes(key, member) ? member : starred(member)]),
  )
}

function isBytes(name: string, value: unknown): boolean {
  if (NEVER_TEXT.has(name)) return true
  return HASHES.has(name) && typeof value === 'string' && BASE64URL_32.test(value)
}

/** Members whose own form is 32 bytes in base64url: a run of digits within one says nothing, and a star would spoil it. */
const HASHES = new Set(['leaf', 'root'])
const BASE64URL_32 = /^[A-Za-z0-9_-]{43}$/
/** Members that are bytes in base64url or our own ids. */
const NEVER_TEXT = new Set(['bytes', 'sha256', 'id', 'sig', 'nonce', 'ticket', 'kcv', 'batch'])
