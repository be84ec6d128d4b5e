import {
  COMMAND_TYPES,
  type CommandType,
  type Health,
  type JsonObject,
  levelOfCommand,
  parametersTag,
  type UpOf,
} from '@budeng/protocol'
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
    const { device, files } = this.#parts.options
    const needed: Partial<Record<CommandType, unknown>> = {
      NETWORK_RESET: device.network,
      KEYS_RENEW: device.renewKeys,
      PARAMETERS_PULL: device.applyParameters,
      LOGS_UPLOAD: files,
      SOFTWARE_UPDATE: files && device.software,
      SCREEN_CAPTURE: files && device.captureScreen,
    }
    if (type in needed && needed[type] === undefined) return false
    return levelOfCommand(type) <= this.#parts.level
  }

  hello(nonce: string): Omit<UpOf<'hello'>, 'v' | 'conn' | 'n'> {
    const { options, level, trade } = this.#parts
    const { store } = options
    const { window, storeLost, boot, epoch, era, used } = store.state
    return {
      kind: 'hello',
      nonce,
      keyListVersion: keyListOf(store).version,
      highestSeq: window.highest,
      storeLost,
      boot,
      level,
      versions: this.#versions,
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
      health: this.#health(),
      ...time.skewOf(device),
      ...trade?.beat(),
    }
  }

  get #versions(): UpOf<'hello'>['versions'] {
    const { versions, device } = this.#parts.options
    return device.software === undefined ? versions : { ...versions, app: device.software.version() }
  }

  /** As the machine says, with the parameters that the terminal was told. [P-24.3] */
  #health(): Health {
    const { store, device } = this.#parts.options
    const health = device.health()
    if (device.applyParameters === undefined) return health
    const { version, values } = store.state.parameters
    return { ...health, versions: { ...health.versions, parameters: parametersTag(version, values) } }
  }

  /** What STATUS_GET answers. */
  status(): JsonObject {
    const { kind: _kind, ...status } = this.heartbeat()
    const { outbox } = this.#parts.options.store.state
    return { ...status, versions: this.#versions, waiting: { report: outbox.report.size, reply: outbox.reply.size } }
  }
}
