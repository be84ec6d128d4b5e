import type { Authority, Instant } from '@budeng/kernel'
import { type Level, PLATFORM_SCOPE, type Scoped, type Unit } from '@budeng/storage'
import { levelOf, scopeOf, type Viewer } from '../access/viewer.ts'
import type { House } from '../house.ts'
import type { Language, Reader } from '../language/language.ts'
import { unauthenticated } from './api-error.ts'
import { type Loaders, makeLoaders } from './loaders.ts'
import { Reading } from './reading.ts'

/** Who asks, from where, in which language. */
export interface Asker {
  readonly viewer: Viewer | null
  readonly requestId: string
  readonly language: Language
  /** Client's address. */
  readonly address: string
  readonly agent: string
  /** Hands the cookie with a session secret (or its end, null) to the client; absent where there is no answer to put it in. */
  setSession?(secret: string | null, expiresAt: Instant): void
  /** Hands the cookie with which this browser, and no other, comes back from an identity provider. */
  setBrowserSecret?(secret: string): void
}

/** What Apollo hands to resolvers. It copies this object, so the operation is a member of it. */
export interface ApiContext {
  readonly operation: Operation
}

/** One GraphQL operation: who asks, and what it reads and writes. */
export class Operation {
  readonly house: House
  readonly asker: Asker
  #viewer: Viewer | null
  #reading: Reading
  #loaders: Loaders
  /** Of whoever asked before: ended with the next. */
  readonly #left: Reading[] = []

  constructor(house: House, asker: Asker, viewer = asker.viewer) {
    this.house = house
    this.asker = asker
    this.#viewer = viewer
    this.#reading = this.#newReading()
    this.#loaders = makeLoaders(this.#reading)
  }

  /** @throws ApiError UNAUTHENTICATED */
  get viewer(): Viewer {
    if (this.#viewer === null) throw unauthenticated()
    return this.#viewer
  }

  get viewerOrNull(): Viewer | null {
    return this.#viewer
  }

  get authority(): Authority {
    return this.viewer.authority
  }

  /** Where the viewer's own lists begin. */
  get level(): Level {
    return levelOf(this.viewer)
  }

  get load(): Loaders {
    return this.#loaders
  }

  /** For whom sentences are written. */
  get reader(): Reader {
    return { language: this.asker.language, timeZone: this.#viewer?.person.timeZone ?? 'UTC' }
  }

  get now(): Instant {
    return this.house.clock.now()
  }

  /** Runs in the operation's one read transaction, under the viewer's path. */
  read<T>(work: (db: Scoped) => Promise<T>): Promise<T> {
    return this.#reading.run(work)
  }

  /** One write transaction under the viewer's path; what was read before it is forgotten. */
  async write<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    const { person, actingAs } = this.viewer
    await this.end()
    const answer = await this.house.storage.write(
      scopeOf(this.viewer),
      {
        kind: this.viewer.apiKey === null ? 'PERSON' : 'SERVICE',
        id: person.id,
        requestId: this.asker.requestId,
        address: this.asker.address,
        ...(actingAs === null ? {} : { behalfOf: actingAs.absentId }),
      },
      work,
    )
    // what the work read beside its own transaction would keep a connection
    await this.end()
    this.#loaders = makeLoaders(this.#reading)
    return answer
  }

  /** Whoever logged in with this operation asks from here on. */
  become(viewer: Viewer | null): void {
    this.#viewer = viewer
    this.#left.push(this.#reading)
    this.#reading = this.#newReading()
    this.#loaders = makeLoaders(this.#reading)
  }

  /** The same asker's next operation. */
  again(): Operation {
    return new Operation(this.house, this.asker, this.#viewer)
  }

  /** Gives the connection back. */
  async end(): Promise<void> {
    for (const reading of [...this.#left.splice(0), this.#reading]) await reading.end()
  }

  #newReading(): Reading {
    return new Reading(this.house.storage, this.#viewer === null ? PLATFORM_SCOPE : scopeOf(this.#viewer))
  }
}
