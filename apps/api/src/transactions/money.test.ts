import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { makeFiles } from '../testing/files.ts'
import { makeColleague } from '../testing/hermit.ts'
import { bringRecords, follow, makeTariff, sale } from '../testing/money.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let ops: Client
let key = 0
const newKey = () => `money-${++key}`

const sold = sale(78, '11800')
const voided = sale(81, '2000')
const reversed = sale(83, '900')

beforeAll(async () => {
  house = await startTestHouse()
  await makeTariff(house, house.fleet.nodes.haidilao)
  const terminal = shop()
  await bringRecords(house, terminal, [
    ...[sold, follow('REFUND', sold, 79, '1800'), sale(80, '2500', { type: 'QR_PAY', merchantOrder: 'M' })],
    ...[voided, follow('PURCHASE_VOID', voided, 82, '2000'), reversed],
    {
      ...{ type: 'REVERSAL', batch: '000726', stan: '000084', outcome: 'REQUIRED' },
      original: { batch: '000726', stan: '000083', type: 'PURCHASE' },
    },
    sale(90, '5000'),
  ])
  await makeFiles(house, terminal)
  await makeColleague(house.owner, 'ops@cup.test', 'checker@cup.test', 'CORRECTION_CHECKER')
  ops = await house.as('ops@cup.test')
})
afterAll(() => house.close())

function shop() {
  const [terminal] = house.fleet.terminals.xuhui
  if (terminal === undefined) throw new Error('the store has no terminal')
  return terminal
}

const at = async (stan: number, fields: string, client = ops) => {
  const answer = await client.ask(`query($f:TransactionFilter){transactions(filter:$f,first:1){nodes{id ${fields}}}}`, {
    f: { stan: String(stan), tid: shop().tid },
  })
  expect(answer.errors).toEqual([])
  return answer.at('transactions.nodes.0') as Record<string, never>
}

describe('a transaction', () => {
  test('leads to what follows it and back, each with what became of it', async () => {
    expect(await at(78, 'followUp label net{amount} original{stan} followUps{stan type}')).toMatchObject({
      ...{ followUp: 'PARTLY_REFUNDED', label: 'PARTLY_REFUNDED', net: { amount: '10000' }, original: null },
      followUps: [{ stan: '000079', type: 'REFUND' }],
    })
    expect(await at(79, 'original{stan} followUps{stan}')).toMatchObject({
      original: { stan: '000078' },
      followUps: [],
    })
    expect(await at(81, 'followUp label followUps{stan type}')).toMatchObject({
      ...{ followUp: 'VOIDED', label: 'VOIDED', followUps: [{ stan: '000082', type: 'PURCHASE_VOID' }] },
    })
    const taken = await at(83, 'reversal label net{amount} records{seq type}')
    expect(taken['reversal']).toMatch(/REQUIRED|SENT|CONFIRMED/)
    expect(taken['records']).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'REVERSAL' })]))
  })

  test('shows its three witnesses: the terminal’s journal, the host, the acquirer’s file', async () => {
    const seen = await at(
      78,
      'records{seq} hostRecords{fact mti amount{amount}} fileLines{line state amount{amount} fileImport{name}} matches{source state ours{amount} theirs{amount}}',
    )
    expect(seen['records']).toContainEqual({ seq: '1' })
    expect(seen['hostRecords']).toEqual([{ fact: 'DECIDED', mti: '0200', amount: { amount: '11800' } }])
    expect(seen['fileLines']).toEqual([
      { line: 1, state: 'MATCHED', amount: { amount: '11800' }, fileImport: { name: 'everything.csv' } },
    ])
    expect(seen['matches']).toMatchObject([{ source: 'FILE', state: 'MATCHED', theirs: { amount: '11800' } }])
    // the file is the acquirer's; what it says of an agent's transaction is not hidden from the agent
    const agent = await at(78, 'fileLines{state fileImport{name}}', await house.as('li@north.test'))
    expect(agent['fileLines']).toEqual([{ state: 'MATCHED', fileImport: null }])
  })

  test('that is not the same, or that only the file has, is listed', async () => {
    const answer = await ops.ask(
      '{matches{nodes{state transaction{stan} ours{amount} theirs{amount} line{line difference}}}}',
    )
    expect(answer.at('matches.nodes')).toMatchObject([
      { state: 'CONTRADICTING', transaction: { stan: '000080' }, theirs: { amount: '99' } },
    ])
    // the record of a line of today may be on its way
    const only = await ops.ask(
      '{matches(states:[EXPECTED],source:FILE){nodes{state transaction{stan} ours{amount} theirs{amount}}}}',
    )
    expect(only.at('matches.nodes')).toEqual([
      { state: 'EXPECTED', transaction: null, ours: null, theirs: { amount: '500' } },
    ])
  })
})

describe('the ledger', () => {
  test('every entry sums to zero, and so does the acquirer', async () => {
    const answer = await ops.ask(
      '{transactions(first:20){nodes{stan entries{isReversal postings{account amount{amount currency}}}}}}',
    )
    const nodes = answer.at('transactions.nodes') as {
      entries: { postings: { amount: { amount: string } }[] }[]
    }[]
    const entries = nodes.flatMap(({ entries: some }) => some)
    expect(entries.length).toBeGreaterThan(3)
    for (const { postings } of entries)
      expect(postings.reduce((sum, { amount }) => sum + BigInt(amount.amount), 0n)).toBe(0n)
    const trial = await ops.ask('{trialBalance{rows{kind balance{amount}} sums{amount currency exponent}}}')
    expect(trial.at('trialBalance.sums')).toEqual([{ amount: '0', currency: 'CNY', exponent: 2 }])
  })

  test('an agent who may not read the ledger sees no entry, no account, no balance', async () => {
    const agent = await house.as('li@north.test')
    expect((await at(78, 'entries{number}', agent))['entries']).toEqual([])
    expect(
      (await agent.ask('{trialBalance{asOf} ledgerAccounts{nodes{number}} ledgerAccount(number:"1"){number}}')).data,
    ).toEqual({
      trialBalance: null,
      ledgerAccounts: { nodes: [] },
      ledgerAccount: null,
    })
  })

  test('the postings of an account add up to its balance, page by page', async () => {
    const accounts = await ops.ask('{ledgerAccounts(kind:MERCHANT_PAYABLE){nodes{number balance{amount}}}}')
    const { number, balance } = accounts.at('ledgerAccounts.nodes.0') as { number: string; balance: { amount: string } }
    let [sum, after]: [bigint, unknown] = [0n, null]
    do {
      const page = await ops.ask(
        'query($n:String!,$a:String){ledgerAccount(number:$n){postings(first:2,after:$a){nodes{amount{amount} transaction{stan}} pageInfo{hasNextPage endCursor}}}}',
        { n: number, a: after },
      )
      expect(page.errors).toEqual([])
      for (const line of page.at('ledgerAccount.postings.nodes') as { amount: { amount: string } }[])
        sum += BigInt(line.amount.amount)
      const info = page.at('ledgerAccount.postings.pageInfo') as { hasNextPage: boolean; endCursor: string }
      after = info.hasNextPage ? info.endCursor : null
    } while (after !== null)
    expect(String(sum)).toBe(balance.amount)
  })
})

describe('a statement', () => {
  const ask = (client: Client, merchantId: string, more = '') =>
    client.ask(
      `query($m:ID!){merchantStatement(merchantId:$m${more}){currency opening{amount} closing{amount} lines(first:50){nodes{gross{amount} fee{amount} commission{amount} net{amount} transaction{stan}}}}}`,
      { m: merchantId },
    )

  test('opens with what was owed, closes with it and every net', async () => {
    const answer = await ask(ops, house.fleet.nodes.haidilao.id)
    const { opening, closing, lines } = answer.at('merchantStatement') as {
      opening: { amount: string }
      closing: { amount: string }
      lines: { nodes: { net: { amount: string }; transaction: { stan: string } }[] }
    }
    expect(opening.amount).toBe('0')
    const net = lines.nodes.reduce((sum, line) => sum + BigInt(line.net.amount), 0n)
    expect(closing.amount).toBe(String(net))
    // 50.00 at 0.60 %, of which three tenths are the agent's
    expect(lines.nodes.find(({ transaction }) => transaction.stan === '000090')).toMatchObject({
      ...{ gross: { amount: '5000' }, fee: { amount: '30' }, commission: { amount: '9' }, net: { amount: '4970' } },
    })
  })

  test('is for readers of the ledger, and for the merchant’s own people without what the agent gets', async () => {
    const { haidilao, noodles } = house.fleet.nodes
    const boss = await house.as('boss@haidilao.test')
    const own = (await ask(boss, haidilao.id)).at('merchantStatement.lines.nodes') as { commission: unknown }[]
    expect(own.length).toBeGreaterThan(0)
    for (const { commission } of own) expect(commission).toBeNull()
    for (const [email, merchant] of [
      ['boss@haidilao.test', noodles],
      ['desk@xuhui.test', haidilao],
      ['li@north.test', haidilao],
      ['ops@else.test', haidilao],
    ] as const)
      expect((await ask(await house.as(email), merchant.id)).data).toEqual({ merchantStatement: null })
    expect((await ask(ops, house.fleet.nodes.north.id)).data).toEqual({ merchantStatement: null })
  })

  test.each([
    [',from:"2026-02-01",to:"2026-01-01"'],
    [',from:"2020-01-01",to:"2026-01-01"'],
    [',from:"2026-02-30"'],
    [',to:"0000-01-01"'],
    [',currency:"yuan"'],
  ])('%s is refused', async (more) => {
    expect((await ask(ops, house.fleet.nodes.haidilao.id, more)).codes).toEqual(['BAD_USER_INPUT'])
  })
})

describe('a tariff', () => {
  const change = (client: Client, tariff: object, expectedVersion: number) =>
    client.ask(
      'mutation($i:TariffChangeInput!){tariffChange(input:$i){changeRequest{id hash kind} userErrors{code path}}}',
      {
        i: {
          merchantId: house.fleet.nodes.haidilao.id,
          tariff: {
            cardType: 'ANY',
            product: 'CARD',
            currency: 'CNY',
            validFrom: '2999-01-01',
            percentBps: 38,
            agentShareBps: 2_000,
            ...tariff,
          },
          ...{ expectedVersion, reason: 'agreed', idempotencyKey: newKey() },
        },
      },
    )

  test('is changed by two, from a day to come', async () => {
    const asked = await change(ops, { capMinor: '2000' }, 1)
    expect(asked.at('tariffChange.userErrors')).toEqual([])
    const { id, hash } = asked.at('tariffChange.changeRequest') as { id: string; hash: string }
    const admin = await house.as('admin@cup.test')
    const decided = await admin.ask('mutation($i:ChangeDecideInput!){changeDecide(input:$i){userErrors{code}}}', {
      i: { changeId: id, hash, approve: true, idempotencyKey: newKey() },
    })
    expect(decided.at('changeDecide.userErrors')).toEqual([])
    const tariffs = await ops.ask(
      '{tariffs{nodes{merchant{name} version versions{version validFrom percentBps cap{amount} minimum{amount}}}}}',
    )
    expect(tariffs.at('tariffs.nodes.0')).toEqual({
      ...{ merchant: { name: '海底捞' }, version: 2 },
      versions: [
        { version: 1, validFrom: '2020-01-01', percentBps: 60, cap: { amount: '8000' }, minimum: { amount: '1' } },
        { version: 2, validFrom: '2999-01-01', percentBps: 38, cap: { amount: '2000' }, minimum: { amount: '0' } },
      ],
    })
    const shown = await ops.ask('{events(first:1,filter:{types:["TariffChanged"]}){nodes{text}}}')
    expect(shown.at('events.nodes.0.text')).not.toBe('TariffChanged')
  })

  test.each([
    [{ percentBps: 10_001 }, 2, 'BAD_TARIFF'],
    [{ capMinor: '1', minimumMinor: '2' }, 2, 'BAD_TARIFF'],
    [{ currency: 'ABC' }, 2, 'BAD_TARIFF'],
    [{ validFrom: '2020-01-01' }, 2, 'TARIFF_DATE'],
    [{}, 1, 'VERSION_CHANGED'],
  ])('%j of version %d is %s', async (tariff, version, code) => {
    const refused = await change(ops, tariff, version)
    expect(refused.errors).toEqual([])
    expect(refused.at('tariffChange')).toMatchObject({ changeRequest: null, userErrors: [{ code }] })
  })
})
