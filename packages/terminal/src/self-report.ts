import { COMMAND_TYPES, type CommandType, type JsonObject, levelOfCommand, type UpOf } from '@budeng/protocol'
import type { TerminalConditions } from './executions.ts'
import type { Trade } from './journal/trade.ts'
import { keyListOf } from './link.ts'
import type { TerminalOptions } from './options.ts'
import type { CountedTime } from './time.ts'

interface SelfReportParts {
  readonly options: TerminalOptions
  readonly time: CountedTime
  readonly trade: Trade | null
  readonly level: 0 | 1 | 2 | 3
  conditions(): TerminalConditions
  isSigningOn(): boolean
}

/** What the terminal says of itself: in its hello, in heartbeats, and when it is asked. */
export class SelfReport {
  readonly #parts: SelfReportParts
  readonly #startedAtMs: number

  constructor(parts: SelfReportParts) {
    this.#parts = parts
    this.#startedAtMs = parts.options.scheduler.nowMs()
  }

  /** By its level, and by what its machine has. [P-9.12] [P-13.6] */
  supports(type: CommandType): boolean {
    const { network, renewKeys } = this.#parts.options.device
    if (type === 'NETWORK_RESET' && network === undefined) return false
    if (type === 'KEYS_RENEW' && renewKeys === undefined) return false
    return levelOfCommand(type) <= this.#parts.level
  }

  hello(nonce: string): Omit<UpOf<'hello'>, 'v' | 'conn' | 'n'> {
    const { options, level, trade } = this.#parts
    const { store, versions } = options
    const { window, storeLost, boot, epoch, era, used } = store.state
    return {
      kind: 'hello',
      nonce,
      keyListVersion: keyListOf(store).version,
      highestSeq: window.highest,
      storeLost,
      boot,
      level,
      versions,
      supports: COMMAND_TYPES.filter((type) => this.supports(type)),
      epoch,
      era,
      reportSeq: used.report,
      replySeq: used.reply,
      ...trade?.hello,
    }
  }

  heartbeat(): Omit<UpOf<'hb'>, 'v' | 'conn' | 'n'> {
    const { options, time, trade } = this.#parts
    const { store, device, scheduler } = options
    const { signOn, batch, epoch, boot, locked } = store.state
    const { inTransaction, busy, reversalPending } = this.#parts.conditions()
    const uptimeSec = Math.floor((scheduler.nowMs() - this.#startedAtMs) / 1_000)
    return {
      kind: 'hb',
      signOn,
      batch,
      epoch,
      boot,
      inTransaction,
      busy: busy || this.#parts.isSigningOn(),
      reversalPending,
      locked,
      uptimeSec,
      health: device.health(),
      ...time.skewOf(device),
      ...trade?.beat(),
    }
  }

  /** What STATUS_GET answers. */
  status(): JsonObject {
    const { kind: _kind, ...status } = this.heartbeat()
    const { store, versions } = this.#parts.options
    const { outbox } = store.state
    return { ...status, versions, waiting: { report: outbox.report.size, reply: outbox.reply.size } }
  }
}
