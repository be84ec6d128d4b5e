import type { JournalRecord } from '@budeng/transactions'
import { expect, test } from 'vitest'
import { byPlatform, openDoors } from '../../doors.fixture.ts'
import { handClock } from '../../fleet.fixture.ts'
import {
  type HostFactRow,
  insertHostRecords,
  matchHostAgain,
  matchHostFacts,
  matchOwnRecords,
  noteHostStrangers,
  PLATFORM_SCOPE,
} from '../../index.ts'
import { hostFactOf } from '../files/files.fixture.ts'
import { type JournalHand, makeJournal, reversal, sale, stan } from '../journal/journal.fixture.ts'

const START = Date.parse('2027-01-15T08:00:30Z')
const clock = handClock(START)
const { owner, gateway, worker } = await openDoors(clock, 'owner', 'gateway', 'worker')
const work = byPlatform(worker)
const BARE: JournalRecord = { type: 'PURCHASE', batch: '000001', stan: stan(1), amount: '101' }
let made = 0

/** A terminal with its host's log; every look is one worker's, from what is committed alone. */
class Sides {
  readonly hand: JournalHand
  readonly #facts: HostFactRow[] = []
  constructor(hand: JournalHand) {
    this.hand = hand
  }

  get #scope() {
    return this.hand.scope
  }

  async host(...facts: Partial<HostFactRow>[]): Promise<void> {
    const rows = facts.map((fact, place) =>
      hostFactOf(this.hand, BARE, {
        ...{ position: this.#facts.length + place + 1, at: START, settlementDate: '2027-01-15' },
        ...fact,
      }),
    )
    this.#facts.push(...rows)
    await work((unit) => insertHostRecords(unit, this.#scope.acquirerId, rows))
  }

  async look(): Promise<void> {
    while ((await work((unit) => matchHostFacts(unit, this.#scope.acquirerId, 3))) > 0);
    while ((await work((unit) => noteHostStrangers(unit, this.#scope.acquirerId, 3))) > 0);
    while ((await work((unit) => matchOwnRecords(unit, 3))) > 0);
    let after: number | null = 0
    while (after !== null) {
      const from: number = after
      const { looked, lastId } = await work((unit) => matchHostAgain(unit, from, 3))
      after = looked === 3 ? lastId : null
    }
  }

  /** Axis and note of each transaction, and of facts that are nobody's, by number. */
  async stand(): Promise<Record<string, string>> {
    const rows = await worker.read(PLATFORM_SCOPE, (db) =>
      db.query<{ stan: string; sync: string; state: string | null }>(
        `select t.stan, t.sync_state as sync, m.state from transaction t left join record_match m on m.transaction_id = t.id and m.source = 'HOST' where t.terminal_id = $1
         union all select h.stan, 'stranger', m.state from record_match m join host_record h on h.acquirer_id = m.acquirer_id and h.position = m.host_position
           where m.transaction_id is null and m.terminal_id = $1 order by 1, 2`,
        [this.hand.terminalId],
      ),
    )
    return Object.fromEntries(
      rows.map(({ stan: number, sync, state }) => [`${Number(number)}`, `${sync} ${state ?? '-'}`]),
    )
  }

  async events(): Promise<object[]> {
    const rows = await owner.read(PLATFORM_SCOPE, (db) =>
      db.query<{ data: { missingHere: number; missingThere: number; contradicting: number } }>(
        `select data from event where type = 'RecordsDiffer' and subject = $1 order by id`,
        [this.#scope.acquirerId],
      ),
    )
    return rows.map(({ data: { missingHere, missingThere, contradicting } }) => [
      missingHere,
      missingThere,
      contradicting,
    ])
  }
}

const approved = (number: number, change: Partial<HostFactRow> = {}): Partial<HostFactRow> => ({
  stan: stan(number),
  amount: BigInt(100 + number),
  rrn: `R${String(number).padStart(11, '0')}`,
  ...change,
})
const reversed = (number: number, own: number): Partial<HostFactRow> => ({
  ...{ type: 'REVERSAL', mti: '0400', fate: 'REVERSED', stan: stan(own), amount: BigInt(100 + number) },
  original: { batch: '000001', stan: stan(number), date: '0115' },
})

async function sides(): Promise<Sides> {
  const code = `h${String.fromCharCode(97 + made++)}`
  return new Sides(await byPlatform(owner)((unit) => makeJournal(unit, gateway, code)))
}

const MINUTE = 60_000

test('whichever comes first, both sides meet, and what the host took back differs', async () => {
  const records: JournalRecord[] = [sale(1), sale(2), sale(3), sale(4, { outcome: 'DECLINED' })]
  const facts = [
    approved(1),
    approved(2, { amount: 103n }),
    approved(3),
    approved(4, { fate: 'DECLINED' }),
    reversed(3, 9),
  ]
  const orders = [
    async (one: Sides) => {
      await one.hand.bring(records)
      await one.host(...facts)
    },
    async (one: Sides) => {
      await one.host(...facts)
      await one.look()
      await one.hand.bring(records)
    },
    async (one: Sides) => {
      await one.host(...facts.slice(0, 2))
      await one.look()
      await one.hand.bring(records)
      await one.look()
      await one.host(...facts.slice(2))
    },
  ]
  for (const order of orders) {
    const one = await sides()
    await order(one)
    await one.look()
    clock.advance(20_000)
    await one.look()
    expect(await one.stand()).toMatchObject({
      1: 'BOTH_EQUAL MATCHED',
      2: 'BOTH_DIFFER EXPECTED',
      3: 'BOTH_DIFFER EXPECTED',
    })
    expect(await one.events()).toEqual([])
    clock.advance(3 * MINUTE)
    await one.look()
    const stands = {
      ...{ 1: 'BOTH_EQUAL MATCHED', 2: 'BOTH_DIFFER CONTRADICTING' },
      ...{ 3: 'BOTH_DIFFER CONTRADICTING', 4: 'BOTH_EQUAL MATCHED' },
    }
    expect(await one.stand()).toEqual(stands)
    const told = await one.events()
    await one.look()
    expect(await one.stand()).toEqual(stands)
    expect(await one.events()).toEqual(told)
  }
})

test('the terminal tells of the reversal: the question is asked again, and both are equal', async () => {
  const one = await sides()
  await one.hand.bring([sale(1)])
  await one.host(approved(1), reversed(1, 2))
  await one.look()
  clock.advance(3 * MINUTE)
  await one.look()
  expect(await one.stand()).toEqual({ 1: 'BOTH_DIFFER CONTRADICTING' })
  await one.hand.bring([reversal(sale(1), 2)], 2)
  expect(await one.stand()).toEqual({ 1: 'BOTH_EQUAL EXPECTED' })
  await one.look()
  expect(await one.stand()).toEqual({ 1: 'BOTH_EQUAL MATCHED' })
})

test('what the host does not have is late until its word is past it, then missing there', async () => {
  const one = await sides()
  const at = new Date(clock.now()).toISOString()
  await one.host(approved(9, { at: clock.now() - MINUTE }))
  await one.hand.bring([sale(1, { at }), sale(2, { at, type: 'OFFLINE_SALE', outcome: 'OFFLINE_APPROVED' })])
  clock.advance(20_000)
  await one.look()
  expect(await one.stand()).toEqual({
    1: 'TERMINAL_ONLY EXPECTED',
    2: 'TERMINAL_ONLY EXPECTED',
    9: 'stranger EXPECTED',
  })
  clock.advance(3 * MINUTE)
  await one.look()
  expect(await one.stand()).toMatchObject({ 1: 'TERMINAL_ONLY LATE', 2: 'TERMINAL_ONLY LATE' })
  clock.advance(10 * MINUTE)
  await one.host({ fact: 'signOn', type: null, fate: null, at: clock.now(), stan: stan(50) })
  await one.look()
  expect(await one.stand()).toMatchObject({ 1: 'TERMINAL_ONLY MISSING_THERE', 2: 'TERMINAL_ONLY LATE' })
  await one.host(approved(1, { at: clock.now() }))
  await one.look()
  expect(await one.stand()).toMatchObject({ 1: 'BOTH_EQUAL MATCHED' })
})

test('what we do not have is late until the journal is past it, then missing here; a year later it is matched', async () => {
  const one = await sides()
  const at = clock.now()
  await one.host(approved(1, { at }), approved(2, { at }), { ...reversed(2, 3), at })
  await one.look()
  expect(await one.stand()).toEqual({})
  clock.advance(MINUTE)
  await one.look()
  expect(await one.stand()).toEqual({ 1: 'stranger EXPECTED', 2: 'stranger MATCHED' })
  clock.advance(2 * MINUTE)
  await one.look()
  expect(await one.stand()).toMatchObject({ 1: 'stranger LATE' })
  clock.advance(10 * MINUTE)
  await one.hand.bring([sale(4, { at: new Date(clock.now()).toISOString(), outcome: 'DECLINED' })])
  await one.look()
  expect(await one.stand()).toMatchObject({ 1: 'stranger MISSING_HERE' })
  expect(await one.events()).toEqual([[1, 0, 0]])
  clock.advance(360 * 24 * 60 * MINUTE)
  await one.hand.bring([sale(1)], 2)
  clock.advance(20_000)
  await one.look()
  expect(await one.stand()).toMatchObject({ 1: 'BOTH_EQUAL MATCHED' })
})

test('an RRN alone is enough, and numbers that came round again are told apart by it', async () => {
  const one = await sides()
  await one.hand.bring([sale(1)])
  await one.host(approved(1, { stan: stan(700) }), approved(1, { rrn: 'R-OTHER', amount: 999n }))
  await one.look()
  expect(await one.stand()).toMatchObject({ 1: 'BOTH_EQUAL MATCHED' })
})
