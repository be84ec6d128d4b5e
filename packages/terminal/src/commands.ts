import {
  type Cancel,
  type Command,
  type CommandParams,
  commandParams,
  commandTraits,
  type CommandState,
  type CommandType,
  type DeferReason,
  isCommandType,
  type Outcome,
  RETRY_SEC_MAX,
  verifyCancel,
  verifyCommand,
} from '@budeng/protocol'
import { type Ended, type ExecutionParts, executions, LEAVING } from './executions.ts'
import { DEFER_RETRY_SEC } from './limits.ts'
import { keyListOf } from './link.ts'
import type { Observe } from './observe.ts'
import type { Scheduler } from './ports.ts'
import { type CommandPhase, type Entry, type RingEntry, ringKey, type StreamBody } from './state.ts'
import type { Store } from './store.ts'
import { take } from './window.ts'

interface CommandsParts {
  readonly store: Store
  readonly scheduler: Scheduler
  readonly observe: Observe
  readonly execution: ExecutionParts
  /** The terminal is of a level that has this type. [P-13.6] */
  supports(type: CommandType): boolean
  /** Writes changes and replies in one append, then sends. */
  write(entries: readonly Entry[], ...replies: readonly StreamBody[]): void
  now(): number | null
  /** A command waits for the time, which is not known. */
  timeUnknown(): void
}

/** Commands from the signed bytes to the stored result: checked, remembered, put off, run once. [P-9] */
export class Commands {
  readonly #parts: CommandsParts
  #look: { readonly atMs: number; readonly cancel: () => void } | null = null
  #stopped = false

  constructor(parts: CommandsParts) {
    this.#parts = parts
  }

  /** After a restart: what was under way is settled, what waited waits on. [P-9.8] */
  recover(boot: number): boolean {
    let ordered = false
    const reverted = this.#parts.execution.networkReset?.recover() ?? null
    for (const entry of [...this.#ring.values()]) {
      if (entry.phase !== 'RUNNING' || entry.command === undefined) continue
      ordered ||= entry.leaving === true
      if (this.#parts.execution.updates?.isOnTrial(entry.id, entry.attempt) === true) continue
      if (entry.leaving === true) this.#finish(entry, { status: 'SUCCEEDED', code: 'RESTARTED', data: { boot } })
      else if (reverted?.id === entry.id && reverted.attempt === entry.attempt)
        this.#finish(entry, { status: 'FAILED', code: 'REVERTED', data: { boot } })
      else if (isAtMostOnce(entry.command.type))
        this.#finish(entry, { status: 'INTERRUPTED', code: 'INTERRUPTED', data: { boot } })
      else this.#parts.write([{ e: 'ring', entry: { ...entry, phase: 'ACKNOWLEDGED' } }])
    }
    return ordered
  }

  /** What another run of the software began ends here. [P-25.4] */
  end(id: string, attempt: number, outcome: Outcome): void {
    const entry = this.#ring.get(ringKey(id, attempt))
    if (entry?.phase === 'RUNNING') this.#finish(entry, outcome)
  }

  stop(): void {
    this.#stopped = true
    this.#look?.cancel()
  }

  /** A signed command. Refused silently unless its signature makes it ours; from then on it is answered. [P-9.2] */
  command(token: string): void {
    const { store } = this.#parts
    const reading = verifyCommand(token, keyListOf(store), this.#parts.now())
    if (!reading.ok) return this.#refuse('command', reading.reason)
    const command = reading.payload
    if (!this.#isMine(command)) return this.#refuse('command', 'FOREIGN')
    // the ring comes first: a repeat lies outside the window by nature [P-9.3]
    const known = this.#ring.get(ringKey(command.id, command.attempt))
    if (known !== undefined) return this.#repeat(known)
    if (store.state.storeLost) return this.#refuse('command', 'WINDOW_UNKNOWN')
    if (take(store.state.window, command.seq) === null) {
      return this.#parts.write([], resultOf(command, rejected('OUTSIDE_WINDOW')))
    }
    const refusal = this.#refusalOf(command)
    if (refusal !== null) {
      return this.#record(
        { id: command.id, attempt: command.attempt, phase: 'FINISHED', outcome: refusal },
        command,
        resultOf(command, refusal),
      )
    }
    const entry: RingEntry = { id: command.id, attempt: command.attempt, phase: 'ACKNOWLEDGED', command }
    this.#record(entry, command, { kind: 'ack', id: command.id, attempt: command.attempt })
    this.#tryStart(entry)
  }

  /** What can be said against a new command whatever the terminal is doing. */
  #refusalOf({ type, params, notAfter }: Command): Outcome | null {
    // [P-9.6]
    if (!isCommandType(type) || !this.#parts.supports(type)) return rejected('UNSUPPORTED')
    if (!commandParams[type].safeParse(params).success) return rejected('BAD_PARAMETERS')
    const now = this.#parts.now()
    if (now !== null && now > notAfter) return rejected('EXPIRED')
    const code = this.#parts.execution.device.refuses?.(type) ?? null
    return code === null ? null : rejected(code)
  }

  /** The same bytes again: the stored answer, whatever it is. [P-9.5] */
  #repeat(entry: RingEntry): void {
    const { id, attempt, phase, outcome } = entry
    switch (phase) {
      case 'FINISHED':
        return this.#again({ kind: 'result', id, attempt, ...(outcome ?? rejected('UNKNOWN')) })
      case 'CANCELLED':
        return this.#again({ kind: 'cancelled', id, attempt })
      case 'RUNNING':
        return this.#again({ kind: 'ack', id, attempt })
      default:
        this.#tryStart(entry, true)
    }
  }

  /** Sends an answer once more, unless it still waits for our acknowledgement: then it is on its way anyway. */
  #again(body: StreamBody): void {
    const waiting = JSON.stringify(body)
    for (const queued of this.#parts.store.state.outbox.reply.values()) if (JSON.stringify(queued) === waiting) return
    this.#parts.write([], body)
  }

  /** Starts what was put off, the oldest first, where nothing stands against it any more. [P-9.7] */
  startDeferred(): void {
    if (this.#stopped) return
    for (const key of [...this.#ring.keys()]) {
      // as it is by now: what ended before it in this round may have started it already
      const entry = this.#ring.get(key)
      if (entry?.phase === 'DEFERRED' || entry?.phase === 'ACKNOWLEDGED') this.#tryStart(entry)
    }
  }

  #tryStart(entry: RingEntry, tellAgain = false): void {
    const { command, id, attempt, phase } = entry
    if (command === undefined || !isCommandType(command.type) || this.#stopped) return
    const now = this.#parts.now()
    if (now !== null && now > command.notAfter) return this.#finish(entry, rejected('EXPIRED'))
    const opensInMs = command.notBefore === undefined || now === null ? 0 : Math.max(0, command.notBefore - now)
    const reason = this.#deferReason(command.type, opensInMs > 0)
    if (reason === null) return this.#start(entry, command, command.type)
    if (reason === 'TIME_UNKNOWN') this.#parts.timeUnknown()
    const isShut = reason === 'OUTSIDE_WINDOW'
    this.#lookAgain(isShut ? Math.min(opensInMs, DEFER_RETRY_SEC * 1_000) : DEFER_RETRY_SEC * 1_000)
    if (phase === 'DEFERRED' && !tellAgain) return
    const retryInSec = isShut ? Math.min(Math.ceil(opensInMs / 1_000), RETRY_SEC_MAX) : DEFER_RETRY_SEC
    this.#move(entry, 'DEFERRED', undefined, { kind: 'defer', id, attempt, reason, retryInSec })
  }

  /** What stands against starting now, in the order of the table. [P-9.7] */
  #deferReason(type: CommandType, isShut: boolean): DeferReason | null {
    const { signOn, store } = this.#parts.execution
    const { inTransaction, busy, reversalPending, unsettledBatch } = this.#parts.execution.conditions()
    const stands: Readonly<Record<DeferReason, boolean>> = {
      TIME_UNKNOWN: this.#parts.now() === null,
      OUTSIDE_WINDOW: isShut,
      IN_TRANSACTION: inTransaction,
      BUSY: busy || signOn.isRunning,
      REVERSAL_PENDING: reversalPending && store.state.signOn === 'SIGNED_ON',
      UNSETTLED_BATCH: unsettledBatch,
    }
    return commandTraits[type].deferredBy.find((reason) => stands[reason]) ?? null
  }

  /** The sooner look stands; what it finds asks for the next. */
  #lookAgain(inMs: number): void {
    if (this.#stopped) return
    const { scheduler } = this.#parts
    const atMs = scheduler.nowMs() + inMs
    if (this.#look !== null && this.#look.atMs <= atMs) return
    this.#look?.cancel()
    const cancel = scheduler.after(inMs, () => {
      this.#look = null
      this.startDeferred()
    })
    this.#look = { atMs, cancel }
  }

  #start(entry: RingEntry, command: Command, type: CommandType): void {
    // "started" is on disk before anything is done [P-9.8]
    this.#move(entry, 'RUNNING')
    const ended = this.#execute(command, type)
    if (ended instanceof Promise) void ended.then((outcome) => this.#end(entry, outcome))
    else this.#end(entry, ended)
  }

  /** Runs it; a fault of the device is the command's failure, not the terminal's end. */
  #execute<Type extends CommandType>(command: Command, type: Type): Ended | Promise<Ended> {
    const fault: Outcome = { status: 'FAILED', code: 'TERMINAL_FAULT' }
    try {
      const params = commandParams[type].parse(command.params) as CommandParams[Type]
      const ended = executions[type](this.#parts.execution, params, command)
      return ended instanceof Promise ? ended.catch(() => fault) : ended
    } catch {
      return fault
    }
  }

  #end(entry: RingEntry, ended: Ended): void {
    // a stopped run writes nothing more: its successor on the same store settles the command
    if (ended === LEAVING || this.#stopped) return
    this.#finish(entry, ended)
    this.startDeferred()
  }

  #finish(entry: RingEntry, outcome: Outcome): void {
    this.#move(entry, 'FINISHED', outcome, resultOf(entry, outcome))
  }

  /** A signed cancel: possible until the start; an unknown command will not start when it comes. [P-9.10] */
  cancel(token: string): void {
    const { store } = this.#parts
    const reading = verifyCancel(token, keyListOf(store), this.#parts.now())
    if (!reading.ok) return this.#refuse('cancel', reading.reason)
    const { id, attempt } = reading.payload
    if (!this.#isMine(reading.payload)) return this.#refuse('cancel', 'FOREIGN')
    const entry = this.#ring.get(ringKey(id, attempt)) ?? { id, attempt, phase: 'ACKNOWLEDGED' }
    switch (entry.phase) {
      case 'RUNNING':
      case 'FINISHED':
        return this.#again({ kind: 'cancelRejected', id, attempt, reason: entry.phase })
      case 'CANCELLED':
        return this.#again({ kind: 'cancelled', id, attempt })
      default:
        this.#move(entry, 'CANCELLED', undefined, { kind: 'cancelled', id, attempt })
    }
  }

  /** "What became of it?" [P-9.11] */
  query(id: string, attempt: number): void {
    const entry = this.#ring.get(ringKey(id, attempt))
    const state: CommandState = entry?.phase ?? 'UNKNOWN'
    this.#again({ kind: 'status', id, attempt, state, ...(entry?.outcome ? { result: entry.outcome } : {}) })
  }

  get #ring(): ReadonlyMap<string, RingEntry> {
    return this.#parts.store.state.ring
  }

  #isMine({ acquirer, tid, device }: Pick<Cancel, 'acquirer' | 'tid' | 'device'>): boolean {
    const { identity } = this.#parts.store
    return acquirer === identity.acquirer && tid === identity.tid && device === identity.device
  }

  #record(entry: RingEntry, command: Command, reply: StreamBody): void {
    this.#parts.write(
      [
        { e: 'taken', seq: command.seq },
        { e: 'ring', entry },
      ],
      reply,
    )
    this.#tell(entry, command.type)
  }

  #move(entry: RingEntry, phase: CommandPhase, outcome?: Outcome, ...replies: readonly StreamBody[]): void {
    const { id, attempt } = entry
    const over = phase === 'FINISHED' || phase === 'CANCELLED'
    const moved: RingEntry = {
      id,
      attempt,
      phase,
      ...(over ? {} : { command: entry.command }),
      ...(outcome ? { outcome } : {}),
    }
    this.#parts.write([{ e: 'ring', entry: moved }], ...replies)
    this.#tell(moved, entry.command?.type ?? 'UNKNOWN')
  }

  #tell({ id, attempt, phase, outcome }: RingEntry, type: string): void {
    this.#parts.observe({ event: 'COMMAND', id, attempt, type, phase, ...(outcome ? { code: outcome.code } : {}) })
  }

  #refuse(what: string, reason: string): void {
    this.#parts.observe({ event: 'REFUSED', what, reason })
  }
}

function rejected(code: string): Outcome {
  return { status: 'REJECTED', code }
}

function resultOf({ id, attempt }: { id: string; attempt: number }, outcome: Outcome): StreamBody {
  return { kind: 'result', id, attempt, ...outcome }
}

function isAtMostOnce(type: string): boolean {
  return isCommandType(type) && commandTraits[type].atMostOnce
}
