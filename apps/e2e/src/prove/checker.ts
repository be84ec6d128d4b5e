import pg from 'pg'
import type { Histories, StreamHistory } from './histories.ts'

/** What the checker counted, and everything that is not as promised: an empty list is the proof. */
export interface Verdict {
  readonly acknowledged: number
  readonly stored: number
  readonly commands: number
  readonly executed: number
  /** How many commands ended how, and why: `RELOGIN SUCCEEDED PROVEN`. */
  readonly byEnd: Readonly<Record<string, number>>
  readonly events: number
  readonly broken: readonly string[]
}

interface CommandFacts {
  readonly id: string
  readonly type: string
  readonly state: string
  readonly attempt: number
  readonly finished: boolean
  readonly why: string
  readonly status: string | null
  readonly late: string | null
  readonly witnesses: readonly string[]
}

/**
 * Judges a house after a fault test. Knows the histories of the terminals, SQL and PROTOCOL.md, and nothing of the code:
 * acknowledged ⊆ stored ⊆ sent, dense numbers, each command executed at most once an attempt and finished, results as
 * replied, success only with a witness that is not the terminal, events in one gap-free order.
 */
export async function judge(databaseUrl: string, histories: Histories): Promise<Verdict> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const stored = await storedNumbers(client)
    const commands = await commandFacts(client)
    const broken = [
      ...histories.streams.flatMap((stream) =>
        judgeStream(stream, stored.get(`${stream.device}/${stream.stream}`) ?? new Map()),
      ),
      ...strangers(stored, histories),
      ...judgeCommands(commands, histories),
      ...(await judgeOrder(client)),
    ]
    const byEnd: Record<string, number> = {}
    for (const { type, state, why } of commands)
      byEnd[`${type} ${state} ${why}`] = (byEnd[`${type} ${state} ${why}`] ?? 0) + 1
    const { rows } = await client.query<{ events: number }>('select count(*)::int as events from event')
    return {
      acknowledged: histories.streams.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0),
      stored: [...stored.values()].reduce((sum, numbers) => sum + numbers.size, 0),
      commands: commands.length,
      executed: [...histories.executions.values()].reduce((sum, times) => sum + times, 0),
      byEnd,
      events: rows[0]?.events ?? 0,
      broken,
    }
  } finally {
    await client.end()
  }
}

async function storedNumbers(client: pg.Client): Promise<Map<string, Map<number, string>>> {
  const { rows } = await client.query<{ stream: string; seq: number; kind: string }>(
    `select device_id || '/' || stream as stream, seq::int as seq, kind from uplink`,
  )
  const stored = new Map<string, Map<number, string>>()
  for (const { stream, seq, kind } of rows) {
    const numbers = stored.get(stream) ?? new Map<number, string>()
    stored.set(stream, numbers.set(seq, kind))
  }
  return stored
}

function judgeStream({ device, stream, kept, acknowledged }: StreamHistory, stored: Map<number, string>): string[] {
  const lost = [...acknowledged]
    .filter((seq) => !stored.has(seq))
    .map((seq) => `${device} ${stream} ${seq}: acknowledged and not stored`)
  const phantom = [...stored]
    .filter(([seq, kind]) => kept.get(seq)?.kind !== kind)
    .map(([seq]) => `${device} ${stream} ${seq}: stored and never said so`)
  const highest = Math.max(0, ...kept.keys())
  const gaps = Array.from({ length: highest }, (_, index) => index + 1)
    .filter((seq) => !kept.has(seq))
    .map((seq) => `${device} ${stream} ${seq}: the terminal left a number out`)
  const pending = [...kept.keys()]
    .filter((seq) => !stored.has(seq))
    .map((seq) => `${device} ${stream} ${seq}: kept by the terminal and never arrived`)
  return [...lost, ...phantom, ...gaps, ...pending]
}

function strangers(stored: Map<string, Map<number, string>>, { streams }: Histories): string[] {
  const known = new Set(streams.map(({ device, stream }) => `${device}/${stream}`))
  return [...stored.keys()]
    .filter((key) => !known.has(key))
    .map((key) => `${key}: stored for a stream that no terminal knows`)
}

async function commandFacts(client: pg.Client): Promise<CommandFacts[]> {
  const { rows } = await client.query<CommandFacts>(
    `select id, type, state, attempt, finished_at is not null as finished, concat_ws(' ', why ->> 'code', why -> 'params' ->> 'missing', why -> 'params' ->> 'code') as why, result ->> 'status' as status, late_result ->> 'status' as late,
            array(select jsonb_array_elements(evidence) ->> 'witness') as witnesses
     from command`,
  )
  return rows
}

/** Types whose authenticated answer is all the evidence there is. */
const BY_TERMINALS_WORD = new Set(['STATUS_GET', 'SELF_TEST', 'MESSAGE_SHOW', 'LOCK', 'UNLOCK'])

function judgeCommands(commands: readonly CommandFacts[], { executions, results }: Histories): string[] {
  const known = new Map(commands.map((command) => [command.id, command]))
  const twice = [...executions]
    .filter(([, times]) => times > 1)
    .map(([run, times]) => `${run}: executed ${times} times`)
  const foreign = [...executions.keys()]
    .filter((run) => !known.has(run.split('/')[0] ?? ''))
    .map((run) => `${run}: executed and not on record`)
  const open = commands.filter(({ finished }) => !finished).map(({ id, state }) => `${id}: still ${state}`)
  const unproven = commands
    .filter(
      ({ type, state, witnesses }) =>
        state === 'SUCCEEDED' && !BY_TERMINALS_WORD.has(type) && !witnesses.some((witness) => witness !== 'TERMINAL'),
    )
    .map(({ id, type }) => `${id}: ${type} succeeded by the terminal's word alone`)
  const ghosts = commands
    .filter(({ id, state, attempt }) => state === 'SUCCEEDED' && !executions.has(`${id}/${attempt}`))
    .map(({ id }) => `${id}: succeeded and never executed`)
  const otherwise = [...results].flatMap(([run, status]) => {
    const [id = '', attempt] = run.split('/')
    const command = known.get(id)
    if (command === undefined || command.attempt !== Number(attempt)) return []
    return command.status === status || command.late === status
      ? []
      : [`${run}: replied ${status}, on record is ${command.status}`]
  })
  return [...twice, ...foreign, ...open, ...unproven, ...ghosts, ...otherwise]
}

async function judgeOrder(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ events: number; ordered: number; highest: number; lowest: number }>(
    `select (select count(*)::int from event) as events, count(*)::int as ordered,
            coalesce(max(position), 0)::int as highest, coalesce(min(position), 1)::int as lowest from event_order`,
  )
  const order = rows[0]
  if (!order) return ['the order of events cannot be read']
  const dense = order.highest - order.lowest + 1 === order.ordered || order.ordered === 0
  return [
    ...(order.events === order.ordered ? [] : [`${order.events - order.ordered} events have no position`]),
    ...(dense ? [] : [`positions ${order.lowest} to ${order.highest} hold ${order.ordered} events`]),
  ]
}
