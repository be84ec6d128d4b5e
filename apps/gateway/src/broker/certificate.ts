import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'

/** What a terminal's client certificate must do. */
export const CLIENT_CERTIFICATES = ['with-secret', 'instead-of-secret'] as const
export type ClientCertificates = (typeof CLIENT_CERTIFICATES)[number]

/**
 * The names in the certificate that a terminal proved to hold: common name, DNS names and URIs. Null on a connection
 * without one; the handshake has checked the authority and the dates.
 */
export function certificateNames(connection: Duplex): ReadonlySet<string> | null {
  if (!(connection instanceof TLSSocket) || !connection.authorized) return null
  const { subject, subjectaltname = '' } = connection.getPeerCertificate()
  if (subject === undefined) return null
  // Node quotes what could be taken for a separator, so a plain split finds whole names only
  const alternatives = subjectaltname.split(', ').flatMap((name) => /^(?:DNS|URI):([^"]+)$/.exec(name)?.[1] ?? [])
  return new Set([subject.CN, alternatives].flat().filter((name) => typeof name === 'string'))
}
