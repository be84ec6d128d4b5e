import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

const request = (remoteAddress: string, forwarded?: string) =>
  ({
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    socket: { remoteAddress },
  }) as unknown as IncomingMessage
const OURS = ['loopback', '10.0.0.0/8', '2001:db8::1']

test.each([
  ['nobody is trusted', '127.0.0.1', '203.0.113.7', [], '127.0.0.1'],
  ['a stranger is not believed', '198.51.100.1', '203.0.113.7', OURS, '198.51.100.1'],
  ['the proxy tells the client', '127.0.0.1', '203.0.113.7', OURS, '203.0.113.7'],
  ['an IPv4 proxy on an IPv6 socket', '::ffff:10.0.0.7', '203.0.113.7', OURS, '203.0.113.7'],
  ['an IPv6 proxy', '2001:db8::1', '2001:db8::99', OURS, '2001:db8::99'],
  ['what the client wrote itself does not count', '127.0.0.1', '192.0.2.1, 203.0.113.8, 10.1.2.3', OURS, '203.0.113.8'],
  ['only proxies: the farthest', '127.0.0.1', '10.0.0.1, 10.0.0.2', OURS, '10.0.0.1'],
  ['no address at all', '127.0.0.1', 'unknown', OURS, '127.0.0.1'],
  ['no header', '127.0.0.1', undefined, OURS, '127.0.0.1'],
] as const)('%s', (_why, remote, forwarded, trusted, expected) => {
  expect(clientAddress(request(remote, forwarded), trusted)).toBe(expected)
})
