import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

const PRESENT_AND_VERIFIED = 0x05

/** Somebody's passkey: it signs whatever its owner confirms, as an authenticator does. */
export class Passkey {
  readonly credentialId = randomBytes(16).toString('base64url')
  /** COSE, as a server keeps it. */
  readonly publicKey: Buffer
  readonly #privateKey: KeyObject

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const [head, middle] = [Buffer.from('a5010203262001215820', 'hex'), Buffer.from('225820', 'hex')]
    this.publicKey = Buffer.concat([head, Buffer.from(x, 'base64url'), middle, Buffer.from(y, 'base64url')])
    this.#privateKey = privateKey
  }

  /** Answers PublicKeyCredentialRequestOptionsJSON on a page of that origin. */
  sign(options: string, origin: string): string {
    const { challenge } = JSON.parse(options) as { challenge: string }
    const clientData = Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge, origin, crossOrigin: false }))
    const party = createHash('sha256').update(new URL(origin).hostname).digest()
    const authData = Buffer.concat([party, Buffer.from([PRESENT_AND_VERIFIED]), Buffer.alloc(4)])
    const hash = createHash('sha256').update(clientData).digest()
    const signature = sign('sha256', Buffer.concat([authData, hash]), this.#privateKey)
    const response = {
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
    }
    const id = this.credentialId
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response })
  }
}
