import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sessionOf } from './api.ts'
import { axeFindings } from './browser/axe.ts'
import { openBrowser } from './browser/browser.ts'
import { agreeOnLimits } from './browser/limits.ts'
import { choose } from './browser/select.ts'
import { approveFromInbox, makeCorrection, provenRoots, type Written } from './browser/correcting.ts'
import { addPasskey } from './browser/passkeys.ts'
import { agreeToPayout, askForPayout } from './browser/paying.ts'
import { visit } from './browser/visit.ts'
import { carriedOut, elevate } from './carried-out.ts'
import { demoLogin } from './demo.ts'
import type { House } from './house.ts'
import { journeyHouse } from './journey-house.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

/** They sell at once, whatever the time of day, and settle; some alter their journals, so that differences are open. */
const ARGS = ['--scenario', 'crooked', '--rush', '2000']
/** Asked seldom: a list has its price, and a session may spend so much in a minute. */
const ASK_EVERY_MS = 1_000

interface Sale {
  readonly id: string
  readonly rrn: string
  readonly tid: string
  readonly stan: string
  readonly effectiveDate: string
  readonly amount: { readonly amount: string }
  readonly batch: { readonly id: string }
  readonly merchant: { readonly id: string }
  readonly terminal: { readonly id: string }
}

let house: House
let browser: Browser
let sale: Sale
let account: string
let doubtful: { readonly batchId: string; readonly differenceId: string }
type Send = Awaited<ReturnType<typeof sessionOf>>

beforeAll(async () => {
  ;[house, browser] = await Promise.all([journeyHouse({ terminals: 40, args: ARGS }), openBrowser()])
  const send = await sessionOf(house, 'admin')
  sale = await provenSale(send)
  doubtful = await inDoubt(send)
  const { ledgerAccounts } = await send<{ ledgerAccounts: { nodes: { number: string }[] } }>(
    '{ ledgerAccounts(first: 1, kind: MERCHANT_PAYABLE) { nodes { number } } }',
  )
  account = ledgerAccounts.nodes[0]?.number ?? ''
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

/** A sale by card that is booked, and that both sides provably have. */
async function provenSale(send: Send): Promise<Sale> {
  let found: Sale | undefined
  await until(
    async () => {
      const { transactions } = await send<{ transactions: { nodes: (Sale & { proof: { equal: boolean } | null })[] } }>(
        `{ transactions(first: 50, filter: { types: [PURCHASE], authorisation: [APPROVED], reversal: [NONE] }) {
          nodes { id rrn tid stan effectiveDate amount { amount } batch { id } merchant { id } terminal { id } proof { equal } } } }`,
        {},
      )
      found = transactions.nodes.find(({ rrn, proof }) => rrn !== null && proof?.equal === true)
      return found !== undefined
    },
    { what: () => 'a sale that is proven on both sides', timeoutMs: 90_000, everyMs: ASK_EVERY_MS },
  )
  if (found === undefined) throw new Error('no sale')
  return found
}

/** A batch on which both sides do not agree, and an open difference. */
async function inDoubt(send: Send): Promise<typeof doubtful> {
  let found: typeof doubtful | undefined
  await until(
    async () => {
      const { batches, differences } = await send<Record<'batches' | 'differences', { nodes: { id: string }[] }>>(
        `{ batches(first: 1, filter: { states: [UPLOADING, UNBALANCED] }) { nodes { id } }
          differences(first: 1) { nodes { id } } }`,
      )
      const [batch] = batches.nodes
      const [difference] = differences.nodes
      if (batch !== undefined && difference !== undefined) found = { batchId: batch.id, differenceId: difference.id }
      return found !== undefined
    },
    { what: () => 'a batch in doubt and an open difference', timeoutMs: 60_000, everyMs: ASK_EVERY_MS },
  )
  if (found === undefined) throw new Error('everything agrees')
  return found
}

test('a sale is found by its reference number, sums to zero and is proven', async () => {
  const window = await visit(browser, house, { language: 'en' })
  const { page, word } = window
  await window.login(demoLogin(house, 'admin'))
  await page.getByRole('link', { name: word('rail.transactions'), exact: true }).click()
  await page.getByLabel(word('explorer.search')).fill(sale.rrn)
  await page.getByText(word('searchKind.RRN'), { exact: true }).waitFor()
  const row = page.locator('.grid-data', { hasText: sale.rrn })
  await row.waitFor()
  await page.waitForFunction(() => document.querySelectorAll('.grid-data').length === 1)
  expect(new URL(page.url()).searchParams.get('q')).toBe(sale.rrn)
  await row.locator('a.row-link').click()

  await page.getByRole('heading', { name: word('transaction.axes') }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/transactions/${sale.id}`)
  const postings = page.getByRole('region', { name: word('ledger.postings') })
  await postings.last().getByText(word('ledger.sumsToZero')).first().waitFor()
  await page.getByText('CNY 0.00').first().waitFor()
  const roots = page.locator('.roots')
  await roots.getByRole('img', { name: word('money.equal') }).waitFor()
  const [ours, theirs] = await roots.locator('.mono').allInnerTexts()
  expect(ours).toMatch(/^[0-9a-f]{8}…/)
  expect(theirs).toBe(ours)

  await page.keyboard.press('Control+k')
  await page.getByPlaceholder(word('palette.placeholder')).fill(sale.rrn)
  await page.locator('[role=option][aria-selected=true]', { hasText: sale.tid }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByPlaceholder(word('palette.placeholder')).waitFor({ state: 'detached' })
  expect(new URL(page.url()).pathname).toBe(`/transactions/${sale.id}`)
  expect(window.complaints()).toEqual([])
  await window.close()
})

test('a whole card number reaches neither the address nor the API', async () => {
  const window = await visit(browser, house, { language: 'zh-CN' })
  const { page, word } = window
  const sent: string[] = []
  page.on('request', (request) => sent.push(request.url() + (request.postData() ?? '')))
  await window.login(demoLogin(house, 'operations'))
  await window.open('/transactions')
  await page.getByLabel(word('explorer.search')).fill('4111 1111 1111 1111')
  await page.getByText('411111******1111').first().waitFor()
  await window.settled()
  expect(page.url()).not.toContain('1111111111')
  expect(sent.filter((text) => /4111.?1111.?1111.?1111/.test(text))).toEqual([])
  await window.close()
})

test('a batch without agreement is closed by force, with a reason that stays', async () => {
  const window = await visit(browser, house, { language: 'en' })
  const { page, word } = window
  const person = demoLogin(house, 'checker')
  await window.login(person)
  await window.open(`/batches/${doubtful.batchId}`)
  await page.getByRole('button', { name: word('batch.forceCloseDo') }).click()
  await page.getByLabel(word('request.reason')).fill('the terminal was replaced')
  await page.locator('button[type=submit]').click()
  await window.confirm(person)
  await page.getByRole('heading', { name: word('batchState.FORCE_CLOSED') }).waitFor()
  await page.getByText('the terminal was replaced').waitFor()
  expect(window.complaints()).toEqual([])
  await window.close()
})

let corrected: Written

test('a correction is written by one, agreed to by another, applied by the terminal, and proven', async () => {
  const maker = await visit(browser, house, { language: 'zh-CN' })
  await maker.login(demoLogin(house, 'maker'))
  corrected = await makeCorrection(maker, sale.id, { code: '654321', reason: '主机授权码与终端不符' })
  // one's own is visible, and says why it is not one's own to approve
  await maker.page.getByRole('button', { name: maker.word('correction.withdraw'), exact: true }).waitFor()
  expect(maker.complaints()).toEqual([])

  const checker = await visit(browser, house, { language: 'en', passkeys: true })
  const person = demoLogin(house, 'checker')
  await checker.login(person)
  await checker.open('/settings/security')
  await addPasskey(checker, house, person)
  await approveFromInbox(checker, corrected)
  const [ours, theirs] = await provenRoots(checker)
  expect(ours).toMatch(/^[0-9a-f]{8}…/)
  expect(theirs).toBe(ours)
  expect(checker.complaints()).toEqual([])
  // the maker's page goes on by itself
  expect(await provenRoots(maker)).toEqual([ours, theirs])
  await maker.follow(`/transactions/${sale.id}`)
  await maker.page.getByRole('link', { name: corrected.number }).first().waitFor()
  await Promise.all([maker.close(), checker.close()])
})

test('a file of the acquirer is mapped, previewed and matched; what was found is exported', async () => {
  const window = await visit(browser, house, { language: 'zh-CN' })
  const { page, word } = window
  await window.login(demoLogin(house, 'admin'))
  await window.open('/files?act=upload')
  await page.getByText(word('fileFormat.CSV'), { exact: true }).click()
  await page.getByLabel(word('money.businessDay')).fill(sale.effectiveDate)
  const lines = [
    '终端号,流水号,参考号,金额',
    [sale.tid, sale.stan, sale.rrn, sale.amount.amount].join(','),
    [sale.tid, 'x', '', 'much'].join(','),
  ]
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: '收单流水.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })
  await page.getByRole('button', { name: word('mapping.new') }).click()
  await page.getByLabel(word('mapping.amountForm')).click()
  await page.locator('.ant-select-item-option', { hasText: word('amountForm.MINOR') }).click()
  // the file has no types: the mapping says which holds
  await page.getByLabel(word('mapping.type'), { exact: true }).click()
  await page
    .locator('.ant-select-item-option', { hasText: word('recordType.PURCHASE') })
    .first()
    .click()
  await page.getByText(word('file.previewSays', { count: 2, bad: 1 })).waitFor()
  await page.getByText(word('rowFault.WRONG_FORM')).first().waitFor()
  await page.getByLabel(word('mapping.name')).fill('华信日终')
  await page.getByRole('button', { name: word('mapping.save') }).click()
  await page.getByText(word('mapping.saved')).waitFor()
  await page.getByRole('button', { name: word('file.send'), exact: true }).click()
  await page.getByRole('heading', { name: word('fileImportState.DONE') }).waitFor()
  await page.getByRole('link', { name: sale.rrn }).waitFor()
  await window.settled()
  const found = await axeFindings(page)

  await window.follow('/exports')
  await page.getByRole('button', { name: word('export.do'), exact: true }).click()
  const link = page.getByRole('link', { name: word('export.fetch') })
  await link.waitFor()
  found.push(...(await axeFindings(page)))
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  expect(download.suggestedFilename()).toMatch(/^budeng-transactions-.*\.csv$/)
  await window.follow('/files')
  await window.settled()
  found.push(...(await axeFindings(page)))
  expect(found).toEqual([])
  expect(window.complaints()).toEqual([])
  await window.close()
})

test('what a file cleared is paid by one and agreed to by another, each with a passkey over the amount', async () => {
  const payout = { merchantId: sale.merchant.id, through: sale.effectiveDate, reference: 'bank 77', reason: '第四十周' }
  const asker = await visit(browser, house, { language: 'zh-CN', passkeys: true })
  await asker.login(demoLogin(house, 'operations'))
  const { told, found } = await askForPayout(asker, house, demoLogin(house, 'operations'), payout)
  expect(found).toEqual([])
  const [, amount = 'none'] = /CNY ([\d,.]+)/.exec(told) ?? []
  await asker.page.getByText(asker.word('approvals.waits'), { exact: true }).first().waitFor()

  const other = await visit(browser, house, { language: 'en', passkeys: true })
  await other.login(demoLogin(house, 'admin'))
  await other.open('/settings/security')
  await addPasskey(other, house, demoLogin(house, 'admin'))
  expect(await agreeToPayout(other, payout)).toContain(amount)
  await other.open(`/statements/${sale.merchant.id}`)
  await other.page.getByRole('row').filter({ hasText: payout.reference }).filter({ hasText: amount }).waitFor()
  expect([...asker.complaints(), ...other.complaints()]).toEqual([])
  await Promise.all([asker.close(), other.close()])
})

/** What is wished for a terminal, and whether it holds it. */
async function wished(send: Send, terminalId: string): Promise<object> {
  const wish = { terminalId, values: '{"receipts":1}', expectedVersion: 0 }
  const { set } = await send<{ set: object }>(
    'mutation ($input: TerminalParametersSetInput!) { set: terminalParametersSet(input: $input) { terminal { parameters { state version } } userErrors { code } } }',
    { input: { ...wish, reason: 'one slip is enough', idempotencyKey: crypto.randomUUID() } },
  )
  return set
}

test('a terminal is told to send its journal and its log, to take parameters and to settle: we hold the proof of each', async () => {
  const send = await sessionOf(house, 'operations')
  const { id } = sale.terminal
  await elevate(house, send)
  expect(await carriedOut(house, send, id, { logsUpload: {} }, 'R1')).toMatchObject({
    state: 'SUCCEEDED',
    evidence: [{ kind: 'FILE_RECEIVED', witness: 'PLATFORM' }],
  })
  expect(await wished(send, id)).toEqual({
    terminal: { parameters: { state: 'DRIFT', version: 1 } },
    userErrors: [],
  })
  expect(await carriedOut(house, send, id, { parametersPull: {} }, 'R1')).toMatchObject({
    state: 'SUCCEEDED',
    evidence: [{ kind: 'PARAMETERS_HELD', witness: 'PLATFORM' }],
  })
  const { terminal } = await send<{ terminal: object }>(
    'query ($id: ID!) { terminal(id: $id) { parameters { state driftSince } } }',
    { id },
  )
  expect(terminal).toEqual({ parameters: { state: 'EQUAL', driftSince: null } })
  expect(await carriedOut(house, send, id, { journalSync: {} }, 'R1')).toMatchObject({
    state: 'SUCCEEDED',
    evidence: [{ kind: 'JOURNAL_COMPLETE', witness: 'PLATFORM' }],
  })
  expect(await carriedOut(house, send, id, { settle: {} }, 'R2')).toMatchObject({
    state: 'SUCCEEDED',
    evidence: [{ kind: 'BATCH_CLOSED', witness: 'PLATFORM' }],
  })
})

test('a batch is compared at once, and it is told what that cost', async () => {
  const window = await visit(browser, house, { language: 'en' })
  const { page, word } = window
  await window.login(demoLogin(house, 'operations'))
  await window.open(`/batches/${doubtful.batchId}`)
  await page.getByRole('button', { name: word('batch.compareNow') }).click()
  await page.getByText(word('batch.compareAsked')).waitFor()
  const send = await sessionOf(house, 'admin')
  const told = async () => {
    const { events } = await send<{ events: { nodes: { text: string }[] } }>(
      '{ events(first: 1, filter: { types: ["BatchCompared"] }) { nodes { text } } }',
    )
    return events.nodes[0]?.text
  }
  await until(async () => (await told()) !== undefined, {
    what: () => 'the end of the comparison',
    everyMs: ASK_EVERY_MS,
  })
  expect(await told()).toMatch(/[1-3] round trips/)
  expect(window.complaints()).toEqual([])
  await window.close()
})

test('a first tariff is proposed for a merchant, from its next business day on', async () => {
  const window = await visit(browser, house, { language: 'zh-CN' })
  const { page, word } = window
  const person = demoLogin(house, 'admin')
  await window.login(person)
  await window.open('/settings/tariffs')
  await page.getByRole('button', { name: word('tariff.first') }).click()
  const field = (name: string) => page.getByLabel(word(name), { exact: true })
  await field('money.merchant').click()
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').first().click()
  await choose(page, field('tariff.cardType'), word('tariffCardType.PREPAID'))
  const typed = (name: string) => page.getByRole('textbox', { name: word(name), exact: true })
  await typed('tariff.percent').fill('0.38')
  await typed('tariff.agentShare').fill('20')
  expect(await field('tariff.validFrom').inputValue()).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  await field('request.reason').fill('新签约')
  await page.locator('button[type=submit]').click()
  await window.confirm(person)
  await page.getByText(word('policy.proposed')).waitFor()
  expect(window.complaints()).toEqual([])
  await window.close()
})

test('tiers and caps of another currency are asked for by one and agreed to by another', async () => {
  expect(await agreeOnLimits(browser, house)).toEqual([])
})

describe('every screen of the money can be read by everybody', () => {
  const looks = [
    { language: 'zh-CN', scheme: 'light' },
    { language: 'en', scheme: 'dark' },
  ] as const
  test.concurrent.each(looks)('$language, $scheme', async (look) => {
    const window = await visit(browser, house, look)
    const { page } = window
    const found: string[] = []
    await window.login(demoLogin(house, 'admin'))
    for (const path of [
      '/transactions?q=4711&type=PURCHASE&late=0&span=PT24H',
      `/transactions/${sale.id}`,
      '/batches',
      `/batches/${sale.batch.id}`,
      `/batches/${doubtful.batchId}?act=close`,
      '/agreement',
      `/agreement/${doubtful.differenceId}`,
      `/agreement?org=${sale.merchant.id}`,
      '/ledger',
      `/ledger/${account}`,
      '/matches?state=MISSING_HERE,LATE',
      '/batches?unsettled=P1D',
      '/statements',
      `/statements/${sale.merchant.id}`,
      `/terminals/${sale.terminal.id}?tab=transactions`,
      `/terminals/${sale.terminal.id}?tab=agreement`,
      '/settings/tariffs?new=1',
      '/cases?state=all',
      '/corrections?view=all',
      '/corrections/rules?rule=*&do=stop',
      '/corrections/reports',
      '/corrections/reports?view=month',
      '/corrections/bulk',
      `/corrections/${corrected.id}`,
      `/corrections/new?transaction=${sale.id}&kind=WRONG_AMOUNT&f.amount=18.00`,
      `/terminals/${sale.terminal.id}?tab=corrections`,
    ]) {
      await window.follow(path)
      await window.settled()
      found.push(...(await axeFindings(page)).map((finding) => `${path} ${finding}`))
    }
    expect(found).toEqual([])
    expect(window.complaints()).toEqual([])
    await window.close()
  })
})
