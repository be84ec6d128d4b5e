import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

x509.cryptoProvider.set(webcrypto as never)

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY_MS = 24 * 60 * 60 * 1_000

/** A certificate and its key, in PEM. */
export interface TestCertificate {
  readonly cert: string
  readonly key: string
}

export interface CertificateWishes {
  readonly commonName?: string
  /** Names for which it is good; `ip:` before an address, `uri:` before a URI. */
  readonly names?: readonly string[]
  readonly from?: Date
  readonly to?: Date
}

/** A certificate authority for one test: nothing of it is trusted anywhere else. */
export class TestAuthority {
  readonly cert: string
  readonly #keys: webcrypto.CryptoKeyPair
  readonly #certificate: x509.X509Certificate

  private constructor(keys: webcrypto.CryptoKeyPair, certificate: x509.X509Certificate) {
    this.#keys = keys
    this.#certificate = certificate
    this.cert = certificate.toString('pem')
  }

  static async make(name = 'Test CA'): Promise<TestAuthority> {
    const keys = await newKeys()
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: randomBytes(8).toString('hex'),
      name: `CN=${name} ${randomBytes(4).toString('hex')}`,
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + 30 * DAY_MS),
      signingAlgorithm: EC,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ],
    })
    return new TestAuthority(keys, certificate)
  }

  async issue(wishes: CertificateWishes = {}): Promise<TestCertificate> {
    const { commonName = 'test', names = ['localhost', 'ip:127.0.0.1'] } = wishes
    const keys = await newKeys()
    const alternatives = names.map((name) =>
      name.startsWith('ip:')
        ? { type: 'ip' as const, value: name.slice(3) }
        : name.startsWith('uri:')
          ? { type: 'url' as const, value: name.slice(4) }
          : { type: 'dns' as const, value: name },
    )
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: randomBytes(8).toString('hex'),
      subject: `CN=${commonName}`,
      issuer: this.#certificate.subject,
      notBefore: wishes.from ?? new Date(Date.now() - DAY_MS),
      notAfter: wishes.to ?? new Date(Date.now() + 10 * DAY_MS),
      signingAlgorithm: EC,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      extensions: alternatives.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(alternatives)],
    })
    return { cert: certificate.toString('pem'), key: await pemOf(keys.privateKey) }
  }
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
}
