import { DAY, HOUR } from '@budeng/kernel'
import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import {
  agree,
  CORRECTION,
  handIn,
  makeDocument,
  makeHostWord,
  order,
  postDue,
  type Shown,
  transactionIds,
} from '../testing/corrections.ts'
import { makeColleague, personIdOf } from '../testing/hermit.ts'
import { confirmWith } from '../testing/people.ts'
import { bringRecords, follow, makeTariff, sale } from '../testing/money.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let maker: Client
let checker: Client
let agentMaker: Client
let ids: ReadonlyMap<string, string>
let next = 100

const shop = () => house.fleet.terminals.xuhui[0] ?? fail()
function fail(): never {
  throw new Error('the store has no terminal')
}
const stanOf = (number: number) => String(number).padStart(6, '0')
const idAt = (number: number) => ids.get(stanOf(number)) ?? fail()

/** A new sale of so many minor units, of which the host says `right`; answers what would correct it. */
async function wrongSale(amount: bigint, right: bigint) {
  const number = next++
  await bringRecords(house, shop(), [sale(number, String(amount))], number)
  await makeHostWord(house, shop().tid, { batch: '000726', stan: stanOf(number), amount: right })
  ids = await transactionIds(house, shop().id)
  return {
    kind: 'WRONG_AMOUNT',
    transactionId: idAt(number),
    patch: [{ field: 'amount', value: String(right) }],
  }
}

beforeAll(async () => {
  house = await startTestHouse()
  await makeTariff(house, house.fleet.nodes.haidilao)
  // dense from the first number on
  await bringRecords(
    house,
    shop(),
    Array.from({ length: 99 }, (_, place) => sale(place + 1, '5000')),
  )
  await makeDocument(house, shop().id)
  await makeColleague(house.owner, 'ops@cup.test', 'maker@cup.test', 'CORRECTION_MAKER')
  await makeColleague(house.owner, 'ops@cup.test', 'checker@cup.test', 'CORRECTION_CHECKER')
  await makeColleague(house.owner, 'ops@cup.test', 'third@cup.test', 'CORRECTION_CHECKER')
  await makeColleague(house.owner, 'head@north.test', 'maker@north.test', 'CORRECTION_MAKER')
  await makeColleague(house.owner, 'head@north.test', 'checker@north.test', 'CORRECTION_CHECKER')
  ;[maker, checker, agentMaker] = [
    await house.as('maker@cup.test'),
    await house.as('checker@cup.test'),
    await house.as('maker@north.test'),
  ]
})
afterAll(() => house.close())

const now = async ({ id }: Pick<Shown, 'id'>, fields = CORRECTION, client = maker) =>
  (await client.ask(`query($id:ID!){correction(id:$id){${fields}}}`, { id })).at('correction') as Record<string, never>

describe('a correction', () => {
  test('is previewed, drafted, changed, handed in, agreed to and posted by the figures that were shown', async () => {
    const input = await wrongSale(11_800n, 1_180n)
    const preview = await maker.ask(
      `query($i:CorrectionPreviewInput!){correctionPreview(input:$i){problems{code} stake{amount} tier checkersNeeded
        diff{fields{field before after}} evidenceMissing{sources} witnesses{source agrees text}
        impact{payable{before{amount} after{amount} change{amount}} fee{change{amount}} commission{change{amount}} batches{batchNo frozen after{amount{amount}}} order{operation patch{field value}} moneyLeaves}}}`,
      { i: input },
    )
    expect(preview.errors).toEqual([])
    expect(preview.at('correctionPreview')).toMatchObject({
      ...{ problems: [], stake: [{ amount: '10620' }], tier: 1, checkersNeeded: 1 },
      diff: { fields: [{ field: 'amount', before: '11800', after: '1180' }] },
      // a document has to be named by a person, since it may be of anything
      evidenceMissing: [{ sources: ['FILE'] }, { sources: ['DOCUMENT'] }],
      impact: {
        payable: [{ before: { amount: '11729' }, after: { amount: '1173' }, change: { amount: '-10556' } }],
        order: { operation: 'AMEND', patch: [{ field: 'amount', value: '1180' }] },
        moneyLeaves: false,
      },
    })
    const drafted = await order(maker, 'correctionDraft', { ...input, reason: 'typed ten times too much' })
    expect([drafted.codes, drafted.shown.state]).toEqual([[], 'DRAFT'])
    const { id } = drafted.shown
    expect((await order(maker, 'correctionSubmit', { correctionId: id })).codes).toEqual(['EVIDENCE_MISSING'])
    const evidence = await here(input)
    const edited = await order(maker, 'correctionEdit', {
      correctionId: id,
      expectedVersion: 1,
      evidence,
      reason: 'see the slip',
    })
    expect(edited.codes).toEqual([])
    expect((await order(maker, 'correctionEdit', { correctionId: id, expectedVersion: 1 })).codes).toEqual([
      'VERSION_CHANGED',
    ])
    const submitted = await order(maker, 'correctionSubmit', { correctionId: id, expectedVersion: 2 })
    expect([submitted.codes, submitted.shown.state]).toEqual([[], 'PENDING_APPROVAL'])
    const approved = await agree(checker, submitted.shown)
    expect([approved.codes, approved.shown.state]).toEqual([[], 'APPROVED'])
    await postDue(house)
    const posted = await now(
      drafted.shown,
      `state evidence{attachment{name bytes address} hostRecord{amount{amount} responseCode} record{seq} fileLine{line}} decisions{verdict hash person{email} organisation{name}} makers{email} timeline{text type} transaction{stan net{amount} versions{version amount{amount} correction{id}} corrections{id} entries{version isReversal}}`,
      await house.as('admin@cup.test'),
    )
    expect(posted).toMatchObject({
      state: 'POSTED',
      decisions: [{ verdict: 'APPROVED', hash: submitted.shown.diff.hash, person: { email: 'checker@cup.test' } }],
      makers: [{ email: 'maker@cup.test' }],
      evidence: expect.arrayContaining([
        {
          ...{ hostRecord: null, record: null, fileLine: null },
          attachment: { name: 'slip.png', bytes: 10, address: expect.stringContaining(`/evidence/${shop().id}/`) },
        },
        {
          ...{ attachment: null, record: null, fileLine: null },
          hostRecord: { amount: { amount: '1180' }, responseCode: '00' },
        },
      ]),
      transaction: {
        versions: [
          { version: 0, amount: { amount: '11800' }, correction: null },
          { version: 1, amount: { amount: '1180' }, correction: { id } },
        ],
        corrections: [{ id }],
      },
    })
    const types = (posted['timeline'] as unknown as { type: string; text: string }[]).map(({ type }) => type)
    expect(types).toEqual([
      ...['CorrectionDrafted', 'CorrectionEdited', 'CorrectionSubmitted', 'CorrectionPending', 'CorrectionApproved'],
      'CorrectionPosted',
    ])
    const trial = await (await house.as('admin@cup.test')).ask('{trialBalance{sums{amount}}}')
    expect(trial.at('trialBalance.sums')).toEqual([{ amount: '0' }])
  })

  test('is corrected again, on the version that stands, and says so', async () => {
    const input = await wrongSale(9_000n, 900n)
    const first = await done(await handIn(maker, input))
    await makeHostWord(house, shop().tid, { batch: '000726', stan: stanOf(next - 1), amount: 9_100n })
    const again = await handIn(maker, { ...input, patch: [{ field: 'amount', value: '9100' }] })
    expect(again.codes).toEqual([])
    expect(await now(again.shown, 'baseVersion corrects{id} diff{fields{before after}}')).toMatchObject({
      ...{ baseVersion: 1, corrects: { id: first.id }, diff: { fields: [{ before: '900', after: '9100' }] } },
    })
    expect(await now(first, 'correctedBy{id}')).toEqual({ correctedBy: [{ id: again.shown.id }] })
    // both are kept, and neither may be taken back once it is posted
    expect((await order(maker, 'correctionWithdraw', { correctionId: first.id })).codes).toEqual(['NOT_PENDING'])
    expect((await order(maker, 'correctionWithdraw', { correctionId: again.shown.id })).shown.state).toBe('WITHDRAWN')
  })
})

/** Everything here that speaks for it. */
async function here(input: object): Promise<{ ref: string }[]> {
  const answer = await maker.ask(
    'query($i:CorrectionPreviewInput!){correctionPreview(input:$i){witnesses{ref agrees}}}',
    { i: input },
  )
  const witnesses = answer.at('correctionPreview.witnesses') as { ref: string; agrees: boolean }[]
  return witnesses.filter(({ agrees }) => agrees).map(({ ref }) => ({ ref }))
}

/** Agreed to and posted. */
async function done({ codes, shown }: { codes: string[]; shown: Shown }, by = checker): Promise<Shown> {
  expect(codes).toEqual([])
  expect((await agree(by, shown)).codes).toEqual([])
  await postDue(house)
  return shown
}

describe('two people', () => {
  test('one human is no second person with another account, at another organisation', async () => {
    const { shown } = await handIn(agentMaker, await wrongSale(4_000n, 400n))
    const [own, other] = [
      await personIdOf(house.owner, 'maker@north.test'),
      await personIdOf(house.owner, 'third@cup.test'),
    ]
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute('update person set human_id = $1 where id = $2', [own, other]),
    )
    const third = await house.as('third@cup.test')
    expect((await agree(third, shown)).codes).toEqual(['OWN_CORRECTION'])
    expect(await now(shown, 'actions{name allowed reasons{code}}', third)).toMatchObject({
      actions: expect.arrayContaining([
        expect.objectContaining({ name: 'APPROVE', allowed: false, reasons: [{ code: 'OWN_CORRECTION' }] }),
      ]),
    })
    expect((await third.ask('{corrections(filter:{toCheck:true}){nodes{id}}}')).text).not.toContain(shown.id)
    expect((await checker.ask('{corrections(filter:{toCheck:true}){nodes{id}} correctionsToCheck}')).text).toContain(
      shown.id,
    )
    await done({ codes: [], shown })
  })

  test('an administrator who wrote it agrees to it in no session', async () => {
    const [admin, again] = [await house.as('admin@cup.test'), await house.as('admin@cup.test')]
    const { shown } = await handIn(admin, await wrongSale(4_100n, 410n))
    for (const session of [admin, again]) expect((await agree(session, shown)).codes).toEqual(['OWN_CORRECTION'])
    expect((await agree(maker, shown)).codes).toEqual(['NOT_PERMITTED'])
    const no = { correctionId: shown.id, diffHash: shown.diff.hash }
    expect((await order(checker, 'correctionReject', { ...no, reason: '' })).codes).toEqual(['REASON_MISSING'])
    expect((await order(checker, 'correctionReject', { ...no, reason: 'not by this slip' })).shown.state).toBe(
      'REJECTED',
    )
  })

  test('above the first tier somebody of another organisation agrees, who gains nothing by it; above the second two', async () => {
    const middle = await handIn(maker, await wrongSale(90_000n, 10_000n))
    expect(middle.shown.tier).toBe(2)
    expect((await agree(checker, middle.shown)).codes).toEqual(['OTHER_ORGANISATION_NEEDED'])
    const agentChecker = await house.as('checker@north.test')
    // the merchant gets less: its agent may agree
    expect((await agree(agentChecker, middle.shown)).shown.state).toBe('APPROVED')
    const more = await handIn(maker, await wrongSale(10_000n, 90_000n))
    expect((await agree(agentChecker, more.shown)).codes).toEqual(['OF_BENEFICIARY'])
    const large = await handIn(agentMaker, await wrongSale(900_000n, 10_000n))
    expect([large.shown.tier, (await agree(agentChecker, large.shown)).codes]).toEqual([
      3,
      ['OTHER_ORGANISATION_NEEDED'],
    ])
    expect((await agree(checker, large.shown)).shown.state).toBe('PENDING_APPROVAL')
    expect((await agree(checker, large.shown)).codes).toEqual(['ALREADY_APPROVED'])
    const admin = await house.as('admin@cup.test')
    expect((await agree(admin, large.shown)).shown.state).toBe('APPROVED')
    await postDue(house)
  })

  test('agreeing at the same time counts once, and the same key answers the same', async () => {
    const { shown } = await handIn(maker, await wrongSale(5_000n, 500n))
    const admin = await house.as('admin@cup.test')
    const both = await Promise.all([agree(checker, shown), agree(admin, shown)])
    expect(both.map(({ codes }) => codes).sort()).toEqual([[], ['NOT_PENDING']])
    const input = { correctionId: shown.id, diffHash: shown.diff.hash, idempotencyKey: 'the-same' }
    const twice = [await order(checker, 'correctionReject', { ...input, reason: 'too late for that' })]
    expect(twice[0]?.codes).toEqual(['NOT_PENDING'])
    await postDue(house)
  })

  test('a code is no proof for money, and a signature is good for exactly what was shown', async () => {
    const { shown } = await handIn(maker, await wrongSale(5_100n, 510n))
    const { shown: other } = await handIn(maker, await wrongSale(5_150n, 515n))
    const wish = { correctionId: shown.id, diffHash: shown.diff.hash }
    const bare = await house.as('checker@cup.test')
    bare.confirm = undefined
    const told = await bare.ask('mutation($i:StepUpStartInput!){stepUpStart(input:$i){challenge{methods}}}', {
      i: { correctionApprove: { ...wish, idempotencyKey: 'x' } },
    })
    expect(told.at('stepUpStart.challenge.methods')).toEqual(['PASSKEY'])
    const codesOf = async (change: object) => (await order(bare, 'correctionApprove', { ...wish, ...change })).codes
    const code = house.people.code(await house.people.totp('checker@cup.test', house.keys.sealPeople))
    expect(await codesOf({ stepUp: { totp: code } })).toEqual(['STEP_UP_REQUIRED'])
    const passkey = await house.people.passkey('checker@cup.test')
    const stepUp = await confirmWith(bare, passkey, 'correctionApprove', { ...wish, idempotencyKey: 'x' })
    expect(await codesOf({ correctionId: other.id, diffHash: other.diff.hash, stepUp })).toEqual(['STEP_UP_OTHER'])
    expect((await agree(checker, { ...shown, diff: { hash: 'f'.repeat(64) } })).codes).toEqual(['HASH_CHANGED'])
    expect(await codesOf({ stepUp })).toEqual([])
  })

  test('a role of today approves nothing', async () => {
    await makeColleague(house.owner, 'ops@cup.test', 'young@cup.test', 'CORRECTION_CHECKER', house.clock.now() - HOUR)
    const { shown } = await handIn(maker, await wrongSale(5_200n, 520n))
    expect((await agree(await house.as('young@cup.test'), shown)).codes).toEqual(['ROLE_TOO_YOUNG'])
  })
})

describe('what stands meanwhile', () => {
  test('two makers on one transaction: the second hears that one is under way', async () => {
    const input = await wrongSale(6_000n, 600n)
    const first = await handIn(maker, input)
    expect((await handIn(agentMaker, input)).codes).toEqual(['CORRECTION_PENDING'])
    expect((await order(agentMaker, 'correctionWithdraw', { correctionId: first.shown.id })).codes).toEqual([
      'NOT_YOURS',
    ])
  })

  test('a base that changes makes it stale when somebody agrees, and nothing is posted', async () => {
    const input = await wrongSale(6_100n, 610n)
    const { shown } = await handIn(maker, input)
    const number = next++
    await bringRecords(house, shop(), [follow('PURCHASE_VOID', sale(number - 1, '6100'), number, '6100')], number)
    const answer = await agree(checker, shown)
    expect([answer.codes, answer.shown.state]).toEqual([['STALE'], 'STALE'])
    expect(await now(shown, 'decisions{verdict} problems{code message} actions{name allowed}')).toMatchObject({
      ...{ decisions: [], problems: [{ code: 'DIFF' }] },
    })
    // made anew, it is told that it is voided
    expect((await handIn(maker, input)).codes).toEqual(['INVALID'])
  })

  test('more than is left, another currency, and no evidence of it', async () => {
    const input = await wrongSale(7_000n, 900n)
    const number = next++
    await bringRecords(house, shop(), [follow('REFUND', sale(number - 1, '7000'), number, '1000')], number)
    const problems = async (change: object) =>
      (
        await maker.ask(
          'query($i:CorrectionPreviewInput!){correctionPreview(input:$i){problems{code} userErrors{code path}}}',
          {
            i: { ...input, ...change },
          },
        )
      ).at('correctionPreview') as { problems: { code: string }[]; userErrors: { code: string }[] }
    expect((await problems({})).problems).toEqual([{ code: 'ABOVE_NET' }])
    const yen = [
      { field: 'amount', value: '7000' },
      { field: 'currency', value: 'JPY' },
      { field: 'exponent', value: '2' },
    ]
    expect((await problems({ kind: 'WRONG_CURRENCY_EXPONENT', patch: yen })).problems).toEqual(
      expect.arrayContaining([{ code: 'EXPONENT_DIFFERS' }]),
    )
    expect((await problems({ patch: [{ field: 'rrn', value: '1' }] })).problems).toEqual(
      expect.arrayContaining([{ code: 'FIELD_NOT_ALLOWED' }]),
    )
    expect((await problems({ patch: [{ field: 'nothing', value: '1' }] })).userErrors).toEqual([
      { code: 'FIELD_NOT_ALLOWED', path: ['input', 'patch', '0', 'field'] },
    ])
    expect((await problems({ evidence: [{ ref: 'host:1' }] })).userErrors).toMatchObject([{ code: 'EVIDENCE_UNKNOWN' }])
    expect(
      (
        await order(maker, 'correctionDraft', {
          ...input,
          reason: `card ${['4111', '1111', '1111', '1111'].join(' ')}`,
        })
      ).codes,
    ).toEqual(['CARD_NUMBER_IN_TEXT'])
  })

  test('the form offers what can be, with what it needs', async () => {
    const form = async (args: object) =>
      (
        await maker.ask(
          'query($t:ID,$m:ID){correctionForm(transactionId:$t,terminalId:$m){today{count countMax} kinds{kind allowed reasons{code} needsLink fields{field present required} evidenceNeeded{sources}}}}',
          { t: null, m: null, ...args },
        )
      ).at('correctionForm') as { kinds: { kind: string; allowed: boolean }[]; today: { countMax: number } }
    const { kinds, today } = await form({ t: idAt(50) })
    expect(today.countMax).toBe(50)
    expect(kinds.filter(({ allowed }) => allowed).map(({ kind }) => kind)).toEqual([
      ...['DUPLICATE_RECORD', 'DUPLICATE_CHARGE', 'WRONG_AMOUNT', 'WRONG_TYPE', 'WRONG_CURRENCY_EXPONENT', 'MISPOSTED'],
      ...['WRONG_CARD_REF', 'UNREVERSED', 'FALSE_REVERSAL', 'STATUS_MISMATCH', 'WRONG_FEE', 'PHANTOM'],
    ])
    expect(kinds.find(({ kind }) => kind === 'WRONG_AMOUNT')).toMatchObject({
      fields: [{ field: 'amount', present: '5000', required: true }],
    })
    const bare = await form({ m: shop().id })
    expect(bare.kinds.filter(({ allowed }) => allowed).map(({ kind }) => kind)).toEqual([
      'MISSING_IN_BACKOFFICE',
      'MISSING_IN_TERMINAL',
      'NOT_CHARGED',
    ])
    expect(await form({ t: 'txn_01m81v9d59fmts8a1kztkak84x' })).toBeNull()
  })
})

describe('caps and time', () => {
  test('just below the tier, many times: the day has an end, whatever account it is', async () => {
    await makeColleague(house.owner, 'ops@cup.test', 'busy@cup.test', 'CORRECTION_MAKER')
    const busy = await house.as('busy@cup.test')
    const before = await wrongSale(50_100n, 200n)
    expect((await handIn(busy, before)).shown.tier).toBe(1)
    // forty more of the same, as if they had been handed in today
    const id = await personIdOf(house.owner, 'busy@cup.test')
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(
        `insert into correction select (jsonb_populate_record(c, jsonb_build_object('id', 'cor_cap' || n, 'state', 'WITHDRAWN'))).* from correction c, generate_series(1, 39) n where maker_id = $1`,
        [id],
      ),
    )
    expect((await handIn(busy, await wrongSale(50_100n, 200n))).codes).toEqual(['CAP_AMOUNT'])
    expect((await handIn(busy, await wrongSale(20n, 10n))).codes).toEqual([])
  })

  test('nobody decides for three days: it lapses, and agreeing says so', async () => {
    const { shown } = await handIn(maker, await wrongSale(8_000n, 800n))
    house.clock.advance(3 * DAY + HOUR)
    const later = await house.as('checker@cup.test')
    expect((await agree(later, shown)).codes).toEqual(['APPROVAL_LAPSED'])
    expect(await now(shown, 'actions{name allowed reasons{code}}', later)).toMatchObject({
      actions: expect.arrayContaining([
        expect.objectContaining({ name: 'APPROVE', reasons: [{ code: 'APPROVAL_LAPSED' }] }),
      ]),
    })
  })
})
