import type { Change } from './model/tables.ts'
import type { World } from './world.ts'

/** A command as far as the checker looks: by its own words, not by the core's. */
interface CommandFacts {
  readonly id: string
  readonly terminalId: string
  readonly deviceId: string | null
  readonly type: string
  readonly state: string
  readonly attempt: number
  readonly signedAt: number | null
  readonly publishedAt: number | null
  readonly unknownAt: number | null
  readonly finishedAt: number | null
  readonly evidence: readonly { readonly witness: string }[]
  readonly result: { readonly status: string } | null
  readonly lateResult: { readonly status: string } | null
}

const FINAL = new Set([
  ...['SUCCEEDED', 'FAILED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'SUPERSEDED', 'REMOVED', 'UNVERIFIED'],
  ...['DENIED', 'LAPSED'],
])
/** Types that take the terminal's one place for changes. */
const MUTATING = new Set(['RELOGIN', 'REBOOT', 'APP_RESTART'])
/** Types that must never be done twice, whatever happens to the terminal. */
const AT_MOST_ONCE = new Set(['REBOOT', 'APP_RESTART'])
/** Types whose authenticated answer is all the evidence there is. */
const BY_TERMINALS_WORD = new Set(['STATUS_GET', 'SELF_TEST', 'MESSAGE_SHOW', 'LOCK', 'UNLOCK'])
/** What may be written into a command after its end. */
const AFTER_THE_END = new Set(['version', 'lateResult', 'lookAt'])
/** Ends by which we say that it did not run. */
const WITHDRAWN = new Set(['CANCELLED', 'SUPERSEDED', 'REMOVED'])
const IN_FLIGHT = new Set(['SENT', 'ACKNOWLEDGED', 'DEFERRED', 'RUNNING', 'VERIFYING'])

/**
 * Judges every commit, every acknowledgement on the wire, and the end. Knows histories, rows and PROTOCOL.md; what it
 * finds is collected, not thrown, so that it never stands in anybody's way.
 */
export class Checker {
  readonly #world: World
  /** `device stream` → numbers that are committed. */
  readonly #stored = new Map<string, Set<number>>()
  readonly #acknowledgedThrough = new Map<string, number>()

  constructor(world: World) {
    this.#world = world
    world.database.onCommit.push((changes) => {
      // a stream goes on in the commit that stores its message
      for (const change of changes) if (change.table === 'uplink') this.#judge(change)
      for (const change of changes) if (change.table !== 'uplink') this.#judge(change)
    })
  }

  get broken(): readonly string[] {
    return this.#world.histories.broken
  }

  /** What leaves a gateway: an acknowledgement names only what is committed by then. */
  sees(device: string, payload: Buffer): void {
    if (payload[0] !== 0x7b) return
    const message = JSON.parse(payload.toString('utf8')) as {
      readonly kind: string
      readonly stream: string
      readonly throughSeq: number
      readonly missing: readonly number[]
    }
    if (message.kind !== 'ack') return
    const key = `${device} ${message.stream}`
    const missing = new Set(message.missing)
    const from = (this.#acknowledgedThrough.get(key) ?? 0) + 1
    for (let seq = from; seq <= message.throughSeq; seq++)
      if (!missing.has(seq) && !this.#isStored(key, seq)) this.#broke(`${key} ${seq}: acknowledged and not stored`)
    if (missing.size === 0) this.#acknowledgedThrough.set(key, Math.max(message.throughSeq, from - 1))
  }

  /** After the faults stopped and time went on. What is in devices that broke for good cannot arrive. */
  end(broken: ReadonlySet<string>): void {
    const { database, histories } = this.#world
    const commands = database.commands.all() as readonly CommandFacts[]
    for (const { id, state, finishedAt } of commands)
      if (finishedAt === null || !FINAL.has(state)) this.#broke(`${id}: still ${state}`)
    for (const [key, kept] of histories.kept)
      for (const seq of kept.keys())
        if (!this.#isStored(key, seq) && !broken.has(key.split(' ')[0] ?? ''))
          this.#broke(`${key} ${seq}: kept and never arrived`)
    for (const [key, kept] of histories.kept)
      for (let seq = 1; seq < Math.max(...kept.keys()); seq++)
        if (!kept.has(seq) && !histories.wasLost(key, seq)) this.#broke(`${key} ${seq}: the terminal left a number out`)
    this.#judgeRuns(new Map(commands.map((command) => [command.id, command])))
    for (const command of commands) this.#judgeEnd(command, broken)
  }

  #judge({ table, key, before, after }: Change): void {
    if (table === 'command') this.#judgeCommand(before as CommandFacts | null, after as CommandFacts)
    else if (table === 'terminal') this.#noteSlot(before as Slot | null, after as Slot)
    else if (table === 'uplink') this.#judgeUplink(key, before, after)
    else if (table === 'uplink_state') this.#judgeStream(key, after as { readonly throughSeq: number })
    else if (table === 'dispatch') this.#judgeDispatch(before as Dispatch | null, after as Dispatch | null)
  }

  #judgeCommand(before: CommandFacts | null, after: CommandFacts): void {
    if (before?.state !== after.state)
      this.#world.note(() => `${after.id} ${after.attempt} ${after.type} is ${after.state}`)
    if (before !== null && FINAL.has(before.state)) {
      for (const [name, value] of Object.entries(after)) {
        const was = (before as unknown as Record<string, unknown>)[name]
        const isLate = name === 'lateResult' && was === null
        if ((!AFTER_THE_END.has(name) || (name === 'lateResult' && !isLate)) && value !== was)
          this.#broke(`${after.id}: ${name} changed after the end, ${JSON.stringify(was)} → ${JSON.stringify(value)}`)
      }
    } else if (after.state === 'SUCCEEDED' && !BY_TERMINALS_WORD.has(after.type))
      if (!after.evidence.some(({ witness }) => witness !== 'TERMINAL'))
        this.#broke(`${after.id}: ${after.type} succeeded by the terminal's word alone`)
  }

  #noteSlot(before: Slot | null, { id, slotCommandId }: Slot): void {
    if (before?.slotCommandId !== slotCommandId) this.#world.note(() => `${id} has its slot with ${slotCommandId}`)
  }

  #judgeUplink(key: string, before: object | null, after: object | null): void {
    const [device = '', stream = '', seq = ''] = key.split(' ')
    if (before !== null || after === null) return this.#broke(`${key}: a stored message was changed`)
    const { kept, lost } = this.#world.histories
    const { body } = after as { readonly body: Readonly<Record<string, unknown>> }
    const isSaid = [kept, lost].some((said) => isSame(said.get(`${device} ${stream}`)?.get(Number(seq)), body))
    if (!isSaid) this.#broke(`${key}: stored and never said so, ${JSON.stringify(body)}`)
    const stored = this.#stored.get(`${device} ${stream}`) ?? new Set<number>()
    this.#stored.set(`${device} ${stream}`, stored.add(Number(seq)))
  }

  readonly #judgedThrough = new Map<string, number>()

  #judgeStream(key: string, { throughSeq }: { readonly throughSeq: number }): void {
    const judged = this.#judgedThrough.get(key) ?? 0
    if (throughSeq < judged) this.#broke(`${key}: received through ${judged}, then ${throughSeq}`)
    for (let seq = judged + 1; seq <= throughSeq; seq++)
      if (!this.#isStored(key, seq)) this.#broke(`${key} ${seq}: counted as received and not stored`)
    this.#judgedThrough.set(key, throughSeq)
  }

  /** Bytes of a change go out only while no other change is under way at the terminal. */
  #judgeDispatch(before: Dispatch | null, after: Dispatch | null): void {
    if (after?.kind !== 'command' || after.wantedAt === null || before?.wantedAt != null) return
    const { database } = this.#world
    const command = database.commands.get(after.commandId) as CommandFacts | undefined
    if (command === undefined || !MUTATING.has(command.type)) return
    // a reminder of what the terminal has already
    if (command.state !== 'QUEUED' && before?.wantedAt === null) return
    const other = (database.commands.all() as readonly CommandFacts[]).find(
      (one) => one.id !== command.id && one.terminalId === command.terminalId && isInFlight(one),
    )
    if (other !== undefined)
      this.#broke(`${command.id}: ${command.type} goes out while ${other.type} ${other.id} is ${other.state}`)
  }

  #judgeRuns(commands: ReadonlyMap<string, CommandFacts>): void {
    for (const [key, { type, starts, cuts }] of this.#world.histories.runs) {
      const [id = ''] = key.split(' ')
      const most = AT_MOST_ONCE.has(type) ? 1 : 1 + cuts
      if (starts > most) this.#broke(`${key}: ${type} executed ${starts} times, with ${cuts} losses of power`)
      if (!commands.has(id)) this.#broke(`${key}: executed and not on record`)
    }
  }

  /** A success was really executed, and what the terminal replied stands on record. */
  #judgeEnd(
    { id, type, state, attempt, deviceId, result, lateResult }: CommandFacts,
    broken: ReadonlySet<string>,
  ): void {
    const { runs, kept } = this.#world.histories
    // a restart is proven by its traces: the power may have gone by itself at that moment
    if (state === 'SUCCEEDED' && !AT_MOST_ONCE.has(type) && !runs.has(`${id} ${attempt}`))
      this.#broke(`${id}: ${type} succeeded and was never executed`)
    const run = runs.get(`${id} ${attempt}`)
    // what was cut off in its midst waits anew, and can be taken back until it starts again
    if (WITHDRAWN.has(state) && run?.isForgotten === false && run.cuts === 0)
      this.#broke(`${id} ${attempt}: ${type} executed and ${state}`)
    if (broken.has(deviceId ?? '')) return
    for (const stream of kept.values())
      for (const json of stream.values()) {
        if (!json.startsWith('{"kind":"result"') || !json.includes(id)) continue
        const said = JSON.parse(json) as { readonly attempt: number; readonly status: string }
        if (said.attempt !== attempt || said.status === result?.status || said.status === lateResult?.status) continue
        this.#broke(
          `${id} ${attempt}: replied ${said.status}, on record is ${result?.status} and ${lateResult?.status}`,
        )
      }
  }

  #isStored(key: string, seq: number): boolean {
    return this.#stored.get(key)?.has(seq) === true || this.#world.histories.wasLost(key, seq)
  }

  #broke(what: string): void {
    this.#world.histories.broken.push(what)
  }
}

interface Slot {
  readonly id: string
  readonly slotCommandId: string | null
}

interface Dispatch {
  readonly kind: string
  readonly commandId: string
  readonly wantedAt: number | null
}

const SAID = ['kind', 'id', 'attempt', 'status', 'code', 'state', 'step', 'reason', 'set', 'boot', 'index', 'sha256']

function isSame(said: string | undefined, body: Readonly<Record<string, unknown>>): boolean {
  if (said === undefined) return false
  const members = JSON.parse(said) as Readonly<Record<string, unknown>>
  return SAID.every((name) => members[name] === body[name])
}

function isInFlight({ type, state, signedAt, publishedAt }: CommandFacts): boolean {
  if (!MUTATING.has(type)) return false
  return IN_FLIGHT.has(state) || (state === 'QUEUED' && signedAt !== null && publishedAt === null)
}
