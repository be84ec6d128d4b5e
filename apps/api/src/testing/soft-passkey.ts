import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const ATTESTED = 0x40

/** A passkey in software: what a browser and its authenticator would answer, with a real ES256 signature. */
export class SoftPasskey {
  readonly credentialId = randomBytes(16).toString('base64url')
  /** COSE, as a server keeps it. */
  readonly publicKey: Buffer
  /** Counts signatures, as a security key does; one that syncs says 0 for ever. Set it back: a copy. */
  counter = 0
  counts = false
  readonly #privateKey: KeyObject
  readonly #origin: string
  readonly #rpId: string

  constructor(origin: string) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    this.publicKey = coseKey(Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url'))
    this.#privateKey = privateKey
    this.#origin = origin
    this.#rpId = new URL(origin).hostname
  }

  /** Answers PublicKeyCredentialCreationOptionsJSON. */
  create(options: string): string {
    const clientData = this.#clientData('webauthn.create', options)
    const id = Buffer.from(this.credentialId, 'base64url')
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, this.publicKey])
    const authData = Buffer.concat([this.#authData(USER_PRESENT | USER_VERIFIED | ATTESTED), attested])
    const attestationObject = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
      Buffer.from([authData.length]),
      authData,
    ])
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    })
  }

  /** Answers PublicKeyCredentialRequestOptionsJSON. */
  sign(options: string): string {
    const clientData = this.#clientData('webauthn.get', options)
    if (this.counts) this.counter++
    const authData = this.#authData(USER_PRESENT | USER_VERIFIED)
    const hash = createHash('sha256').update(clientData).digest()
    const signature = sign('sha256', Buffer.concat([authData, hash]), this.#privateKey)
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
    })
  }

  #clientData(type: string, options: string): Buffer {
    const { challenge } = JSON.parse(options) as { challenge: string }
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.#origin, crossOrigin: false }))
  }

  #authData(flags: number): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    return Buffer.concat([createHash('sha256').update(this.#rpId).digest(), Buffer.from([flags]), counter])
  }

  #answer(response: object): string {
    const { credentialId: id } = this
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response })
  }
}

/** An EC2 key on P-256 for ES256 as a CBOR map. */
function coseKey(x: Buffer, y: Buffer): Buffer {
  return Buffer.concat([Buffer.from('a5010203262001215820', 'hex'), x, Buffer.from('225820', 'hex'), y])
}
