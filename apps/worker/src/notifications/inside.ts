import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isPublicAddress } from '@budeng/protocol'

/** Why nothing could be said to the other side. */
export class ChannelFault extends Error {
  readonly code: string

  constructor(code: string, message = code) {
    super(message)
    this.name = 'ChannelFault'
    this.code = code
  }
}

/** An address to which a connection may be opened. */
export interface CheckedAddress {
  readonly address: string
  readonly family: 4 | 6
}

/**
 * Where a name leads, when nothing behind it is inside. The very address that was looked at is the one to connect to: a
 * name server that says something else a moment later changes nothing.
 * @throws ChannelFault ADDRESS_INSIDE, DNS
 */
export async function checkedAddress(name: string, isListed: boolean): Promise<CheckedAddress> {
  const bare = name.replaceAll(/[[\]]/g, '')
  const found =
    isIP(bare) === 0
      ? await lookup(bare, { all: true }).catch(() => {
          throw new ChannelFault('DNS')
        })
      : [{ address: bare, family: isIP(bare) }]
  const [first] = found
  if (first === undefined) throw new ChannelFault('DNS')
  if (!isListed && !found.every(({ address }) => isPublicAddress(address))) throw new ChannelFault('ADDRESS_INSIDE')
  return { address: first.address, family: first.family === 6 ? 6 : 4 }
}

/** Text from outside as one short line. */
export function shortNote(text: string, max: number): string | null {
  const line = text
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, max)
  return line === '' ? null : line
}
