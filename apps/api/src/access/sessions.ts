import { createHash } from 'node:crypto'
import {
  IDLE_LOCK_MS,
  isIdle,
  mustTouch,
  needsFactor,
  type Role,
  SESSION_TOUCH_MS,
  sessionRefusal,
  watchBoardPlace,
} from '@budeng/access'
import { watchStands } from '@budeng/fleet'
import type { Clock, Instant } from '@budeng/kernel'
import {
  deputyshipsOf,
  dutiesOf,
  enterSession,
  type FoundSession,
  holdsFactor,
  loadGrantLevels,
  nodesAbove,
  nodesByIds,
  type PersonRow,
  type Scoped,
  type Storage,
  touchSession,
  watchWindowsByIds,
} from '@budeng/storage'
import { isOverload, overloaded } from '../graphql/faults.ts'
import { SESSION_FRESH_MS, SESSIONS_REMEMBERED_MAX } from '../limits.ts'
import { type Log, logFault } from '../log.ts'
import { ApiKeys } from './api-keys.ts'
import { agentsOnTheWay, type Viewer, viewerOf } from './viewer.ts'

/** A session secret is 32 random bytes in base64url. */
const SECRET = /^[A-Za-z0-9_-]{43}$/

interface Remembered {
  readonly viewer: Viewer
  /** When it was looked up, by a clock that only runs forward. */
  readonly lookedUpMs: number
}

/** Finds who is behind a session secret. Queries may use what was found within the last second. */
export class Sessions {
  readonly #storage: Storage
  readonly #clock: Clock
  readonly #log: Log
  readonly #remembered = new Map<string, Remembered>()
  readonly #keys: ApiKeys
  readonly #endListeners = new Set<(sessionId: string) => void>()

  constructor(storage: Storage, clock: Clock, log: Log) {
    this.#storage = storage
    this.#clock = clock
    this.#log = log
    this.#keys = new ApiKeys(storage, clock, log)
  }

  /**
   * The viewer, or null when the secret is none of ours or the session is over. `fresh`: do not trust the last second.
   * `active`: the person did something; what a page asks by itself keeps no session open.
   */
  async find(
    secret: string | null,
    { fresh, active, address }: { fresh: boolean; active: boolean; address: string },
  ): Promise<Viewer | null> {
    if (secret !== null && this.#keys.claims(secret)) return await this.#keys.find(secret, address, fresh)
    if (secret === null || !SECRET.test(secret)) return null
    const hash = createHash('sha256').update(Buffer.from(secret, 'base64url')).digest()
    const key = hash.toString('hex')
    const known = this.#remembered.get(key)
    if (!fresh && known !== undefined && performance.now() - known.lookedUpMs < SESSION_FRESH_MS) return known.viewer
    const viewer = await this.#lookUp(hash, active)
    this.#remembered.delete(key)
    if (viewer === null) return null
    this.#remembered.set(key, { viewer, lookedUpMs: performance.now() })
    if (this.#remembered.size > SESSIONS_REMEMBERED_MAX) this.#forgetOldest()
    return viewer
  }

  /** The viewer of a session, looked up anew. */
  async of(hash: Buffer): Promise<Viewer | null> {
    return await this.#lookUp(hash, false)
  }

  /** True while the viewer's session still admits, to the same place; for connections that outlive a request. */
  async isLive(viewer: Viewer, address: string): Promise<boolean> {
    if (viewer.apiKey !== null) return await this.#keys.isLive(viewer, address)
    const now = await this.#lookUp(viewer.secretHash, false)
    return (
      now !== null &&
      !now.isLocked &&
      !now.mustEnrol &&
      now.person.path === viewer.person.path &&
      now.organisation.boundFor === viewer.organisation.boundFor &&
      now.person.role === viewer.person.role
    )
  }

  /** What was remembered of a session is out of date. */
  changed(sessionId: string): void {
    for (const [key, { viewer }] of this.#remembered) if (viewer.session.id === sessionId) this.#remembered.delete(key)
  }

  /** A session is over: nobody uses what was remembered of it, and its sockets are closed. */
  ended(sessionId: string): void {
    this.#keys.ended(sessionId)
    this.changed(sessionId)
    for (const listener of this.#endListeners) listener(sessionId)
  }

  /** Tells of sessions that end. Returns how to stop. */
  onEnd(listener: (sessionId: string) => void): () => void {
    this.#endListeners.add(listener)
    return () => void this.#endListeners.delete(listener)
  }

  async #lookUp(hash: Buffer, active: boolean): Promise<Viewer | null> {
    const at = this.#clock.now()
    const viewer = await this.#storage
      .read({ path: null, sessionHash: hash.toString('hex') }, (db) => load(db, hash, at))
      .catch((fault: unknown) => {
        throw isOverload(fault) ? overloaded() : fault
      })
    if (viewer !== null && mustNote(viewer, at, active)) this.#touch(viewer, at, active)
    return viewer
  }

  /** "Last seen" may come late or never: no request waits for it. */
  #touch({ session, person }: Viewer, at: Instant, active: boolean): void {
    this.#storage
      .write({ path: null, personId: person.id }, { kind: 'PERSON', id: person.id }, (unit) =>
        touchSession(unit, session.id, { at, activeSince: active ? at - IDLE_LOCK_MS : null }),
      )
      .catch(logFault(this.#log, 'the last use of a session could not be noted'))
  }

  #forgetOldest(): void {
    const [oldest] = this.#remembered.keys()
    if (oldest !== undefined) this.#remembered.delete(oldest)
  }
}

function mustNote({ session, isLocked }: Viewer, at: Instant, active: boolean): boolean {
  const isActivityOld = active && !isLocked && at - session.activeAt >= SESSION_TOUCH_MS
  return isActivityOld || mustTouch({ ...session, createdAt: 0, revokedAt: null }, at)
}

async function load(db: Scoped, hash: Buffer, at: Instant): Promise<Viewer | null> {
  const found = await enterSession(db, hash)
  if (found === null || sessionRefusal(found.session, found.person.disabledAt, at) !== null) return null
  const duties = await deputyshipsOf(db, found.person.id, at)
  const actingAs = duties.find(({ id }) => id === found.session.deputyId) ?? null
  const board = found.session.watchId === null ? null : await boardPlaceOf(db, found, found.session.watchId, at)
  if (board === null && found.session.watchId !== null) return null
  const place = board ?? actingAs
  const person = place === null ? found.person : inPlaceOf(found.person, place)
  // by whichever account: another one of the same human is no second person either
  const absents = await dutiesOf(db, found.person.humanId, at)
  const standsFor = [...new Set(absents.flatMap(({ absentId, absentHuman }) => [absentId, absentHuman]))]
  const who = { session: found.session, person, realPerson: found.person, actingAs }
  const [organisation] = await nodesByIds(db, [person.nodeId])
  if (organisation === undefined) return null
  const [acquirer] = person.path.split('.')
  const state = await stateOf(db, found, person.role as Role, at)
  if (acquirer === undefined || acquirer === person.path) return viewerOf(who, organisation, [], [], standsFor, state)
  await db.enter({ path: acquirer })
  const above = await nodesAbove(db, person.path)
  const granted = await loadGrantLevels(db, agentsOnTheWay(organisation, above), at)
  return viewerOf(who, organisation, above, granted, standsFor, state)
}

/** What keeps a person's session from anything else for now; a board has nobody who could do something about it. */
async function stateOf(db: Scoped, { session, person }: FoundSession, role: Role, at: Instant) {
  if (session.kind !== 'PERSON') return { isLocked: false, mustEnrol: false }
  const isNeeded = needsFactor(role) || needsFactor(person.role as Role)
  return { isLocked: isIdle(session, at), mustEnrol: isNeeded && !(await holdsFactor(db, person.id)) }
}

type Place = Pick<PersonRow, 'nodeId' | 'path' | 'role'>

/** Where the board of a watch window reads, as somebody who only looks; null: the window is over, or out of reach. */
async function boardPlaceOf(db: Scoped, { person }: FoundSession, watchId: string, at: Instant): Promise<Place | null> {
  const [window] = await watchWindowsByIds(db, [watchId])
  if (window === undefined || !watchStands(window, at)) return null
  const path = watchBoardPlace(person.path, window.path)
  if (path === null) return null
  return { path, nodeId: path === window.path ? window.nodeId : person.nodeId, role: 'VIEWER' }
}

/** A deputy acts where the absent one would, as what was agreed; the name in every record is the deputy's own. */
function inPlaceOf(person: PersonRow, { nodeId, path, role }: Place): PersonRow {
  return { ...person, nodeId, path, role }
}
