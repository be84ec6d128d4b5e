import type { KeyRing, SealKeys } from '@budeng/protocol'

/** What a gateway holds of keys: it can sign the time, and open what terminals and the signer sealed. Nothing more. */
export interface GatewayKeys {
  /** The key lists and the clock keys, as they are now. */
  readonly ring: () => KeyRing
  readonly sealLink: SealKeys
}
