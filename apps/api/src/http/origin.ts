import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a request may come from the page that sent it: from ours, from one that the configuration names, or from no
 * page at all (programs send no Origin). Cookies log in, so a foreign page must not speak for a person.
 */
export function isOwnOrigin({ origin, host }: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  if (origin === undefined) return true
  if (allowed.includes(origin)) return true
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}
