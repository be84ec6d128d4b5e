import { readFileSync } from 'node:fs'

/** One line of a terminal's own record; the format is documented in packages/simulator/README.md. */
interface Line {
  readonly device: string
  readonly at: number
  readonly fact: string
  readonly stream?: 'report' | 'reply'
  readonly seq?: number
  readonly throughSeq?: number
  readonly missing?: readonly number[]
  readonly body?: Readonly<Record<string, unknown>>
  readonly id?: string
  readonly attempt?: number
  readonly kind?: string
  readonly status?: string
  readonly type?: string
}

/** What may not be begun again when the terminal went down in it [P-9.8]. */
const AT_MOST_ONCE = new Set(['APP_RESTART', 'REBOOT', 'REBOOT_FORCED'])

/** What one device's stream says of itself. */
export interface StreamHistory {
  readonly device: string
  readonly stream: 'report' | 'reply'
  /** By sequence number: what became durable at the terminal. */
  readonly kept: Map<number, Readonly<Record<string, unknown>>>
  /** Numbers that the platform acknowledged, by either way. */
  readonly acknowledged: Set<number>
}

/** Everything that a fleet of terminals wrote down, read as data: nothing of the platform is asked. */
export interface Histories {
  readonly streams: readonly StreamHistory[]
  /** How often each `id/attempt` was executed; what a terminal took up again after it went down in it is one execution. */
  readonly executions: ReadonlyMap<string, number>
  /** Executions that were taken up again so. */
  readonly resumed: number
  /** Status of the result that each `id/attempt` replied. */
  readonly results: ReadonlyMap<string, string>
  readonly lines: number
}

export function readHistories(path: string): Histories {
  const streams = new Map<string, StreamHistory>()
  const results = new Map<string, string>()
  const executions = new Executions()
  const text = readFileSync(path, 'utf8')
  const lines = text.split('\n').filter(Boolean)
  for (const each of lines) {
    const line = JSON.parse(each) as Line
    executions.add(line)
    record(line, streams, results)
  }
  const { counts, resumed } = executions
  return { streams: [...streams.values()], executions: counts, resumed, results, lines: lines.length }
}

/** Counts what each terminal began. */
class Executions {
  readonly counts = new Map<string, number>()
  resumed = 0
  /** By device, runs without a result, and whether the terminal went down meanwhile. */
  readonly #open = new Map<string, Map<string, boolean>>()

  add({ device, fact, kind, id, attempt, type }: Line): void {
    const run = `${id}/${attempt}`
    const open = this.#open.get(device) ?? new Map<string, boolean>()
    this.#open.set(device, open)
    if (fact === 'booted') for (const each of open.keys()) open.set(each, true)
    if (fact === 'replied' && kind === 'result') open.delete(run)
    if (fact !== 'executed') return
    const isResumed = open.get(run) === true && !AT_MOST_ONCE.has(type ?? '')
    open.set(run, false)
    if (isResumed) this.resumed++
    else this.counts.set(run, (this.counts.get(run) ?? 0) + 1)
  }
}

function record(line: Line, streams: Map<string, StreamHistory>, results: Map<string, string>): void {
  const run = `${line.id}/${line.attempt}`
  if (line.fact === 'replied' && line.kind === 'result' && line.status) results.set(run, line.status)
  if (line.stream === undefined) return
  const key = `${line.device}/${line.stream}`
  const stream = streams.get(key) ?? {
    device: line.device,
    stream: line.stream,
    kept: new Map(),
    acknowledged: new Set(),
  }
  streams.set(key, stream)
  if (line.fact === 'kept' && line.seq && line.body) stream.kept.set(line.seq, line.body)
  if (line.fact === 'puback' && line.seq) stream.acknowledged.add(line.seq)
  if (line.fact === 'platformAck') {
    const missing = new Set(line.missing)
    for (let seq = 1; seq <= (line.throughSeq ?? 0); seq++) if (!missing.has(seq)) stream.acknowledged.add(seq)
  }
}
