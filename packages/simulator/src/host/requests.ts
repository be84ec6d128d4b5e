import { ACQUIRER_PATTERN, TID_PATTERN, type TerminalAddress } from '@budeng/protocol'
import { HOST_DELAY_MAX_MS, HOST_SCRIPT_MAX } from '../limits.ts'
import { type FaultShares, isTradeFault, TRADE_FAULTS } from './faults.ts'
import type { HostScript } from './host.ts'

const RESPONSE_CODE = /^[0-9A-Z]{2}$/

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: string }

/** The terminal that a body or a path names. */
export function parseTerminal(acquirer: unknown, tid: unknown): Parsed<TerminalAddress> {
  if (typeof acquirer !== 'string' || !ACQUIRER_PATTERN.test(acquirer))
    return { ok: false, error: 'acquirer: 1–16 of a–z, 0–9 and -' }
  if (typeof tid !== 'string' || !TID_PATTERN.test(tid)) return { ok: false, error: 'tid: 8 letters and digits' }
  return { ok: true, value: { acquirer, tid } }
}

/** A JSON object; the host reads named members only and ignores the rest, as a real one would. */
export function parseObject(text: string): Parsed<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
      return { ok: true, value: value as Record<string, unknown> }
  } catch {
    // told below, like any other body that is no object
  }
  return { ok: false, error: 'the body must be a JSON object' }
}

/** A change of a script: members that are left out stay as they are. */
export function parseScript(body: Record<string, unknown>): Parsed<Partial<HostScript>> {
  const { next, then, delayMs, trade } = body
  const isCode = (code: unknown): code is string => typeof code === 'string' && RESPONSE_CODE.test(code)
  if (next !== undefined && !(Array.isArray(next) && next.length <= HOST_SCRIPT_MAX && next.every(isCode)))
    return { ok: false, error: `next: at most ${HOST_SCRIPT_MAX} response codes of two characters` }
  if (then !== undefined && !isCode(then)) return { ok: false, error: 'then: a response code of two characters' }
  if (
    delayMs !== undefined &&
    !(typeof delayMs === 'number' && Number.isInteger(delayMs) && delayMs >= 0 && delayMs <= HOST_DELAY_MAX_MS)
  )
    return { ok: false, error: `delayMs: 0–${HOST_DELAY_MAX_MS}` }
  if (trade !== undefined && !isFaultShares(trade))
    return { ok: false, error: `trade: shares of 0–1000 by fault, of ${Object.keys(TRADE_FAULTS).join(' ')}` }
  return {
    ok: true,
    value: {
      ...(trade === undefined ? {} : { trade }),
      ...(next === undefined ? {} : { next }),
      ...(then === undefined ? {} : { then }),
      ...(delayMs === undefined ? {} : { delayMs }),
    },
  }
}

function isFaultShares(value: unknown): value is FaultShares {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false
  return Object.entries(value).every(
    ([fault, share]) => isTradeFault(fault) && Number.isInteger(share) && share >= 0 && share <= 1_000,
  )
}
