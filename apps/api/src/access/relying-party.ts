import { isIP } from 'node:net'

/** Who a passkey is made for: the name under which people open the platform. */
export interface RelyingParty {
  readonly id: string
  readonly name: string
  /** Pages that may ask for a signature. */
  readonly origins: readonly string[]
  /** False for a bare address, for which browsers make no passkey. */
  readonly isUsable: boolean
}

export function relyingPartyOf(publicUrl: string): RelyingParty {
  const { hostname, origin } = new URL(publicUrl)
  return { id: hostname, name: 'Budeng', origins: [origin], isUsable: isIP(hostname.replaceAll(/[[\]]/g, '')) === 0 }
}
