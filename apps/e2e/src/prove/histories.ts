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
}

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
  /** How often each `id/attempt` was executed. */
  readonly executions: ReadonlyMap<string, number>
  /** Status of the result that each `id/attempt` replied. */
  readonly results: ReadonlyMap<string, string>
  readonly lines: number
}

export function readHistories(path: string): Histories {
  const streams = new Map<string, StreamHistory>()
  const executions = new Map<string, number>()
  const results = new Map<string, string>()
  const text = readFileSync(path, 'utf8')
  const lines = text.split('\n').filter(Boolean)
  for (const line of lines) record(JSON.parse(line) as Line, streams, executions, results)
  return { streams: [...streams.values()], executions, results, lines: lines.length }
}

function record(
  line: Line,
  streams: Map<string, StreamHistory>,
  executions: Map<string, number>,
  results: Map<string, string>,
): void {
  const run = `${line.id}/${line.attempt}`
  if (line.fact === 'executed') executions.set(run, (executions.get(run) ?? 0) + 1)
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
