import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { seededRandom } from '@budeng/kernel/testing'
import type { Verification } from '@budeng/storage'
import { spawnBudeng } from '../../house.ts'
import type { Proof } from '../proof.ts'
import { seconds, table } from '../table.ts'
import { fill, openRecord, type Record, sealByWorker } from './record.ts'
import { type Places, tamperings, type Tampering } from './tamperings.ts'

const EVENTS = 1_000_000
/** Tamperings lie in the last tenth, behind a checkpoint. */
const TAIL_SHARE = 0.1
/** A verification of the neighbourhood begins this far before the tampering. */
const BEFORE = 2_000

type Said = Verification & { readonly seconds: number }

/** `prove audit`: a large record is sealed, proven, and tampered with in every way. */
export async function proveAudit(seed: number, options: Readonly<{ [name: string]: string }>): Promise<Proof> {
  const events = Number(options['events'] ?? EVENTS)
  const say = (line: string) => console.error(line)
  const record = await openRecord()
  try {
    const startedAt = performance.now()
    let filledMs = 0
    const restMs = await sealByWorker(record, events, async () => {
      await fill(record, seed, events)
      filledMs = performance.now() - startedAt
      say(`${events} events written after ${seconds(filledMs)}`)
    })
    say(`sealed ${seconds(restMs)} later`)
    const exported = await keepElsewhere(record)
    const clean = await verify(record, ['--checkpoints', exported])
    say(`verified in ${clean.seconds} s`)
    const middle = await tamperedInTheMiddle(record, seed, exported)
    const places = await choosePlaces(record, seed, events)
    const rows: string[][] = []
    const broken = clean.finding === null && clean.events >= events ? [] : ['the untouched record is not proven']
    if (middle.finding?.code !== 'EVENT_CHANGED') broken.push('an event changed in the middle is not named')
    await save(record, places)
    for (const one of tamperings(places)) {
      const { row, problem } = await tamper(record, one, places, exported)
      say(row.join(' | '))
      rows.push(row)
      if (problem !== null) broken.push(problem)
    }
    const after = await verify(record, ['--checkpoints', exported, '--from', String(places.checkpoint)])
    if (after.finding !== null) broken.push('the record that was put back is not proven')
    return { text: textOf(seed, { events, filledMs, restMs, clean, middle, rows, broken }), broken }
  } finally {
    await record.close()
    rmSync(record.folder, { recursive: true, force: true })
  }
}

/** What somebody on another machine would have: the newest checkpoint, beside those that the worker exported. */
async function keepElsewhere({ intruder, checkpointDir, folder }: Record): Promise<string> {
  const { rows } = await intruder.query<{ note: string }>(
    'select note from event_checkpoint order by size desc limit 1',
  )
  const file = join(folder, 'elsewhere.txt')
  writeFileSync(file, `${readFileSync(join(checkpointDir, 'checkpoints.txt'), 'utf8')}${rows[0]?.note}\n`)
  return file
}

/** `budeng audit verify`, as an auditor would run it. */
async function verify({ databaseUrl, keysDir, folder }: Record, args: readonly string[]): Promise<Said> {
  const { child, output } = await spawnBudeng(['audit', 'verify', '--json', ...args], {
    DATABASE_URL: databaseUrl,
    BUDENG_KEYS_DIR: keysDir,
    BUDENG_DATA_DIR: folder,
  })
  await once(child, 'close')
  try {
    return JSON.parse(output()) as Said
  } catch {
    throw new Error(`audit verify said:\n${output()}`)
  }
}

async function tamperedInTheMiddle(record: Record, seed: number, exported: string): Promise<Said & { at: number }> {
  const { sealed } = await verify(record, ['--from', '999999999'])
  const at = Math.floor(sealed * (0.4 + 0.2 * seededRandom(seed)()))
  const where = `where id = (select event_id from event_order where position = ${at})`
  await record.intruder.query(`update event set at = at + interval '1 microsecond' ${where}`)
  const said = await verify(record, ['--checkpoints', exported])
  await record.intruder.query(`update event set at = at - interval '1 microsecond' ${where}`)
  return { ...said, at }
}

async function choosePlaces({ intruder }: Record, seed: number, events: number): Promise<Places> {
  const { rows: checkpoints } = await intruder.query<{ size: number }>(
    'select max(size)::int as size from event_checkpoint where size <= $1',
    [Math.floor(events * (1 - TAIL_SHARE))],
  )
  const checkpoint = checkpoints[0]?.size ?? 0
  const bad = checkpoint + 10 + Math.floor(seededRandom(seed + 1)() * 1_000)
  const { rows } = await intruder.query<{ id: string }>('select event_id as id from event_order where position = $1', [
    bad,
  ])
  return { bad, badId: rows[0]?.id ?? '', checkpoint }
}

const TAIL: readonly { readonly name: string; readonly where: (position: number) => string }[] = [
  { name: 'event', where: (n) => `id in (select event_id from event_order where position > ${n})` },
  { name: 'event_order', where: (n) => `position > ${n}` },
  { name: 'event_leaf', where: (n) => `position > ${n}` },
  { name: 'event_subtree', where: (n) => `(place + 1) * 256::numeric ^ level > ${n}` },
  { name: 'event_checkpoint', where: (n) => `size > ${n}` },
]

async function save({ intruder }: Record, { checkpoint, badId }: Places): Promise<void> {
  await intruder.query('create schema saved')
  for (const { name, where } of TAIL)
    await intruder.query(`create table saved.${name} as select * from ${name} where ${where(checkpoint)}`)
  await intruder.query(`create table saved.one as select * from event where id = '${badId}'`)
}

async function putBack({ intruder }: Record, { undo }: Tampering, { badId, checkpoint }: Places): Promise<void> {
  if (undo === 'event') {
    await intruder.query(`delete from event where id in ('${badId}', '${badId}x')`)
    await intruder.query('insert into event overriding system value table saved.one')
    return
  }
  await intruder.query(`delete from event where id = 'evt_forged' or id in (select id from saved.event)`)
  for (const { name, where } of TAIL.slice(1)) await intruder.query(`delete from ${name} where ${where(checkpoint)}`)
  for (const { name } of TAIL) await intruder.query(`insert into ${name} overriding system value table saved.${name}`)
  const { rowCount } = await intruder.query(`select from pg_constraint where conname = 'event_order_event_id_key'`)
  if (rowCount === 0) await intruder.query('alter table event_order add unique (event_id)')
}

/** Tampers, verifies without and with what was kept elsewhere, and puts everything back. */
async function tamper(
  record: Record,
  one: Tampering,
  places: Places,
  exported: string,
): Promise<{ row: string[]; problem: string | null }> {
  for (const statement of one.statements) await record.intruder.query(statement)
  const sealed = Number((await record.intruder.query('select max(position) as size from event_order')).rows[0].size)
  if (one.reseals === true) await sealByWorker(record, sealed, async () => {})
  const from = ['--from', String(places.checkpoint - BEFORE)]
  const alone = await verify(record, from)
  const compared = one.withExported === undefined ? null : await verify(record, [...from, '--checkpoints', exported])
  await putBack(record, one, places)
  const code = alone.finding?.code ?? 'PROVEN'
  const found = [code, ...(compared === null ? [] : [compared.finding?.code ?? 'PROVEN'])]
  const namesIt = one.expected !== 'EVENT_CHANGED' || alone.finding?.position === places.bad
  const holds = found.join() === [one.expected, one.withExported ?? []].flat().join() && namesIt
  const caught = compared === null ? 'by itself' : '**only by the exported checkpoint**'
  const where = alone.finding?.position ?? compared?.finding?.position
  return {
    row: [one.what, found.at(-1) ?? '', where == null ? '' : String(where), holds ? caught : '**NOT CAUGHT**'],
    problem: holds ? null : `${one.what}: ${found.join(', ')}`,
  }
}

interface Findings {
  readonly events: number
  readonly filledMs: number
  readonly restMs: number
  readonly clean: Said
  readonly middle: Said & { readonly at: number }
  readonly rows: readonly string[][]
  readonly broken: readonly string[]
}

function textOf(seed: number, { events, filledMs, restMs, clean, middle, rows, broken }: Findings): string {
  const rate = (count: number, ms: number) => `${Math.round(count / (ms / 1_000)).toLocaleString('en-US')}/s`
  return [
    `# The sealed record, seed ${seed}`,
    '',
    `${events.toLocaleString('en-US')} events over 300 days, written by the unit of storage, placed and sealed by the built worker, verified by`,
    '`budeng audit verify`; then tampered with by somebody who owns the database.',
    `\`npm run prove -- audit --seed ${seed}\``,
    '',
    table(
      ['', 'time', ''],
      [
        ['written, while the worker places and seals', seconds(filledMs), rate(events, filledMs)],
        ['until the last one is sealed', `+ ${seconds(restMs)}`, rate(events, filledMs + restMs)],
        [
          `whole record verified: ${clean.events.toLocaleString('en-US')} events hashed again, ${clean.checkpoints} signed roots, ${clean.exported} exported ones`,
          `${clean.seconds.toFixed(1)} s`,
          rate(clean.events, clean.seconds * 1_000),
        ],
        [`one event changed by a microsecond at position ${middle.at}: named`, `${middle.seconds.toFixed(1)} s`, ''],
      ],
    ),
    '',
    table(['tampering', 'said', 'position', 'caught'], rows),
    '',
    'Whoever has owner rights **and** the signing key can write another past that proves itself. It is caught by a checkpoint',
    'that lies where they cannot reach it, and by nothing else: point `BUDENG_CHECKPOINT_DIR` at another machine or at',
    'storage that is written once, and keep `audit.pub` there too.',
    ...(broken.length === 0 ? [] : ['', '## Not as promised', '', ...broken.map((line) => `- ${line}`)]),
  ].join('\n')
}
