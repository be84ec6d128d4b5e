import { hostFactOf } from '../../transactions/files/files.fixture.ts'
import { DAY, HOUR, MINUTE } from '@budeng/kernel'
import type { JournalRecord } from '@budeng/transactions'
import { expect, test } from 'vitest'
import { byPlatform, openDoors } from '../../doors.fixture.ts'
import { handClock } from '../../fleet.fixture.ts'
import {
  caseOf,
  continueLab,
  type HostFactRow,
  insertHostRecords,
  labReports,
  listCases,
  loadCases,
  lookAtDesk,
  lookAtTerminals,
  makeDue,
  noticeDay,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  raiseEpochs,
  requestLab,
  sidesOfCase,
  storedReport,
} from '../../index.ts'
import { type JournalHand, makeJournals, sale, stan } from '../../transactions/journal/journal.fixture.ts'

const START = Date.parse('2027-01-15T02:00:30Z')
const clock = handClock(START)
const { owner, gateway, worker } = await openDoors(clock, 'owner', 'gateway', 'worker')

const work = byPlatform(worker)
const makeHands = (count: number, code: string) =>
  owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => makeJournals(unit, gateway, count, code))

async function look(hands: readonly JournalHand[]): Promise<void> {
  const ids = hands.map(({ terminalId }) => terminalId)
  await work((unit) => makeDue(unit, ids, clock.now()))
  while ((await work((unit) => lookAtTerminals(unit))).terminals > 0);
}

/** Two charges of one card for one amount, so many seconds apart. */
function pair(number: number, secondsApart: number, token: string): JournalRecord[] {
  const at = (seconds: number) => new Date(clock.now() - HOUR + seconds * 1_000).toISOString()
  const of = (place: number, seconds: number) =>
    sale(place, { amount: '4200', panToken: token.repeat(32), entryMode: '021', at: at(seconds) })
  return [of(number, 0), of(number + 1, secondsApart)]
}

async function openCases(hand: JournalHand): Promise<string[]> {
  const rows = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ said: string }>(
      `select rule || ' ' || cause as said from correction_case where acquirer_id = $1 and state = 'OPEN' order by 1`,
      [hand.scope.acquirerId],
    ),
  )
  return rows.map(({ said }) => said)
}

test('the lab tries a version over the last 90 days beside the one in force, by what checkers said', async () => {
  const hands = await makeHands(3, 'la')
  const [one, two, three] = hands
  if (!one || !two || !three) throw new Error('terminals')
  const { acquirerId } = one.scope
  await one.bring([...pair(1, 60, 'a1'), ...pair(3, 900, 'a2')])
  await two.bring([...pair(1, 90, 'b1'), ...pair(3, 2_000, 'b2')])
  clock.advance(DAY)
  await look(hands)
  const verdicts: [string, boolean][] = [
    [`transaction:${one.tid}:000001:${stan(2)}:FIN`, true],
    [`transaction:${two.tid}:000001:${stan(2)}:FIN`, true],
    [`transaction:${one.tid}:000001:${stan(4)}:FIN`, false],
  ]
  for (const [cause, isRight] of verdicts)
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(
        `insert into rule_verdict select id, rule, rule_version, acquirer_id, path, cause, $2, 'usr_chen', $3 from correction_case where cause = $1`,
        [cause, isRight, new Date(clock.now())],
      ),
    )
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    requestLab(unit, { acquirerId, rule: 'R05', ruleVersion: 2, againstVersion: 1, requestedBy: 'usr_chen' }),
  )
  while (await work((unit) => continueLab(unit)));
  const [row] = await worker.read(PLATFORM_SCOPE, (db) => labReports(db, acquirerId, 'R05', null, 10))
  expect(row).toMatchObject({ state: 'DONE', looked: 8, ruleVersion: 2, againstVersion: 1 })
  expect(row && storedReport(row)).toMatchObject({
    hits: 2,
    precision: { judged: 2, right: 2, bps: 10_000 },
    recallBps: 10_000,
    gainedCount: 0,
    lostCount: 2,
    moneyAtRisk: [],
  })
})

test('a lost store, a batch that went apart and a differing digest are one case of the journal, with the records side by side', async () => {
  const [hand] = await makeHands(1, 'lb')
  if (!hand) throw new Error('a terminal')
  const { terminalId, acquirerId } = hand.scope
  const { tid } = hand
  const record = sale(1, { at: new Date(clock.now()).toISOString() })
  await hand.bring([record])
  const fact = (position: number, change: Partial<HostFactRow>) =>
    hostFactOf(hand, record, {
      ...{ position, at: clock.now(), responseCode: '77', fate: 'DECLINED', rrn: null, panMasked: null },
      ...change,
    })
  const signOn = fact(1, {
    fact: 'signOn',
    type: null,
    fate: null,
    batchNo: '000002',
    stan: stan(90),
    responseCode: '00',
  })
  clock.advance(1_000)
  await work((unit) => insertHostRecords(unit, acquirerId, [signOn, fact(2, {})]))
  await gateway.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => raiseEpochs(unit, [terminalId], 'STORE_LOST'))
  await look([hand])
  expect(await openCases(hand)).toEqual([`R15 journal:${tid}`])
  const [found] = await owner.read(PLATFORM_SCOPE, (db) =>
    listCases(db, {
      level: { id: acquirerId, kind: 'ACQUIRER', path: acquirerId },
      ...{
        states: ['OPEN'],
        severities: ['HIGH'],
        rules: [],
        terminalId,
        amountMin: null,
        order: 'OLDEST',
        after: null,
        limit: 5,
      },
    }),
  )
  const codes = found === undefined ? [] : caseOf(found).hits.map((hit) => hit.explanation.code)
  expect(new Set(codes)).toEqual(new Set(['BATCH_DIVERGENCE', 'JOURNAL_WIPE']))
  const [row] = await owner.read(PLATFORM_SCOPE, (db) => loadCases(db, [found?.id ?? '']))
  const { sides } = await owner.read(PLATFORM_SCOPE, (db) => sidesOfCase(db, row as NonNullable<typeof row>))
  expect(sides).toMatchObject([
    { tid, transaction: { stan: stan(1) }, record: { seq: 1 }, host: [{ responseCode: '77' }] },
  ])
})

test('the desk watches itself: amounts just below a tier, again and again', async () => {
  const [hand] = await makeHands(1, 'lc')
  if (!hand) throw new Error('a terminal')
  const { acquirerId, path, terminalId } = hand.scope
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute(
      `insert into correction (terminal_id, acquirer_id, merchant_id, store_id, path, id, kind, state, base_version, patch, diff_hash, impact, stake, tier,
         maker_id, maker_human, maker_organisation_id, drafted_at, submitted_at, changed_at, facts)
       select $1, $2, 'm', 's', $3::ltree, 'cor_lc' || n, 'WRONG_AMOUNT', 'CLOSED', 0, '{}', 'h', '{}', '[{"minor":"49500","currency":"CNY","exponent":2}]', 1,
         'usr_li', 'hum_li', 'org_li', $4, $4, $4, '{"beneficiaries":["org_li"]}' from generate_series(1, 12) n`,
      [terminalId, acquirerId, path, new Date(clock.now() - MINUTE)],
    ),
  )
  const kept = await work((unit) => lookAtDesk(unit, acquirerId))
  expect(kept.opened).toBe(1)
  expect(await openCases(hand)).toEqual(['R21 desk:hum_li'])
  expect((await work((unit) => lookAtDesk(unit, acquirerId))).opened).toBe(0)
})

test('a day that is over is looked at whole, and a look takes no more terminals for it than it says', async () => {
  const hands = await makeHands(2, 'ld')
  const [one] = hands
  if (!one) throw new Error('a terminal')
  const { acquirerId } = one.scope
  await one.bring([
    sale(1, { at: new Date(clock.now()).toISOString(), midSent: '843290045820001', midReturned: '843166558120001' }),
  ])
  const day = new Date(clock.now()).toISOString().slice(0, 10)
  let after: string | null = ''
  while (after !== null) {
    const from: string = after
    after = await work<string | null>((unit) => noticeDay(unit, acquirerId, day, from, 1))
  }
  const looked = await work((unit) => lookAtTerminals(unit))
  expect(looked).toMatchObject({ terminals: 1, opened: 1 })
  expect(await openCases(one)).toEqual([`R16 transaction:${one.tid}:000001:${stan(1)}:FIN`])
})
