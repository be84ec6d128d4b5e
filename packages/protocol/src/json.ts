import { isUtf8 } from 'node:buffer'
import { JSON_DEPTH_MAX, JSON_NODES_MAX } from './limits.ts'

/** Plain JSON, as it may stand in the data of a result. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export type JsonReading =
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | { readonly ok: false; readonly reason: 'BAD_UTF8' | 'BAD_JSON' }

/**
 * Reads one JSON object from bytes. Never throws. Refuses what would hurt further in: text that is no UTF-8, NUL and
 * lone surrogates (PostgreSQL stores neither), numbers beyond double precision, `__proto__`, depth and size. [P-2.6]
 */
export function readJsonObject(bytes: Uint8Array): JsonReading {
  if (!isUtf8(bytes)) return { ok: false, reason: 'BAD_UTF8' }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  try {
    const value: unknown = JSON.parse(text)
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return { ok: false, reason: 'BAD_JSON' }
    // in valid UTF-8 only an escape can bring NUL or half a pair, so most messages need no look at each string
    const budget = { nodes: JSON_NODES_MAX, escaped: text.includes('\\u') }
    return isBounded(value, JSON_DEPTH_MAX, budget)
      ? { ok: true, value: value as Record<string, unknown> }
      : { ok: false, reason: 'BAD_JSON' }
  } catch {
    return { ok: false, reason: 'BAD_JSON' }
  }
}

// with the u flag a surrogate pair is one character, so this finds lone ones only
const UNSTORABLE = /[\u0000\ud800-\udfff]/u

interface Budget {
  nodes: number
  readonly escaped: boolean
}

function isBounded(value: unknown, depth: number, budget: Budget): boolean {
  if (--budget.nodes < 0) return false
  if (typeof value === 'string') return !budget.escaped || !UNSTORABLE.test(value)
  if (typeof value === 'number') return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
  if (typeof value === 'boolean' || value === null) return true
  if (depth === 0) return false
  if (Array.isArray(value)) return value.every((item) => isBounded(item, depth - 1, budget))
  // what JSON.parse made has own members only
  for (const key in value as object) {
    if (key === '__proto__' || (budget.escaped && UNSTORABLE.test(key))) return false
    if (!isBounded((value as Record<string, unknown>)[key], depth - 1, budget)) return false
  }
  return true
}
