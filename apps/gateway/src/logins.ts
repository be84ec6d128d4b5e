import { timingSafeEqual } from 'node:crypto'
import { mqttSecretHash, type SealKeys, unsealLinkSecrets, upTopic } from '@budeng/protocol'
import { type DeviceLogin, findLogins, PLATFORM_SCOPE, type Storage } from '@budeng/storage'
import type { Client } from 'aedes'
import type { Admission } from './broker/admission.ts'
import type { ClientCertificates } from './broker/certificate.ts'
import { type ConnectClaim, type ConnectRefusal, CONNACK, readConnect } from './broker/connect-rules.ts'
import { Buckets, Lockout } from './broker/counters.ts'
import { LookupBatch } from './broker/login-batch.ts'
import { isWelcome } from './handling/welcome.ts'
import type { GatewayLimits } from './limits.ts'
import type { Visitor } from './visitors.ts'

export interface LoginParts {
  readonly storage: Storage
  readonly limits: GatewayLimits
  readonly sealLink: SealKeys
  readonly admission: Admission
  readonly sideConnections: boolean
  readonly clientCertificates: ClientCertificates | null
  readonly isStopping: () => boolean
  readonly isConnected: (deviceId: string) => boolean
}

/** From where a CONNECT comes, and the names in the certificate on its connection; null: it has none. */
export interface Caller {
  readonly address: string
  readonly names: ReadonlySet<string> | null | 'plain'
}

/** Compared with when there is no such device, so that an unknown name takes as long as a wrong secret. */
const NO_SECRET = Buffer.alloc(32)

/**
 * Who may come in. A device proves itself by a secret of 256 random bits, of which the platform keeps the SHA-256: a
 * password hash would let a fleet that comes back after an outage wait for minutes.
 */
export class Logins {
  readonly #parts: LoginParts
  readonly #claims = new WeakMap<Client, ConnectClaim & { readonly secretNeeded: boolean }>()
  readonly #lookups: LookupBatch<string, DeviceLogin>
  readonly #lockout: Lockout
  readonly #perDevice: Buckets

  constructor(parts: LoginParts) {
    const { limits, storage } = parts
    this.#parts = parts
    this.#lookups = new LookupBatch(limits, (deviceIds) =>
      storage.read(PLATFORM_SCOPE, (db) => findLogins(db, deviceIds)),
    )
    this.#lockout = new Lockout(limits.badConnectsMax, limits.badConnectLockMs, limits.connectMemoryMax)
    this.#perDevice = new Buckets(
      limits.connectBurstPerDevice,
      limits.connectsPerMinutePerDevice / 60_000,
      limits.connectMemoryMax,
    )
  }

  /** The form of a CONNECT, then its place in the line. */
  connect(
    client: Client,
    packet: Parameters<typeof readConnect>[0],
    { address, names }: Caller,
  ): ConnectRefusal | null | Promise<ConnectRefusal | null> {
    const { limits, sideConnections, clientCertificates, admission, isStopping } = this.#parts
    if (isStopping()) return { reason: 'STOPPING', code: CONNACK.unavailable }
    const isCertified = clientCertificates !== null && names !== 'plain'
    const secretNeeded = !isCertified || clientCertificates === 'with-secret'
    const claim = readConnect(packet, { ...limits, sideConnections, secretNeeded })
    if ('code' in claim) return claim
    if (isCertified && names?.has(claim.deviceId) !== true)
      return { reason: 'CERTIFICATE_MISMATCH', code: CONNACK.notAuthorized }
    if (this.#lockout.isLocked(pair(claim, address))) return { reason: 'LOCKED_OUT', code: CONNACK.notAuthorized }
    this.#claims.set(client, { ...claim, secretNeeded })
    const admitted = admission.admit(() => client.conn.destroyed)
    const answer = (in_: boolean): ConnectRefusal | null =>
      in_ ? null : { reason: 'STORM', code: CONNACK.unavailable }
    return admitted instanceof Promise ? admitted.then(answer) : answer(admitted)
  }

  /** The credentials of a CONNECT that was let through. */
  async login(client: Client, password: Buffer | undefined, address: string): Promise<ConnectRefusal | Visitor> {
    const claim = this.#claims.get(client)
    if (claim === undefined) return { reason: 'BAD_CREDENTIALS', code: CONNACK.badCredentials }
    let login: DeviceLogin | null
    try {
      login = await this.#lookups.find(claim.deviceId)
    } catch {
      return { reason: 'DATABASE_AWAY', code: CONNACK.unavailable }
    }
    const given = mqttSecretHash(password?.toString('latin1') ?? '')
    const matches = timingSafeEqual(given, login?.secretHash ?? NO_SECRET) || !claim.secretNeeded
    if (!matches || login === null) {
      this.#lockout.failed(pair(claim, address))
      return { reason: 'BAD_CREDENTIALS', code: CONNACK.badCredentials }
    }
    this.#lockout.succeeded(pair(claim, address))
    return this.#admitDevice(claim, login)
  }

  #admitDevice(claim: ConnectClaim, login: DeviceLogin): ConnectRefusal | Visitor {
    if (!isWelcome(login)) return { reason: 'DEVICE_REVOKED', code: CONNACK.notAuthorized }
    if (claim.will !== null && claim.will.topic !== upTopic(login, 'hb'))
      return { reason: 'BAD_WILL', code: CONNACK.notAuthorized }
    if (!claim.side && !this.#perDevice.hit(claim.deviceId)) return { reason: 'TOO_OFTEN', code: CONNACK.unavailable }
    const secrets = unsealLinkSecrets(this.#parts.sealLink, login.deviceId, login.sealedLink)
    return secrets === null
      ? { reason: 'FAULT', code: CONNACK.unavailable }
      : {
          deviceId: claim.deviceId,
          side: claim.side,
          login,
          secrets,
          tookOver: this.#parts.isConnected(claim.deviceId),
        }
  }
}

function pair({ deviceId }: ConnectClaim, address: string): string {
  return `${deviceId} ${address}`
}
