import type { KeyListFile, SigningKey } from '@budeng/protocol'

/** What a gateway holds of keys: it can sign the time, and open what terminals and the signer sealed. Nothing more. */
export interface GatewayKeys {
  readonly clockKey: SigningKey
  readonly keyList: KeyListFile
  readonly sealLink: Buffer
}
