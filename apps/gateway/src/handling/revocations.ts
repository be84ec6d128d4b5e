import { findLogins, newestPosition, PLATFORM_SCOPE, type Storage, unwelcomeIds } from '@budeng/storage'
import type { Down } from '../down.ts'
import type { Links } from '../links.ts'
import { isWelcome } from './welcome.ts'

/**
 * Reads the feed for words that end a welcome, and drops the connections that they concern: revoking a device must not
 * wait for its next login. Runs at each bell, at least once a second.
 */
export class Revocations {
  readonly #storage: Storage
  readonly #links: Links
  readonly #down: Down
  #position: bigint | null = null
  #running = false

  constructor(storage: Storage, links: Links, down: Down) {
    this.#storage = storage
    this.#links = links
    this.#down = down
  }

  /** Takes the newest position as its start. Before the first login. */
  async start(): Promise<void> {
    this.#position = await this.#storage.read(PLATFORM_SCOPE, newestPosition)
  }

  async look(): Promise<void> {
    const after = this.#position
    if (this.#running || after === null) return
    this.#running = true
    try {
      await this.#storage.read(PLATFORM_SCOPE, async (db) => {
        const through = await newestPosition(db)
        if (through <= after) return
        const concerned = [...(await unwelcomeIds(db, after, through))]
        const held = [
          ...new Set(concerned.flatMap((id) => this.#links.ofTerminal(id) ?? this.#links.ofDevice(id) ?? [])),
        ]
        if (held.length > 0) {
          const logins = await findLogins(
            db,
            held.map(({ login }) => login.deviceId),
          )
          for (const link of held)
            if (!isWelcome(logins.get(link.login.deviceId), link.login.terminal.path)) this.#down.drop(link, 'REVOKED')
        }
        this.#position = through
      })
    } finally {
      this.#running = false
    }
  }
}
