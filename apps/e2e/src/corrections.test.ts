import { Frontier, leafHash } from '@budeng/kernel'
import { sha256 } from '@budeng/protocol'
import type { HostLink } from '@budeng/terminal'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { CorrectionDesk } from './correcting.ts'
import type { House, Room } from './house.ts'
import { houseWithIdleMachines, IdleMachine } from './idle-machines.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

const MID = '898310580000001'
/** The host answers with another merchant than it was asked for. */
let substitutes = false
const HOST: HostLink = {
  authorise: async () => ({
    responseCode: '00',
    rrn: String(Date.now()).padStart(12, '0'),
    ...(substitutes && { midReturned: '843166558120007' }),
  }),
  advise: async () => ({ responseCode: '00' }),
  reverse: async () => ({ responseCode: '00' }),
  settle: async () => ({ responseCode: '00', result: 'BALANCED' }),
  upload: async () => ({ responseCode: '00' }),
}
/** What is done to whom, when the correction has come so far. */
const BLOWS = [
  ['before it is agreed to', 'worker'],
  ['APPROVED', 'gateway'],
  ['POSTED', 'worker'],
  ['SENT', 'gateway'],
  ['SENT', 'worker'],
  ['SENT', 'terminal'],
  ['TERMINAL_APPLIED', 'gateway'],
  ['TERMINAL_APPLIED', 'terminal'],
] as const

let house: House
let machine: IdleMachine
let desk: CorrectionDesk
let terminalId = ''

beforeAll(async () => {
  const { house: started, identities } = await houseWithIdleMachines(1)
  house = started
  const [identity] = identities
  if (identity === undefined) throw new Error('no machine is idle')
  machine = new IdleMachine(house, identity, HOST, MID)
  desk = await CorrectionDesk.open(house)
  await machine.start()
  await machine.terminal.signOn()
  const [terminal] = await desk.rows<{ id: string }>('select id from terminal where tid = $1', [identity.tid])
  terminalId = terminal?.id ?? ''
  for (const place of BLOWS.keys())
    await machine.terminal.till?.online('PURCHASE', { amount: String(10_000 + place), currency: 'CNY', exponent: 2 })
  await agreed()
})
afterAll(async () => {
  machine?.stop()
  await desk?.close()
  await house?.stop()
})

/** The newest journal of the terminal, at both sides. */
const journal = () => {
  const { epochs } = machine.store.state.journal
  const epoch = [...epochs.keys()].at(-1) ?? 0
  return { epoch, held: epochs.get(epoch) }
}

/** Both sides hold the same, as far as the terminal has come. */
async function agreed(): Promise<void> {
  await until(
    async () => {
      const { epoch, held } = journal()
      if (held === undefined || held.lastSeq === 0 || held.equalThrough !== held.lastSeq) return false
      const [ours] = await desk.rows<{ seq: number }>(
        'select through_seq::int as seq from journal_stream where terminal_id = $1 and epoch = $2',
        [terminalId, epoch],
      )
      return ours?.seq === held.lastSeq
    },
    { what: () => `both sides hold ${journal().held?.lastSeq} records`, timeoutMs: 60_000, everyMs: 200 },
  )
}

async function strike(room: 'worker' | 'gateway' | 'terminal'): Promise<void> {
  if (room === 'terminal') {
    machine.stop()
    await machine.start()
    return
  }
  let pid: number | null = null
  await until(() => (pid = house.pid(room satisfies Room)) !== null, { what: () => `${room} runs` })
  // never 0, which would be our own group
  if (pid !== null) process.kill(pid, 'SIGKILL')
}

const WAY = ['PENDING_APPROVAL', 'APPROVED', 'POSTED', 'SENT', 'TERMINAL_APPLIED', 'VERIFIED', 'CLOSED']

test('corrected from draft to proof, with everybody killed between every two steps', async () => {
  const ids: string[] = []
  for (const [place, [at, room]] of BLOWS.entries()) {
    const stan = stanOf(place)
    const { id, agree } = await desk.amount(terminalId, stan, String(9_000 + place))
    ids.push(id)
    if (at === 'before it is agreed to') await strike(room)
    await agree()
    if (at !== 'before it is agreed to') {
      const isThere = async () => WAY.indexOf(await desk.state(id)) >= WAY.indexOf(at)
      await until(isThere, { what: () => `it is ${at}`, timeoutMs: 60_000, everyMs: 10 })
      await strike(room)
    }
    let state = ''
    await until(async () => (state = await desk.state(id)) === 'CLOSED', {
      what: () => `correction ${place}, struck ${at} at ${room}, is closed, and not ${state}`,
      timeoutMs: 90_000,
      everyMs: 100,
    })
  }
  await agreed()

  const n = BLOWS.length
  const corrections = await desk.rows<{ proof: string; equal: boolean; kind: string; orders: number }>(
    `select p.id as proof, p.equal, p.kind, jsonb_array_length(c.facts->'commandIds') as orders
     from correction c join consistency_proof p on p.id = c.proof_id where c.id = any($1::text[])`,
    [ids],
  )
  expect(corrections).toHaveLength(n)
  expect(corrections.every(({ equal, kind, orders }) => equal && kind === 'CORRECTION' && orders === 1)).toBe(true)
  // each once, at both sides
  const [written] = await desk.rows(
    `select count(*)::int as records, count(distinct body::jsonb->'amendment'->>'correctionId')::int as corrections
     from journal_record where terminal_id = $1 and type = 'AMENDMENT' and proven`,
    [terminalId],
  )
  expect(written).toEqual({ records: n, corrections: n })
  expect(await desk.rows('select from correction_version where correction_id = any($1::text[])', [ids])).toHaveLength(n)
  const [stream] = await desk.rows<{ root: Buffer }>(
    'select root from journal_stream where terminal_id = $1 and epoch = $2',
    [terminalId, journal().epoch],
  )
  expect(stream?.root.toString('base64url')).toBe(rootOf(journal().held?.records.values() ?? []))
  // the books: nothing is off, and the sales are what the corrections say
  const off = await desk.rows(
    'select currency, sum(minor)::text as off from ledger_posting group by 1 having sum(minor) <> 0',
  )
  expect(off).toEqual([])
  const [net] = await desk.rows<{ net: string }>(
    `select sum(net_amount)::text as net from transaction where terminal_id = $1 and type = 'PURCHASE'`,
    [terminalId],
  )
  expect(net?.net).toBe(String(BLOWS.reduce((sum, _, place) => sum + 9_000 + place, 0)))
  expect(
    await desk.rows(`select kind from open_difference where terminal_id = $1 and closed_at is null`, [terminalId]),
  ).toEqual([])
  expect(await desk.rows('select kind, reason from journal_incident where terminal_id = $1', [terminalId])).toEqual([])
})

const SUBSTITUTED = 12

test('what a rule finds is found, and once, though the worker falls again and again while it looks', async () => {
  const found = () =>
    desk.rows<{ cause: string; hits: number; cases: number }>(
      `select c.cause, count(*)::int as hits, count(distinct c.id)::int as cases from correction_case c join case_hit h on h.case_id = c.id
       where h.rule = 'R16' and c.terminal_id = $1 group by c.cause`,
      [terminalId],
    )
  substitutes = true
  for (let sale = 0; sale < SUBSTITUTED; sale++) {
    await machine.terminal.till?.online('PURCHASE', { amount: String(20_000 + sale), currency: 'CNY', exponent: 2 })
    if (sale % 3 === 2) await strike('worker')
  }
  const isFound = async () => (await found()).length === SUBSTITUTED
  await until(isFound, { what: () => 'each of them has a case', timeoutMs: 90_000, everyMs: 200 })
  // it looks at the terminal once more, and has nothing to add
  substitutes = false
  await strike('worker')
  await machine.terminal.till?.online('PURCHASE', { amount: '1', currency: 'CNY', exponent: 2 })
  await agreed()
  const isLooked = async () => {
    const [looked] = await desk.rows<{ seq: number }>(
      'select looked_seq::int as seq from detection_journal where terminal_id = $1 and epoch = $2',
      [terminalId, journal().epoch],
    )
    return looked?.seq === journal().held?.lastSeq
  }
  await until(isLooked, { what: () => 'all of the journal is looked at', timeoutMs: 90_000, everyMs: 200 })
  expect((await found()).every(({ hits, cases }) => hits === 1 && cases === 1)).toBe(true)
  expect(await found()).toHaveLength(SUBSTITUTED)
})

/** Of the leaves that the terminal holds, from the first on. */
function rootOf(records: Iterable<{ readonly leaf: string }>): string {
  const tree = Frontier.of(sha256, 0, [])
  for (const { leaf } of records) tree.append(leafHash(sha256, Buffer.from(leaf, 'base64url')))
  return Buffer.from(tree.root()).toString('base64url')
}

/** The sign-on is the first record; the sales follow. */
function stanOf(place: number): string {
  const { held } = journal()
  const sales = [...(held?.records.values() ?? [])]
    .map(({ body }) => JSON.parse(body) as { type: string; stan: string })
    .filter(({ type }) => type === 'PURCHASE')
  return sales[place]?.stan ?? ''
}
