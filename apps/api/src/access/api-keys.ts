import { createHash } from 'node:crypto'
import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { apiKeyRefusal, isApiKeyText, liveScopes, looksLikeApiKey, type Role } from '@budeng/access'
import type { Clock, Instant } from '@budeng/kernel'
import {
  type ApiKeyRow,
  enterApiKey,
  loadGrantLevels,
  nodesAbove,
  nodesByIds,
  type Scoped,
  type Storage,
  touchApiKey,
} from '@budeng/storage'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { ApiError } from '../graphql/api-error.ts'
import { isOverload, overloaded } from '../graphql/faults.ts'
import {
  API_KEY_FAILURES_MAX,
  API_KEY_FAILURES_SEC,
  API_KEY_TOUCH_MS,
  SESSION_FRESH_MS,
  SESSIONS_REMEMBERED_MAX,
} from '../limits.ts'
import { type Log, logFault } from '../log.ts'
import { agentsOnTheWay, type Viewer, viewerOfKey } from './viewer.ts'

interface Found {
  readonly key: ApiKeyRow
  readonly viewer: Viewer
  readonly lookedUpMs: number
}

/**
 * Finds who is behind an API key. What was found within the last second may be used again; whether this address may use
 * it is asked each time.
 */
export class ApiKeys {
  readonly #storage: Storage
  readonly #clock: Clock
  readonly #log: Log
  readonly #remembered = new Map<string, Found>()
  readonly #noted = new Map<string, Instant>()
  /** Texts that are well-formed keys and none of ours, by address: only somebody who guesses has many. */
  readonly #guesses = new RateLimiterMemory({
    keyPrefix: 'api-key',
    points: API_KEY_FAILURES_MAX,
    duration: API_KEY_FAILURES_SEC,
  })

  constructor(storage: Storage, clock: Clock, log: Log) {
    this.#storage = storage
    this.#clock = clock
    this.#log = log
  }

  /** True for a bearer that means to be a key: no session is looked for then. */
  claims(secret: string): boolean {
    return looksLikeApiKey(secret)
  }

  /**
   * The viewer, or null when the key is none of ours or admits nobody.
   * @throws ApiError RATE_LIMITED for an address that guesses
   */
  async find(text: string, address: string, fresh: boolean): Promise<Viewer | null> {
    if (!isApiKeyText(text)) return null
    const hash = apiKeyHash(text)
    const name = hash.toString('hex')
    const known = this.#remembered.get(name)
    const isFresh = known !== undefined && performance.now() - known.lookedUpMs < SESSION_FRESH_MS
    const found = isFresh && !fresh ? known : await this.#lookUp(hash, name, address)
    if (found === null) return null
    return this.#isAdmitted(found, address) ? found.viewer : null
  }

  /** True while the key still admits; for connections that outlive a request. */
  async isLive(viewer: Viewer, address: string): Promise<boolean> {
    const found = await this.#load(viewer.secretHash)
    return found !== null && this.#isAdmitted(found, address)
  }

  /** A key is over: nobody uses what was remembered of it. */
  ended(keyId: string): void {
    for (const [name, { key }] of this.#remembered) if (key.id === keyId) this.#remembered.delete(name)
  }

  async #lookUp(hash: Buffer, name: string, address: string): Promise<Found | null> {
    const state = await this.#guesses.get(address)
    if (state !== null && state.remainingPoints <= 0 && !this.#remembered.has(name))
      throw new ApiError('RATE_LIMITED', 'Too many unknown API keys from this address.', {
        retryAfterMs: state.msBeforeNext,
      })
    const found = await this.#load(hash)
    this.#remembered.delete(name)
    if (found === null) {
      await this.#guesses.penalty(address, 1)
      return null
    }
    this.#remembered.set(name, found)
    const [oldest] = this.#remembered.keys()
    if (this.#remembered.size > SESSIONS_REMEMBERED_MAX && oldest !== undefined) this.#remembered.delete(oldest)
    return found
  }

  async #load(hash: Buffer): Promise<Found | null> {
    return await this.#storage
      .read({ path: null, apiKeyHash: hash.toString('hex') }, (db) => load(db, hash, this.#clock.now()))
      .catch((fault: unknown) => {
        throw isOverload(fault) ? overloaded() : fault
      })
  }

  /** A key that is ours and admits nobody is worth a line in the record: somebody has it who should not. */
  #isAdmitted({ key, viewer }: Found, address: string): boolean {
    const at = this.#clock.now()
    const isAddressAllowed = isFrom(key.addresses, address)
    const refusal = apiKeyRefusal(key, { at, isAddressAllowed, disabledAt: viewer.person.disabledAt })
    const note = refusal === null ? 'used' : `${refusal} ${address}`
    if (at - (this.#noted.get(`${key.id} ${note}`) ?? 0) >= API_KEY_TOUCH_MS) {
      this.#noted.set(`${key.id} ${note}`, at)
      if (this.#noted.size > SESSIONS_REMEMBERED_MAX) this.#noted.clear()
      this.#note(key, address, refusal, at)
    }
    return refusal === null
  }

  /** May come late or never: no request waits for it. */
  #note({ id, personId, path, name }: ApiKeyRow, address: string, refusal: string | null, at: Instant): void {
    this.#storage
      .write({ path, personId }, { kind: 'SERVICE', id: personId, address }, async (unit) => {
        if (refusal === null) await touchApiKey(unit, id, at, address)
        else unit.append([{ type: 'ApiKeyRefused', subject: id, path, at, data: { name, cause: refusal, address } }])
      })
      .catch(logFault(this.#log, 'the use of an API key could not be noted'))
  }
}

/** What is stored of a key. Its 256 random bits cannot be guessed, so that a plain hash hides it. */
export function apiKeyHash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

async function load(db: Scoped, hash: Buffer, at: Instant): Promise<Found | null> {
  const found = await enterApiKey(db, hash)
  if (found === null) return null
  const { key, person } = found
  const [organisation] = await nodesByIds(db, [person.nodeId])
  if (organisation === undefined) return null
  const scopes = liveScopes(key, person.role as Role)
  const isTop = !person.path.includes('.')
  if (!isTop) await db.enter({ path: person.path.split('.')[0] ?? '' })
  const above = isTop ? [] : await nodesAbove(db, person.path)
  const granted = await loadGrantLevels(db, agentsOnTheWay(organisation, above), at)
  const viewer = viewerOfKey({ key, person, scopes }, organisation, above, granted)
  return { key, viewer, lookedUpMs: performance.now() }
}

const NETWORK = /^([0-9a-fA-F.:]+?)(?:\/(\d{1,3}))?$/

/** A network as BlockList takes it, or null when the text is none. */
function networkOf(text: string): { address: string; prefix: number; family: 'ipv4' | 'ipv6' } | null {
  const [, address = '', bits] = NETWORK.exec(text) ?? []
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : null
  if (family === null) return null
  const max = family === 'ipv4' ? 32 : 128
  const prefix = bits === undefined ? max : Number(bits)
  return prefix <= max ? { address, prefix, family } : null
}

/** True for `10.0.0.0/8`, `192.0.2.1`, `2001:db8::/32`. */
export function isNetwork(text: string): boolean {
  return networkOf(text) !== null
}

/** Whether an address lies in one of these networks; none: everywhere. */
export function isFrom(networks: readonly string[], address: string): boolean {
  if (networks.length === 0) return true
  const list = new BlockList()
  for (const text of networks) {
    const network = networkOf(text)
    if (network !== null) list.addSubnet(network.address, network.prefix, network.family)
  }
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (isIPv4(plain)) return list.check(plain, 'ipv4')
  return isIPv6(plain) && list.check(plain, 'ipv6')
}
