import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MinorUnitsScalar } from '../graphql/scalars.ts'
import type { Answer, Client } from '../testing/client.ts'
import { makeColleague } from '../testing/hermit.ts'
import { bringRecords, follow, makeTariff, sale } from '../testing/money.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let ops: Client

/** A sale of the other block, in a currency without minor units. */
const yen = sale(3, '5000', { currency: 'JPY', exponent: 0, scope: 'FOREIGN', panMasked: '400000******9876' })
const big = sale(4, '999999999999', { cardType: 'CREDIT' })
const sold = sale(1, '11800')
/** Many sales of one moment, so many that a rare one is not looked for to the end. */
const MANY = 320

beforeAll(async () => {
  house = await startTestHouse()
  await makeTariff(house, house.fleet.nodes.haidilao)
  const [first, second] = house.fleet.terminals.xuhui
  if (first === undefined || second === undefined) throw new Error('the store has no terminals')
  await bringRecords(house, first, [
    ...[sold, follow('REFUND', sold, 2, '1800'), yen, big],
    sale(5, '700', { outcome: 'DECLINED', responseCode: '51', authCode: undefined }),
    sale(6, '800', { type: 'QR_PAY', merchantOrder: 'M-6', channelOrder: 'C-6', batch: '000727' }),
  ])
  await bringRecords(
    house,
    second,
    Array.from({ length: MANY }, (_, place) => sale(place + 1, place === 0 ? '77777' : '100')),
  )
  ops = await house.as('ops@cup.test')
})
afterAll(() => house.close())

const FIELDS =
  'nodes{id at stan type label amount{amount currency exponent} maskedCard rrn late} pageInfo{hasNextPage endCursor} searchedThrough'
const list = (filter: object = {}, page: object = {}, client = ops): Promise<Answer> =>
  client.ask(
    `query($f:TransactionFilter,$first:Int,$after:String){transactions(filter:$f,first:$first,after:$after){${FIELDS}}}`,
    { f: filter, ...page },
  )
interface Line {
  readonly id: string
  readonly at: string
  readonly stan: string
  readonly amount: { readonly amount: string; readonly currency: string; readonly exponent: number }
}
const linesOf = (answer: Answer) => {
  expect(answer.errors).toEqual([])
  return answer.at('transactions.nodes') as readonly Line[]
}
const stansOf = (answer: Answer) => linesOf(answer).map(({ stan }) => Number(stan))
const tid = () => house.fleet.terminals.xuhui[0]?.tid ?? ''
const busyTid = () => house.fleet.terminals.xuhui[1]?.tid ?? ''

describe('a list of transactions', () => {
  test.each<[string, object, readonly number[]]>([
    ['a reference number', { rrn: 'X00000000002' }, [2]],
    ['a trace number with its zeros left out', { stan: '4' }, [4]],
    ['the end of a card', { card: '9876' }, [3]],
    ['the beginning and the end of a card', { card: '400000******9876' }, [3]],
    ['a card that nobody used', { card: '400000******1234' }, []],
    ['an exact amount', { amountMin: '11800', amountMax: '11800' }, [1]],
    ['amounts from', { amountMin: '999999999999' }, [4]],
    ['amounts up to', { amountMax: '799' }, [5]],
    ['more than any amount', { amountMin: '9223372036854775807' }, []],
    ['a currency', { currency: 'JPY' }, [3]],
    ['types', { types: ['QR_PAY', 'REFUND'] }, [6, 2]],
    ['what was declined', { authorisation: ['DECLINED'] }, [5]],
    ['what was refunded in part', { followUp: ['PARTLY_REFUNDED'] }, [1]],
    ['a batch with its zeros left out', { batchNo: '727' }, [6]],
    ['what came late', { late: true }, []],
    [
      'several at once',
      { types: ['PURCHASE'], currency: 'CNY', amountMin: '11800', authorisation: ['APPROVED'] },
      [4, 1],
    ],
    ['the time to come', { since: '2999-01-01T00:00:00Z' }, []],
  ])('is narrowed by %s', async (_name, filter, expected) => {
    const found = stansOf(await list({ tid: tid(), ...filter }))
    expect(found.toSorted((a, b) => b - a)).toEqual(expected)
  })

  test('holds amounts as texts of minor units, each with the exponent of its currency', async () => {
    const byStan = new Map(linesOf(await list({ tid: tid() })).map((line) => [Number(line.stan), line.amount]))
    expect(byStan.get(3)).toEqual({ amount: '5000', currency: 'JPY', exponent: 0 })
    expect(byStan.get(4)).toEqual({ amount: '999999999999', currency: 'CNY', exponent: 2 })
    // what JSON's numbers do not hold goes in and out to the unit
    for (const text of ['9007199254740993', '-9223372036854775807', '0'])
      expect(MinorUnitsScalar.serialize(MinorUnitsScalar.parseValue(text))).toBe(text)
  })

  test.each([
    [{ card: '1' }, 'filter.card'],
    [{ stan: '12345678' }, 'filter.stan'],
    [{ rrn: "x' or '1'='1" }, 'filter.rrn'],
    [{ currency: 'cny' }, 'filter.currency'],
    [{ batchNo: '-1' }, 'filter.batchNo'],
    [{ amountMin: '2', amountMax: '1' }, 'filter.amountMin'],
  ])('says what is wrong with %j', async (filter, path) => {
    const answer = await list(filter)
    expect(answer.codes).toEqual(['BAD_USER_INPUT'])
    expect(answer.errors[0]?.extensions['inputPath']).toEqual(path.split('.'))
  })

  test.each([['9223372036854775808'], ['1.5'], ['1e3'], [100], ['']])('takes %j for no amount', async (amountMin) => {
    expect((await list({ amountMin })).codes).toEqual(['BAD_USER_INPUT'])
  })
})

describe('page by page', () => {
  const walk = async (first: number) => {
    const seen: Line[] = []
    let after: unknown = null
    do {
      const page = await list({ tid: busyTid() }, { first, after })
      seen.push(...linesOf(page))
      after = page.at('transactions.pageInfo.hasNextPage') === true ? page.at('transactions.pageInfo.endCursor') : null
    } while (after !== null)
    return seen
  }

  test('lines of one moment come each once, in one order, whatever the size of a page', async () => {
    const seen = await walk(47)
    expect(seen).toHaveLength(MANY)
    expect(new Set(seen.map(({ id }) => id)).size).toBe(MANY)
    const moments = seen.map(({ at }) => at)
    // there are moments with more than one
    expect(new Set(moments).size).toBeLessThan(MANY)
    expect(moments).toEqual(moments.toSorted().toReversed())
    for (const first of [1, 200]) expect((await walk(first)).map(({ id }) => id)).toEqual(seen.map(({ id }) => id))
  })

  test('a rare wish ends its page early, says how far it looked, and goes on from there', async () => {
    const filter = { tid: busyTid(), amountMin: '70000', amountMax: '80000' }
    const early = await list(filter, { first: 5 })
    expect(stansOf(early)).toEqual([])
    expect(early.at('transactions.searchedThrough')).toEqual(expect.any(String))
    expect(early.at('transactions.pageInfo.hasNextPage')).toBe(true)
    const rest = await list(filter, { first: 5, after: early.at('transactions.pageInfo.endCursor') })
    expect(stansOf(rest)).toEqual([1])
    expect(rest.at('transactions.searchedThrough')).toBeNull()
  })

  test('a cursor is good only with the filter that it came from', async () => {
    const page = await list({ tid: busyTid() }, { first: 2 })
    const after = page.at('transactions.pageInfo.endCursor')
    for (const other of [{}, { tid: busyTid(), late: false }, { tid: tid() }])
      expect((await list(other, { after })).codes).toEqual(['BAD_USER_INPUT'])
    for (const forged of ['', 'x', Buffer.from('["a",1]').toString('base64url')])
      expect((await list({ tid: busyTid() }, { after: forged })).codes).toEqual(['BAD_USER_INPUT'])
  })

  test('a page has at most so many', async () => {
    expect((await list({}, { first: 201 })).codes).toEqual(['BAD_USER_INPUT'])
    expect((await list({}, { first: 0 })).codes).toEqual(['BAD_USER_INPUT'])
  })
})

describe('who sees what', () => {
  test('an agent and a merchant see their own, a stranger and a technician nothing', async () => {
    await makeColleague(house.owner, 'li@north.test', 'tech@north.test', 'TECHNICIAN')
    const count = async (email: string) => stansOf(await list({ tid: tid() }, {}, await house.as(email))).length
    expect(await count('li@north.test')).toBe(6)
    expect(await count('boss@haidilao.test')).toBe(6)
    for (const email of ['chen@south.test', 'ops@else.test', 'tech@north.test']) expect(await count(email)).toBe(0)
  })

  test('a technician finds no transaction, batch, difference or account by its id either', async () => {
    const [{ id } = { id: '' }] = linesOf(await list({ tid: tid() }, { first: 1 }))
    const batch = (await ops.ask('{batches(first:1){nodes{id}}}')).at('batches.nodes.0.id')
    const technician = await house.as('tech@north.test')
    const answer = await technician.ask(
      'query($t:ID!,$b:ID!,$ids:[ID!]!){transaction(id:$t){id} batch(id:$b){id} nodes(ids:$ids){id} ledgerAccounts{nodes{number}} batches{nodes{id}}}',
      { t: id, b: batch, ids: [id, batch] },
    )
    expect(answer.data).toEqual({
      transaction: null,
      batch: null,
      nodes: [null, null],
      ledgerAccounts: { nodes: [] },
      batches: { nodes: [] },
    })
  })

  test('a terminal that moves takes its past along for the acquirer only', async () => {
    const terminal = house.fleet.terminals.xuhui[3]
    if (terminal === undefined) throw new Error('the store has no such terminal')
    await bringRecords(house, terminal, [sale(1, '100')])
    const { harbin } = house.fleet.nodes
    const t = [terminal.id]
    const shown = await ops.ask('query($t:[ID!]!,$s:ID!){terminalMovePreview(terminalIds:$t,storeId:$s){hash}}', {
      ...{ t, s: harbin.id },
    })
    const previewHash = shown.at('terminalMovePreview.hash')
    const moved = await ops.ask('mutation($i:TerminalMoveInput!){terminalMove(input:$i){userErrors{code}}}', {
      i: { terminalIds: t, storeId: harbin.id, previewHash, reason: 'sold', idempotencyKey: 'move' },
    })
    expect(moved.at('terminalMove.userErrors')).toEqual([])
    await bringRecords(house, terminal, [sale(2, '200')], 2)
    const seenBy = async (email: string) => stansOf(await list({ tid: terminal.tid }, {}, await house.as(email)))
    expect(await seenBy('ops@cup.test')).toEqual([2, 1])
    // above both places
    expect(await seenBy('head@north.test')).toEqual([2, 1])
    expect(await seenBy('far@north.test')).toEqual([2])
    // the terminal is not theirs to find any more, what it sold for them is
    const boss = await house.as('boss@haidilao.test')
    const own = await boss.ask('{transactions(first:200,filter:{stan:"1"}){nodes{terminalId terminal{id}}}}')
    expect(own.at('transactions.nodes')).toContainEqual({ terminalId: terminal.id, terminal: null })
  })
})
