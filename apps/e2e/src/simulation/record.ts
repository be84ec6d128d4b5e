import type { Entry, Store, TerminalEvent } from '@budeng/terminal'

/** How often one attempt of a command was begun, and how often its machine lost its power in the midst of it. */
interface Run {
  readonly type: string
  readonly machine: string
  starts: number
  cuts: number
  running: boolean
  /** Its machine lost its store since: nobody there knows of it. */
  isForgotten: boolean
}

/** What terminals and wires saw, written down as it happens: nothing of the platform is asked. */
export class Histories {
  /** `device stream` → number → what is on the terminal's medium, as JSON. */
  readonly kept = new Map<string, Map<number, string>>()
  /** The same of stores that were lost: it may have arrived before, and it need not. */
  readonly lost = new Map<string, Map<number, string>>()
  /** `id attempt` → its executions. */
  readonly runs = new Map<string, Run>()
  readonly broken: string[] = []

  keep(device: string, stream: string, seq: number, body: object): void {
    const key = `${device} ${stream}`
    const kept = this.kept.get(key) ?? new Map<number, string>()
    this.kept.set(key, kept)
    const json = JSON.stringify(body)
    const before = kept.get(seq)
    if (before !== undefined && before !== json) this.broken.push(`${key} ${seq}: one number for two messages`)
    kept.set(seq, json)
  }

  /** A terminal lost its store, with all that was in it. */
  lose(device: string, machine: string): void {
    for (const run of this.runs.values()) if (run.machine === machine) run.isForgotten = true
    for (const stream of ['report', 'reply']) {
      const key = `${device} ${stream}`
      this.lost.set(key, new Map([...(this.lost.get(key) ?? []), ...(this.kept.get(key) ?? [])]))
      this.kept.delete(key)
    }
  }

  /** True when the number went with a lost store, or lies below one that did. */
  wasLost(key: string, seq: number): boolean {
    return seq <= Math.max(0, ...(this.lost.get(key)?.keys() ?? []))
  }

  /** A command of ours entered a phase at a machine that has its power. */
  phase(machine: string, event: Extract<TerminalEvent, { event: 'COMMAND' }>): void {
    const key = `${event.id} ${event.attempt}`
    const run = this.runs.get(key)
    if (event.phase === 'RUNNING') {
      this.#begin(machine, event.type)
      if (run === undefined)
        this.runs.set(key, { type: event.type, machine, starts: 1, cuts: 0, running: true, isForgotten: false })
      else Object.assign(run, { starts: run.starts + 1, running: true })
    } else if (run !== undefined) run.running = false
  }

  /** A machine lost its power, or was restarted by an order: what ran there runs no more. */
  ended(machine: string): void {
    for (const run of this.runs.values())
      if (run.machine === machine && run.running) {
        run.running = false
        run.cuts++
      }
  }

  #begin(machine: string, type: string): void {
    if (!CHANGING.has(type)) return
    for (const [key, run] of this.runs)
      if (run.machine === machine && run.running && CHANGING.has(run.type))
        this.broken.push(`${machine}: ${type} began while ${run.type} ${key} ran`)
  }
}

/** Types that change a terminal and must not run side by side. */
const CHANGING = new Set(['RELOGIN', 'REBOOT', 'APP_RESTART'])

/** A terminal's store that writes down what became durable, while its machine has power. */
export class RecordedStore implements Store {
  readonly #inner: Store
  readonly #histories: Histories
  readonly #hasPower: () => boolean

  constructor(inner: Store, histories: Histories, hasPower: () => boolean) {
    this.#inner = inner
    this.#histories = histories
    this.#hasPower = hasPower
    // what became durable just when the power went was never written down
    this.#note()
  }

  get identity() {
    return this.#inner.identity
  }

  get state() {
    return this.#inner.state
  }

  append(...entries: readonly Entry[]): void {
    this.#inner.append(...entries)
    if (this.#hasPower() && entries.some(({ e }) => e === 'out')) this.#note()
  }

  #note(): void {
    const { outbox } = this.#inner.state
    const { device } = this.#inner.identity
    for (const stream of ['report', 'reply'] as const) {
      const known = this.#histories.kept.get(`${device} ${stream}`)
      for (const [seq, body] of outbox[stream])
        if (known?.has(seq) !== true) this.#histories.keep(device, stream, seq, body)
    }
  }
}
