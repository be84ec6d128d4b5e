import { DAY } from '@budeng/kernel'
import { continueLab, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../../testing/client.ts'
import { amountHit, makeCase } from '../../testing/cases.ts'
import { agree, handIn, makeDocument, makeHostWord, order, postDue, transactionIds } from '../../testing/corrections.ts'
import { makeColleague } from '../../testing/hermit.ts'
import { bringRecords, makeTariff, sale } from '../../testing/money.ts'
import { startTestHouse, type TestHouse } from '../../testing/test-house.ts'

let house: TestHouse
let maker: Client
let checker: Client
let ids: ReadonlyMap<string, string>
let keys = 0

const shop = () => {
  const [terminal] = house.fleet.terminals.xuhui
  if (terminal === undefined) throw new Error('the store has no terminal')
  return terminal
}
const placeOf = (number: number) => `${shop().tid}:000726:${String(number).padStart(6, '0')}:FIN`

beforeAll(async () => {
  house = await startTestHouse()
  await makeTariff(house, house.fleet.nodes.haidilao)
  await bringRecords(house, shop(), [sale(1, '700'), sale(2, '900')])
  await makeHostWord(house, shop().tid, { batch: '000726', stan: '000001', amount: 7_000n })
  await makeDocument(house, shop().id)
  ids = await transactionIds(house, shop().id)
  await makeColleague(house.owner, 'ops@cup.test', 'maker@cup.test', 'CORRECTION_MAKER')
  await makeColleague(house.owner, 'ops@cup.test', 'checker@cup.test', 'CORRECTION_CHECKER')
  await makeColleague(house.owner, 'head@north.test', 'checker@north.test', 'CORRECTION_CHECKER')
  ;[maker, checker] = [await house.as('maker@cup.test'), await house.as('checker@cup.test')]
})
afterAll(() => house.close())

const TYPES: Readonly<Record<string, string>> = {
  caseDismiss: 'CaseEnd',
  caseSettle: 'CaseEnd',
  caseRelease: 'CaseClaim',
}
async function say(
  client: Client,
  mutation: string,
  input: object,
  selection = '',
): Promise<Answer & { codes: string[] }> {
  const type = TYPES[mutation] ?? `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`
  const answer = await client.ask(
    `mutation($i:${type}Input!){${mutation}(input:$i){${selection} userErrors{code path}}}`,
    {
      i: { ...input, idempotencyKey: `case-${++keys}` },
    },
  )
  const errors = (answer.at(`${mutation}.userErrors`) ?? []) as { code: string }[]
  return Object.assign(answer, { codes: answer.errors.length > 0 ? [answer.text] : errors.map(({ code }) => code) })
}
const shown = async (id: string, fields: string, client = maker) =>
  (await client.ask(`query($id:ID!){case(id:$id){${fields}}}`, { id })).at('case') as Record<string, never> | null
const precision = async (rule: string) => {
  const rules = (
    await checker.ask(
      '{correctionRules{rule version mode effectiveMode stopped modeAsked{id} settingVersion precision{judged right}}}',
    )
  ).at('correctionRules') as {
    rule: string
    version: number
    effectiveMode: string
    stopped: boolean
    precision: { judged: number }
  }[]
  return rules.find((each) => each.rule === rule)
}

describe('a case', () => {
  test('shows its records side by side, who works on it, and what would put it right', async () => {
    const id = await makeCase(house, shop().id, [amountHit(placeOf(1))])
    expect((await say(maker, 'caseClaim', { caseId: id })).codes).toEqual([])
    const seen = await shown(
      id,
      'state severity kinds amounts{amount} explanation{code text} hits{rule patch{field value}} claimedBy{email} sides{sides{place transaction{stan} record{seq} hostRecords{amount{amount}} fileLines{line}}} actions{name allowed reasons{code}} terminal{tid}',
      await house.as('admin@cup.test'),
    )
    expect(seen).toMatchObject({
      ...{ state: 'OPEN', severity: 'HIGH', kinds: ['WRONG_AMOUNT'], amounts: [{ amount: '6300' }] },
      explanation: {
        code: 'AMOUNT_MISMATCH',
        text: 'Trace 000001 of batch 000726: the terminal says 7.00, the host says 70.00.',
      },
      hits: [{ rule: 'R07', patch: [{ field: 'amount', value: '7000' }] }],
      claimedBy: { email: 'maker@cup.test' },
      sides: {
        sides: [
          {
            place: placeOf(1),
            transaction: { stan: '000001' },
            record: { seq: '1' },
            hostRecords: [{ amount: { amount: '7000' } }],
          },
        ],
      },
    })
    // nobody of another acquirer, and nobody of another agent, hears of it
    for (const email of ['admin@else.test', 'chen@south.test']) {
      const stranger = await house.as(email === 'admin@else.test' ? 'ops@else.test' : email)
      expect(await shown(id, 'id', stranger)).toBeNull()
      expect((await say(stranger, 'caseDismiss', { caseId: id, note: 'not mine to see' })).codes).toEqual(['NOT_FOUND'])
    }
  })

  test('is proposed by the correction that is handed in of it, opens again when that is taken back, and ends with a verdict', async () => {
    const id = await makeCase(house, shop().id, [amountHit(placeOf(1))])
    const before = (await precision('R07'))?.precision.judged ?? 0
    const input = {
      kind: 'WRONG_AMOUNT',
      transactionId: ids.get('000001'),
      caseId: id,
      patch: [{ field: 'amount', value: '7000' }],
    }
    const handed = await handIn(maker, input)
    expect(handed.codes).toEqual([])
    expect(await shown(id, 'state corrections{id case{id}}')).toEqual({
      ...{ state: 'PROPOSED', corrections: [{ id: handed.shown.id, case: { id } }] },
    })
    const wrong = { caseId: id, note: 'the host was asked' }
    expect((await say(checker, 'caseDismiss', wrong)).codes).toEqual(['CORRECTION_PENDING'])
    await order(maker, 'correctionWithdraw', { correctionId: handed.shown.id })
    expect(await shown(id, 'state')).toEqual({ state: 'OPEN' })
    expect((await say(maker, 'caseDismiss', wrong)).codes).toEqual(['NOT_PERMITTED'])
    expect((await say(checker, 'caseDismiss', { ...wrong, note: '' })).codes).toEqual(['REASON_MISSING'])
    expect((await say(checker, 'caseDismiss', wrong, 'case{state verdict}')).at('caseDismiss.case')).toEqual({
      ...{ state: 'DISMISSED', verdict: 'WRONG' },
    })
    expect((await precision('R07'))?.precision.judged).toBe(before + 1)
    expect((await handIn(maker, input)).codes).toEqual(['CASE_OVER'])
  })

  test('put off comes back, and not later than in 90 days', async () => {
    const id = await makeCase(house, shop().id, [amountHit(placeOf(2))])
    const until = (days: number) => new Date(house.clock.now() + days * DAY).toISOString()
    const wish = { caseId: id, reason: 'asked the merchant' }
    expect((await say(checker, 'caseSuppress', { ...wish, until: until(91) })).codes).toEqual(['SUPPRESSION_TOO_LONG'])
    expect((await say(checker, 'caseSuppress', { ...wish, until: until(3) })).codes).toEqual([])
    expect(await shown(id, 'state suppression{reason}')).toEqual({
      state: 'SUPPRESSED',
      suppression: { reason: wish.reason },
    })
  })
})

describe('a rule', () => {
  test('is stopped by one person at once, and goes on when two have said so', async () => {
    expect((await say(maker, 'ruleStop', { rule: 'R04', reason: 'it errs' })).codes).toEqual(['NOT_PERMITTED'])
    // rules are an acquirer's: a checker of an agent stops none
    expect(
      (await say(await house.as('checker@north.test'), 'ruleStop', { rule: 'R04', reason: 'it errs' })).codes,
    ).toEqual(['NOT_FOUND'])
    expect((await say(checker, 'ruleStop', { rule: 'R04', reason: 'it errs' })).codes).toEqual([])
    expect(await precision('R04')).toMatchObject({ stopped: true })
    const [admin, second] = [await house.as('admin@cup.test'), await house.as('second-admin@cup.test')]
    const asked = await say(admin, 'ruleModeChange', { rule: 'R04', reason: 'mended' }, 'changeRequest{id hash kind}')
    const { id: changeId, hash } = asked.at('ruleModeChange.changeRequest') as { id: string; hash: string }
    expect(await precision('R04')).toMatchObject({ stopped: true, modeAsked: { id: changeId } })
    const decide = { changeId, hash, approve: true }
    expect((await say(admin, 'changeDecide', decide)).codes).toEqual(['OWN_REQUEST'])
    expect((await say(second, 'changeDecide', decide)).codes).toEqual([])
    expect(await precision('R04')).toMatchObject({ stopped: false, modeAsked: null })
  })

  test('corrects by itself only when two set it so, and its precision allows it', async () => {
    const [admin, second] = [await house.as('admin@cup.test'), await house.as('second-admin@cup.test')]
    const asked = await say(
      admin,
      'ruleModeChange',
      { rule: 'R04', ruleVersion: 1, mode: 'AUTO', reason: 'it is sure' },
      'changeRequest{id hash}',
    )
    const { id: changeId, hash } = asked.at('ruleModeChange.changeRequest') as { id: string; hash: string }
    expect((await say(second, 'changeDecide', { changeId, hash, approve: true })).codes).toEqual([])
    expect(await precision('R04')).toMatchObject({ mode: 'AUTO' })
  })

  test('is told what the acquirer knows better, until a day or until somebody ends it', async () => {
    const known = { kind: 'REPEAT_MERCHANT', value: house.fleet.nodes.haidilao.id, reason: 'a vending machine' }
    const until = (days: number) => new Date(house.clock.now() + days * DAY).toISOString()
    const listed = async () => (await checker.ask('{ruleExceptions{kind reason merchant{name}}}')).at('ruleExceptions')
    expect((await say(maker, 'ruleExceptionSet', { ...known, until: until(9) })).codes).toEqual(['NOT_PERMITTED'])
    expect((await say(checker, 'ruleExceptionSet', { ...known, until: until(400) })).codes).toEqual([
      'SUPPRESSION_TOO_LONG',
    ])
    const { kind, value } = known
    const pair = { ...known, kind: 'AGGREGATOR_PAIR', until: until(9) }
    expect((await say(checker, 'ruleExceptionSet', pair)).codes).toEqual(['WRONG_FIELD'])
    expect((await say(checker, 'ruleExceptionSet', { ...known, until: until(9) })).codes).toEqual([])
    expect(await listed()).toEqual([{ kind, reason: known.reason, merchant: { name: '海底捞' } }])
    expect((await say(checker, 'ruleExceptionEnd', { kind, value })).codes).toEqual([])
    expect(await listed()).toEqual([])
    expect((await say(checker, 'ruleExceptionEnd', { kind, value })).codes).toEqual(['NOT_FOUND'])
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(
        `insert into case_hit (case_id, hash, path, rule, rule_version, mode, facts, found_at)
         select id, days::text, path, 'R07', 1, 'PROPOSE', '{}', $1::timestamptz - days * interval '1 day'
         from correction_case cross join unnest(array[1, 31]) as days where id = (select min(id) from correction_case where rule = 'R07')`,
        [new Date(house.clock.now())],
      ),
    )
    const rules = (await checker.ask('{correctionRules{rule explanation hits30d}}')).at('correctionRules') as object[]
    expect(rules).toContainEqual({ rule: 'R07', explanation: expect.stringContaining('amount'), hits30d: 1 })
  })

  test('is tried over the last 90 days before what only listened is switched on', async () => {
    const admin = await house.as('admin@cup.test')
    const turnOn = async () =>
      (await say(admin, 'ruleModeChange', { rule: 'R05', ruleVersion: 2, mode: 'PROPOSE', reason: 'it is better' }))
        .codes
    const lab = { rule: 'R05', ruleVersion: 2, againstVersion: 1 }
    expect(await turnOn()).toEqual(['RULE_NOT_TRIED'])
    expect((await say(checker, 'ruleLabStart', lab, 'lab{id state}')).at('ruleLabStart.lab')).toMatchObject({
      state: 'WAITING',
    })
    expect((await say(checker, 'ruleLabStart', { ...lab, ruleVersion: 99 })).codes).toEqual(['NOT_FOUND'])
    expect(await turnOn()).toEqual(['RULE_NOT_TRIED'])
    while (await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, continueLab));
    const triedAgo = (days: number) =>
      house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        unit.execute('update rule_lab set to_at = $1', [new Date(house.clock.now() - days * DAY)]),
      )
    await triedAgo(91)
    expect(await turnOn()).toEqual(['RULE_NOT_TRIED'])
    await triedAgo(89)
    expect(await turnOn()).toEqual([])
  })
})

test('the desk counts what there is to do', async () => {
  const { shown: one } = await handIn(maker, {
    ...{ kind: 'WRONG_AMOUNT', transactionId: ids.get('000001'), patch: [{ field: 'amount', value: '7000' }] },
  })
  const desk = async () =>
    (await checker.ask('{correctionDesk{toCheck cases{state count} unproven{count amounts{amount}}}}')).at(
      'correctionDesk',
    )
  expect(await desk()).toMatchObject({ toCheck: 1, unproven: { count: 0 } })
  await agree(checker, one)
  expect(await desk()).toMatchObject({ toCheck: 0 })
})

test('a file of corrections is looked at row by row, and each row that goes on is a correction of its own', async () => {
  const csv = [
    'tid,batch,stan,kind,field,value,reason',
    `${shop().tid},000726,000002,STATUS_MISMATCH,outcome,DECLINED,the host said no`,
    `${shop().tid},726,2,STATUS_MISMATCH,outcome,DECLINED,once more`,
    `${shop().tid},000726,000099,WRONG_AMOUNT,amount,0.01,there is none`,
    `99999999,000726,000001,WRONG_AMOUNT,amount,0.01,elsewhere`,
    `${shop().tid},000726,000001,NONSENSE,amount,0.01,no such kind`,
    `${shop().tid},000726,000002,WRONG_AMOUNT,amount,0.01,without evidence`,
    `${shop().tid},000726,000002,WRONG_AMOUNT,amount,900,in minor units`,
    `${shop().tid},000726,000002,WRONG_AMOUNT,amount,nine,no amount`,
    `${shop().tid},000726,000002,WRONG_AMOUNT,amount,9.00,as the host says`,
  ].join('\n')
  await makeHostWord(house, shop().tid, { batch: '000726', stan: '000002', amount: 900n })
  const preview = await maker.ask(
    'query($csv:String!){correctionBulkPreview(csv:$csv){accepted rows{line written{tid stan value} transaction{stan amount{amount}} problems{code message}} userErrors{code}}}',
    { csv: csv.replaceAll('DECLINED', 'APPROVED') },
  )
  expect(preview.at('correctionBulkPreview.rows')).toMatchObject([
    {
      ...{
        line: 2,
        problems: [{ code: 'NOTHING_CHANGES' }],
        transaction: { stan: '000002', amount: { amount: '900' } },
      },
      written: { tid: shop().tid, stan: '000002', value: 'APPROVED' },
    },
    { line: 3, problems: [{ code: 'NOTHING_CHANGES' }] },
    { line: 4, problems: [{ code: 'NO_TARGET' }], transaction: null, written: { stan: '000099' } },
    { line: 5, problems: [{ code: 'NO_TARGET' }] },
    { line: 6, problems: [{ code: 'WRONG_KIND' }] },
    { line: 7, problems: [{ code: 'EVIDENCE_MISSING', message: expect.stringMatching(/ and .+, or /) }] },
    {
      ...{ line: 8, transaction: { stan: '000002' } },
      problems: [{ code: 'AMOUNT_PLACES', message: expect.stringContaining('18.00') }],
    },
    { line: 9, problems: [{ code: 'AMOUNT_UNREADABLE' }] },
    { line: 10, problems: expect.arrayContaining([expect.objectContaining({ code: 'NOTHING_CHANGES' })]) },
  ])
  const copy = `tid,batch,stan,kind,field,value,reason\n${shop().tid},000726,000002,WRONG_CARD_REF,panMasked,622200******4321,another card\n${shop().tid},726,2,WRONG_CARD_REF,panMasked,622200******4321,once more`
  const start = async (expectedCount: number) =>
    await say(
      maker,
      'correctionBulkStart',
      { csv: copy, expectedCount },
      'accepted rows{written{stan} transaction{stan} problems{code} correction{state}}',
    )
  expect((await start(2)).codes).toEqual(['VERSION_CHANGED'])
  expect((await start(1)).at('correctionBulkStart')).toMatchObject({
    accepted: 1,
    rows: [
      { problems: [], correction: { state: 'PENDING_APPROVAL' } },
      {
        ...{ problems: [{ code: 'SAME_TRANSACTION' }], correction: null },
        ...{ written: { stan: '2' }, transaction: { stan: '000002' } },
      },
    ],
  })
  expect(
    (await maker.ask('{correctionBulkPreview(csv:"a,b"){userErrors{code}}}')).at('correctionBulkPreview.userErrors'),
  ).toMatchObject([{ code: 'FILE_COLUMN_MISSING' }])
})

test('what was sold elsewhere is moved there: both sides are shown, and only to whoever sees both', async () => {
  await bringRecords(house, shop(), [sale(3, '7000')], 3)
  await makeHostWord(house, shop().tid, { batch: '000726', stan: '000003', amount: 7_000n })
  const id = (await transactionIds(house, shop().id)).get('000003')
  await makeColleague(house.owner, 'head@north.test', 'maker@north.test', 'CORRECTION_MAKER')
  const agentMaker = await house.as('maker@north.test')
  const there = house.fleet.terminals.teahouse[0]
  const input = { kind: 'MISPOSTED', transactionId: id, patch: [], moveToId: there?.id }
  const seen = async (one: { id: string }, fields: string, client = maker) =>
    (await client.ask(`query($id:ID!){correction(id:$id){${fields}}}`, { id: one.id })).at('correction') as Record<
      string,
      never
    >
  const moves = 'moves{batchNo openBatchNo terminal{id} lines{count amount{amount}}}'
  const preview = await maker.ask(
    `query($i:CorrectionPreviewInput!){correctionPreview(input:$i){problems{code} userErrors{code} impact{${moves}}}}`,
    { i: input },
  )
  expect(preview.at('correctionPreview')).toMatchObject({
    ...{ problems: [], userErrors: [] },
    impact: {
      moves: [
        { batchNo: '000726', terminal: { id: shop().id }, lines: [{ count: -1, amount: { amount: '-7000' } }] },
        { terminal: { id: there?.id }, lines: [{ count: 1, amount: { amount: '7000' } }] },
      ],
    },
  })
  // an agent sees no terminal of the other one
  const blind = await order(agentMaker, 'correctionDraft', { ...input, reason: 'sold in the tea house' })
  expect([blind.codes, blind.at('correctionDraft.userErrors.0.path')]).toEqual([['NOT_FOUND'], ['input', 'moveToId']])
  const { codes, shown: moved } = await handIn(maker, input)
  expect(codes).toEqual([])
  const fields = `moveTo{id} impact{${moves}}`
  expect(await seen(moved, fields)).toMatchObject({ moveTo: { id: there?.id } })
  const agentChecker = await house.as('checker@north.test')
  expect(await seen(moved, `moveTo{id} impact{moves{terminal{id}}}`, agentChecker)).toEqual({
    moveTo: null,
    impact: { moves: [{ terminal: { id: shop().id } }, { terminal: null }] },
  })
  expect((await agree(agentChecker, moved)).codes).toEqual(['PLACE_UNSEEN'])
  expect((await agree(checker, moved)).codes).toEqual([])
  await postDue(house)
  const twin =
    'batch{twinTotals{frozen{amount{amount}} effective{amount{amount}} adjustments{correction{id}} unexplained{count}}}'
  const { batch } = (await seen(moved, `state transaction{${twin}}`))['transaction'] as unknown as {
    batch: { twinTotals: { adjustments: object[]; unexplained: object[] } }
  }
  expect(batch.twinTotals.unexplained).toEqual([])
  expect(batch.twinTotals.adjustments).toContainEqual({ correction: { id: moved.id } })
})
