import type { FaultCode } from './fault-table.ts'

/** Where a host's response code at a sign-on leads. */
export const RESPONSE_ROUTES = ['APPROVED', 'RELOGIN', 'REGISTRATION', 'HOST_ILL', 'OTHER'] as const
export type ResponseRoute = (typeof RESPONSE_ROUTES)[number]

export interface ResponseCode {
  readonly code: string
  readonly route: ResponseRoute
  /** The fault that it sets on its terminal. */
  readonly fault: FaultCode | null
}

/**
 * What host response codes mean where an acquirer has not said otherwise. A0 and 99 are commonly listed as cured by a
 * re-login, which nobody could confirm: an acquirer who knows adds them.
 */
export const RESPONSE_CODES: readonly ResponseCode[] = [
  { code: '00', route: 'APPROVED', fault: null },
  { code: '22', route: 'RELOGIN', fault: 'AUTH_SIGNON_FAILED' },
  { code: '77', route: 'RELOGIN', fault: 'AUTH_BATCH_MISMATCH' },
  { code: '97', route: 'REGISTRATION', fault: 'AUTH_TERMINAL_UNREGISTERED' },
  { code: '03', route: 'REGISTRATION', fault: 'AUTH_MERCHANT_INVALID' },
  { code: '96', route: 'HOST_ILL', fault: 'NET_HOST_ILL' },
  { code: '91', route: 'HOST_ILL', fault: 'NET_HOST_ILL' },
  { code: '68', route: 'HOST_ILL', fault: 'NET_HOST_ILL' },
  { code: 'A0', route: 'OTHER', fault: 'AUTH_MAC_ERROR' },
  { code: '99', route: 'OTHER', fault: 'AUTH_SIGNON_FAILED' },
]

/** The table of one acquirer: its own rows before the defaults. */
export function responseBook(own: readonly ResponseCode[]): ReadonlyMap<string, ResponseCode> {
  return new Map([...RESPONSE_CODES, ...own].map((row) => [row.code, row]))
}

/** Where an answer leads: by the acquirer's own word, else by the default; null for a code that nobody has explained. */
export function routeOf(code: string | null, own: ResponseRoute | null): ResponseRoute | null {
  return code === null ? null : (own ?? DEFAULT_BOOK.get(code)?.route ?? null)
}

const DEFAULT_BOOK = responseBook([])

/** Faults that come and go with the answers of the host. */
export const HOST_FAULTS: ReadonlySet<string> = new Set<FaultCode>([
  'AUTH_SIGNON_FAILED',
  'AUTH_BATCH_MISMATCH',
  'AUTH_TERMINAL_UNREGISTERED',
  'AUTH_MERCHANT_INVALID',
  'AUTH_MAC_ERROR',
  'NET_HOST_ILL',
])

/** What is wrong with an acquirer's own word for a code, by member; null: nothing. */
export function responseCodeProblem(
  code: string,
  row: { readonly route: ResponseRoute; readonly fault: string | null } | null,
): readonly string[] | null {
  if (!/^[0-9A-Z]{2}$/.test(code)) return ['code']
  if (row === null) return null
  // 00 is the one code that all hosts mean alike
  if ((row.route === 'APPROVED') !== (code === '00')) return ['meaning', 'route']
  const isAllowed = row.fault === null || (row.route !== 'APPROVED' && HOST_FAULTS.has(row.fault))
  return isAllowed ? null : ['meaning', 'fault']
}

/** What an answer of the host does to the faults that earlier answers have set: at most one of them stands. */
export function faultsByResponse(
  book: ReadonlyMap<string, ResponseCode>,
  known: readonly string[],
  responseCode: string | null,
): { readonly set: readonly FaultCode[]; readonly cleared: readonly string[] } {
  // no answer says nothing about the last one
  if (responseCode === null) return { set: [], cleared: [] }
  const fault = book.get(responseCode)?.fault ?? (responseCode === '00' ? null : 'AUTH_SIGNON_FAILED')
  return {
    set: fault !== null && !known.includes(fault) ? [fault] : [],
    cleared: known.filter((code) => HOST_FAULTS.has(code) && code !== fault),
  }
}
