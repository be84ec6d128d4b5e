import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { isFrom } from '../access/api-keys.ts'

/** Names for networks that may be trusted, as the HTTP side knows them. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
}

/**
 * From where a request comes, as HTTP requests are told by the framework, which knows nothing of an upgrade: the nearest
 * address in X-Forwarded-For that is no proxy of ours. Whoever is not named is not believed.
 */
export function clientAddress({ headers, socket }: IncomingMessage, trusted: readonly string[]): string {
  const networks = trusted.flatMap((name) => NAMED[name] ?? [name])
  let address = socket.remoteAddress ?? ''
  if (networks.length === 0) return address
  for (const forwarded of [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').reverse()) {
    const next = forwarded.trim()
    if (isIP(next) === 0 || !isFrom(networks, address)) return address
    address = next
  }
  return address
}
