import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** Networks in which nothing of ours asks on a stranger's word: this machine, private ones, and what is reserved. */
const INSIDE = new BlockList()
for (const [network, bits, family] of [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  // this machine, and IPv4 addresses in disguise
  ['::', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 32, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
] as const)
  INSIDE.addSubnet(network, bits, family)

/** Whether an address is one that anybody on the internet could reach. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && !INSIDE.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** Whether every address behind a name is public. False for a name that nobody knows. */
export async function leadsOutside(hostname: string): Promise<boolean> {
  const name = hostname.replaceAll(/[[\]]/g, '')
  if (isIP(name) !== 0) return isPublicAddress(name)
  const addresses = await lookup(name, { all: true }).catch(() => [])
  return addresses.length > 0 && addresses.every(({ address }) => isPublicAddress(address))
}
