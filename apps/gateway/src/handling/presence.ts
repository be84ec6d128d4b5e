import { LOSS_DEBOUNCE_MS, type Presence, presenceOf } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import {
  heartbeatTimes,
  lockLast,
  lockTerminals,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  saveTerminals,
  scopeOf,
  type Storage,
  type Unit,
} from '@budeng/storage'
import type { Link, Links } from '../links.ts'

/** Terminals whose silence one transaction writes down. */
const SWEPT_AT_ONCE_MAX = 500

/** A terminal whose presence may have changed by silence: its row will tell. */
interface Suspect {
  readonly terminalId: string
  readonly fence: number
  readonly connected: boolean
  readonly heartbeatAt: Instant | null
  /** As it was told at its last welcome. */
  readonly heartbeatIntervalMs: number
}

interface Lost {
  readonly fence: number
  readonly at: Instant
  readonly heartbeatAt: Instant | null
  readonly heartbeatIntervalMs: number
  /** What its row is known to say; afterwards only OFFLINE can follow. */
  presence: Presence
}

/**
 * Notices silence: a connection that was lost longer ago than the debounce, and one that is open but sends no
 * heartbeat. What speaks shows by its heartbeats; terminals of a gateway that died are the worker's.
 */
export class PresenceWatch {
  readonly #storage: Storage
  readonly #gatewayId: string
  readonly #links: Links
  readonly #lost = new Map<string, Lost>()
  readonly #silent = new Set<Link>()
  #sweeping = false

  constructor(storage: Storage, gatewayId: string, links: Links) {
    this.#storage = storage
    this.#gatewayId = gatewayId
    this.#links = links
  }

  /** Terminals whose loss is being watched. */
  get lost(): number {
    return this.#lost.size
  }

  /** The socket of a terminal closed. Under the debounce this raises nothing. */
  lose(link: Link, at: Instant): void {
    if (link.fence === null) return
    const { heartbeatAt, heartbeatIntervalMs, fence } = link
    this.#lost.set(link.login.terminal.terminalId, { fence, at, heartbeatAt, heartbeatIntervalMs, presence: 'ONLINE' })
    this.#silent.delete(link)
  }

  /** The terminal said hello: nothing was lost. */
  find(link: Link): void {
    this.#lost.delete(link.login.terminal.terminalId)
  }

  /** A heartbeat was stored. */
  hear(link: Link): void {
    this.#silent.delete(link)
  }

  /** Writes what has changed by now. Throws what the database throws; the next sweep finds the same. */
  async sweep(): Promise<void> {
    if (this.#sweeping) return
    this.#sweeping = true
    try {
      const at = this.#storage.clock.now()
      const suspects = [...this.#lostSuspects(at), ...this.#silentSuspects(at)]
      // a whole fleet falls silent at once, and no transaction may hold all of its rows
      for (let from = 0; from < suspects.length; from += SWEPT_AT_ONCE_MAX) {
        const some = suspects.slice(from, from + SWEPT_AT_ONCE_MAX)
        await this.#storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => this.#write(unit, some, at))
        this.#settle(some, at)
      }
    } finally {
      this.#sweeping = false
    }
  }

  #lostSuspects(at: Instant): Suspect[] {
    const due = [...this.#lost].filter(
      ([, lost]) => at - lost.at >= LOSS_DEBOUNCE_MS && reachability(lost, at) !== lost.presence,
    )
    return due.map(([terminalId, { fence, heartbeatAt, heartbeatIntervalMs }]) => ({
      ...{ terminalId, fence, connected: false, heartbeatAt, heartbeatIntervalMs },
    }))
  }

  #silentSuspects(at: Instant): Suspect[] {
    const suspects: Suspect[] = []
    for (const link of this.#links.all()) {
      if (link.fence === null || this.#silent.has(link) || at - link.since < LOSS_DEBOUNCE_MS) continue
      if (
        presenceOf(
          { connected: true, heartbeatAt: link.heartbeatAt, heartbeatIntervalMs: link.heartbeatIntervalMs },
          at,
        ) === 'ONLINE'
      )
        continue
      const { fence, heartbeatAt, heartbeatIntervalMs } = link
      const { terminalId } = link.login.terminal
      suspects.push({ terminalId, fence, connected: true, heartbeatAt, heartbeatIntervalMs })
    }
    return suspects
  }

  async #write(unit: Unit, suspects: readonly Suspect[], at: Instant): Promise<void> {
    const held = await lockLast(unit, this.#gatewayId, suspects)
    const ours = suspects.filter(({ terminalId }) => held.has(terminalId))
    if (ours.length === 0) return
    const ids = ours.map(({ terminalId }) => terminalId)
    const rows = await lockTerminals(unit, ids)
    const heard = await heartbeatTimes(unit, ids)
    const changed = ours.flatMap(({ terminalId, connected, heartbeatIntervalMs }) => {
      const row = rows.get(terminalId)
      if (row === undefined) return []
      const presence = presenceOf({ connected, heartbeatAt: heard.get(terminalId) ?? null, heartbeatIntervalMs }, at)
      if (presence === row.presence) return []
      const scope = scopeOf(row)
      unit.append([
        {
          type: 'TerminalPresenceChanged',
          subject: row.id,
          terminal: scope,
          path: scope.path,
          at,
          data: { from: row.presence, to: presence },
        },
      ])
      return [{ ...row, presence, presenceSince: at }]
    })
    if (changed.length > 0) await saveTerminals(unit, changed)
  }

  #settle(suspects: readonly Suspect[], at: Instant): void {
    for (const { terminalId, connected, fence, heartbeatAt } of suspects) {
      if (connected) {
        const link = this.#links.ofTerminal(terminalId)
        // one that was heard meanwhile is looked at again
        if (link?.fence === fence && link.heartbeatAt === heartbeatAt) this.#silent.add(link)
        continue
      }
      const lost = this.#lost.get(terminalId)
      if (lost === undefined || lost.fence !== fence) continue
      lost.presence = reachability(lost, at)
      if (lost.presence === 'OFFLINE') this.#lost.delete(terminalId)
    }
  }
}

function reachability({ heartbeatAt, heartbeatIntervalMs }: Lost, at: Instant): Presence {
  return presenceOf({ connected: false, heartbeatAt, heartbeatIntervalMs }, at)
}
