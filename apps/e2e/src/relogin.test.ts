import { createHash, randomBytes } from 'node:crypto'
import { packageText } from '@budeng/protocol'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { clientOf, sessionOf } from './api.ts'
import { openBrowser } from './browser/browser.ts'
import { tabTo } from './browser/keyboard.ts'
import { PHONE, phoneFindings } from './browser/phone.ts'
import { followedCommand, reloginButton, reloginSucceeded, requestRelogin } from './browser/relogin.ts'
import { visit, type Visit } from './browser/visit.ts'
import { LANGUAGES } from './browser/words.ts'
import { carriedOut } from './carried-out.ts'
import { demoLogin } from './demo.ts'
import { tidsOf } from './demo-terminals.ts'
import type { House } from './house.ts'
import { journeyHouse } from './journey-house.ts'
import { type OwnTerminal, runOwnTerminal } from './own-terminal.ts'
import { sessionSecret } from './sessions.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

const WIDE = { width: 1440, height: 900 } as const
const PROVEN = ['HOST_SIGN_ON', 'PLATFORM_SIGN_ON', 'HOST_ECHO'] as const

let house: House
let browser: Browser
beforeAll(async () => {
  ;[house, browser] = await Promise.all([journeyHouse({ terminals: 60 }), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

describe('an operations person brings a signed-out terminal back', () => {
  test.each(LANGUAGES)('in %s, from the overview to the proof', async (language) => {
    const tid = tidsOf(house, 'logged-out')[LANGUAGES.indexOf(language)] ?? ''
    const window = await visit(browser, house, { language })
    const { page, word } = window
    await window.login(demoLogin(house, 'operations'))

    // all of them at once begin there too, with the preview and nothing sent
    await page.getByRole('button', { name: `${word('commandType.RELOGIN')} …` }).click()
    expect(Number(await page.locator('.preview-lines tfoot td.number').innerText())).toBeGreaterThan(0)
    await page.goBack()
    await page.getByRole('link', { name: word('overview.signedOut') }).click()
    await page
      .getByRole('table', { name: word('rail.terminals') })
      .getByRole('link', { name: tid, exact: true })
      .click()
    await page.getByRole('heading', { name: tid }).waitFor()
    await page.getByText(word('signOn.SIGNED_OFF'), { exact: true }).first().waitFor()
    await reloginButton(window).click()
    const panel = await requestRelogin(window, tid, '商户来电：登录丢失 / merchant called')
    const steps = await reloginSucceeded(window, panel)

    for (const kind of PROVEN) expect(steps.join('\n')).toContain(word(`evidence.${kind}`))
    expect(steps.find((step) => step.startsWith(word('evidence.HOST_SIGN_ON')))).toContain(word('witness.HOST'))
    expect(steps.find((step) => step.startsWith(word('evidence.PLATFORM_SIGN_ON')))).toContain(word('witness.PLATFORM'))
    await page.getByText(word('signOn.SIGNED_ON'), { exact: true }).first().waitFor()
    await expectProvenByApi(followedCommand(window))
    expect(window.complaints()).toEqual([])
    await window.close()
  })
})

async function expectProvenByApi(commandId: string): Promise<void> {
  const client = await clientOf(house, 'operations')
  const command = await client.command(commandId)
  expect(command).toMatchObject({
    state: 'SUCCEEDED',
    final: true,
    missingEvidence: [],
    result: { status: 'SUCCEEDED' },
  })
  const witnesses = Object.fromEntries((command?.evidence ?? []).map(({ kind, witness }) => [kind, witness]))
  expect(witnesses).toMatchObject({ HOST_SIGN_ON: 'HOST', PLATFORM_SIGN_ON: 'PLATFORM', HOST_ECHO: 'HOST' })
  const terminal = command?.terminal
  await until(
    async () => terminal !== undefined && (await client.terminalByTid('huaxin', terminal.tid))?.signOn === 'SIGNED_ON',
    { what: () => 'the API says that the terminal is signed on' },
  )
  await client.close()
}

describe('an agent, with the merchant on the telephone', () => {
  let own: OwnTerminal
  let window: Visit
  beforeAll(async () => {
    own = await runOwnTerminal(house)
  })
  afterAll(() => own?.stop())

  /** From the terminal's page to the two words; answers them. */
  async function callMerchant(language: (typeof LANGUAGES)[number]): Promise<readonly string[]> {
    window = await visit(browser, house, { language })
    const { word } = window
    await window.login(demoLogin(house, 'agent'))
    await window.open(`/terminals/${own.terminalId}`)
    await reloginButton(window).click()
    const panel = await requestRelogin(window, own.tid, 'merchant called')
    await panel.getByRole('heading', { name: word('presenceCheck.wordsFirst') }).waitFor()
    return panel.locator('.words span').allInnerTexts()
  }
  const shown = async () => {
    await until(() => own.screen.presence !== null, { what: () => 'the terminal shows digits' })
    return own.screen.presence ?? { digits: '', words: { zh: [], en: [] } }
  }
  async function type(digits: string): Promise<void> {
    const { page, word } = window
    const field = page.getByLabel(word('presenceCheck.digits'))
    // a wrong answer empties the field when it is back; what is typed before would go with it
    await until(async () => (await field.inputValue()) === '', { what: () => 'the field is empty' })
    await field.fill(digits)
    await page.getByRole('button', { name: word('presenceCheck.check'), exact: true }).click()
  }

  test('the words on both screens are the same, the digits open the way', async () => {
    const words = await callMerchant('zh-CN')
    const { digits, words: onTerminal } = await shown()
    expect(words).toEqual([...onTerminal.zh])
    await type(digits)
    const panel = window.page.locator('aside.side')
    const steps = await reloginSucceeded(window, panel)
    expect(steps.join('\n')).toContain(window.word('evidence.HOST_ECHO'))
    expect(window.complaints()).toEqual([])
    await window.close()
  })

  test('five wrong answers lock the person out of this terminal', async () => {
    const words = await callMerchant('en')
    const { digits, words: onTerminal } = await shown()
    expect(words).toEqual([...onTerminal.en])
    const wrong = digits === '000000' ? '111111' : '000000'
    const { page, word } = window
    const panel = page.locator('aside.side')
    for (let left = 4; left > 0; left--) {
      await type(wrong)
      const leftWord = word(left === 1 ? 'presenceCheck.left_one' : 'presenceCheck.left_other', { count: left })
      await panel.getByText(leftWord).waitFor()
      await panel.getByRole('alert').waitFor()
    }
    await type(wrong)
    await page.getByText(word('presenceCheck.FAILED')).waitFor()
    await page.reload()
    await page.getByText(word('presenceCheck.FAILED')).waitFor()

    await window.open(`/terminals/${own.terminalId}?do=RELOGIN`)
    await requestRelogin(window, own.tid, 'once more')
    await page.getByRole('alert').filter({ hasText: 'Too many wrong digits' }).waitFor()
    expect(await page.locator('.words').count()).toBe(0)
    expect(window.complaints()).toEqual([])
    await window.close()
  })

  test('new software runs once it proved itself; what does not start is taken back, and that is told', async () => {
    const send = await sessionOf(house, 'operations')
    const update = async (version: string) => {
      const bytes = randomBytes(300_000)
      const sha256 = createHash('sha256').update(bytes).digest('base64url')
      const about = { model: 'SOFTWARE', version, bytes: bytes.length, sha256 }
      const signature = own.signedByVendor(packageText(about))
      const added = await fetch(
        `${house.httpUrl}/packages?${new URLSearchParams({ model: about.model, version, signature }).toString()}`,
        {
          ...{ method: 'POST', body: bytes },
          headers: {
            'content-type': 'application/octet-stream',
            authorization: `Bearer ${await sessionSecret(house, demoLogin(house, 'operations'))}`,
          },
        },
      )
      expect(added.status).toBe(201)
      return await carriedOut(house, send, own.terminalId, { softwareUpdate: { ...about, signature } }, 'R2')
    }
    const updated = await update('2.0.0')
    expect(updated).toMatchObject({ state: 'SUCCEEDED', result: { code: 'UPDATED' } })
    expect(updated?.evidence).toContainEqual({ kind: 'VERSION_RUNNING', witness: 'TERMINAL' })
    own.slots.broken.add('3.0.0')
    expect(await update('3.0.0')).toMatchObject({
      state: 'FAILED',
      result: { code: 'ROLLED_BACK', data: { from: '2.0.0', to: '3.0.0' } },
    })
    expect(own.slots.version()).toBe('2.0.0')
  })

  test('is suspended, used again, moved and retired by operations, and its machine feels each', async () => {
    window = await visit(browser, house, { language: 'zh-CN', scheme: 'system' })
    const { page, word } = window
    await window.login(demoLogin(house, 'operations'))
    await window.open(`/terminals/${own.terminalId}?tab=place`)
    const life = placeOf(window)
    const send = await sessionOf(house, 'operations')
    const said = (event: string) => own.events.filter((one) => one.event === event).length

    await life.open('terminalStep.SUSPENDED')
    expect(await life.findings('suspending')).toEqual([])
    await life.does('terminalStep.SUSPENDED', '门店装修')
    await page.locator('.page-head').getByText(word('terminalState.SUSPENDED'), { exact: true }).waitFor()
    await page.getByRole('button', { name: word('terminal.commands') }).click()
    await page
      .getByRole('menuitem', { name: word('commandType.STATUS_GET') })
      .getByText('终端未在使用')
      .waitFor()
    await page.keyboard.press('Escape')
    expect(await lookRefused(send, own.terminalId)).toBe('TERMINAL_NOT_ACTIVE')
    expect(await life.findings('suspended')).toEqual([])

    // without a mouse
    await tabTo(page, life.button('terminalStep.ACTIVE'))
    await page.keyboard.press('Enter')
    await page.keyboard.type('装修结束')
    await tabTo(page, life.submit('terminalStep.ACTIVE'))
    await page.keyboard.press('Enter')
    await life.button('terminalStep.SUSPENDED').waitFor()
    expect(await carriedOut(house, send, own.terminalId, { statusGet: {} }, 'R1')).toMatchObject({ state: 'SUCCEEDED' })

    await life.open('terminalMove.does')
    const store = await life.chooseStore()
    await page.getByText(word('terminalMove.ends', { count: 0 })).waitFor()
    expect(await life.findings('moving')).toEqual([])
    const welcomes = said('WELCOMED')
    await life.does('terminalMove.does', '商户搬迁')
    await window.confirm(demoLogin(house, 'operations'))
    await page.getByRole('tabpanel').getByRole('link', { name: store, exact: true }).waitFor()
    // it is let go once, and is back by itself where it stands now
    await until(() => said('WELCOMED') > welcomes, {
      what: () => `it is back: ${JSON.stringify(own.events.slice(-4))}`,
    })
    expect(await carriedOut(house, send, own.terminalId, { statusGet: {} }, 'R1')).toMatchObject({ state: 'SUCCEEDED' })

    await life.open('terminalStep.SUSPENDED')
    await life.does('terminalStep.SUSPENDED', '商户退出')
    await life.open('terminalStep.RETIRED')
    expect(await life.findings('retiring')).toEqual([])
    const [closes, back] = [said('CLOSED'), said('WELCOMED')]
    await life.does('terminalStep.RETIRED', '商户退出')
    await page.locator('.page-head').getByText(word('terminalState.RETIRED'), { exact: true }).waitFor()
    await life.button('terminalStep.RETIRED').waitFor({ state: 'detached' })
    // cut off, it tries again, and is not let in
    await until(() => said('CLOSED') > closes + 1, {
      what: () => `it is sent away: ${JSON.stringify(own.events.slice(-4))}`,
    })
    expect(said('WELCOMED')).toBe(back)
    expect(await life.findings('retired')).toEqual([])
    expect(window.complaints()).toEqual([])
    await window.close()
  })
})

/** What of a terminal's place and life a person does on its page. */
function placeOf(window: Visit) {
  const { page, word } = window
  const button = (path: string) => page.getByRole('button', { name: `${word(path)} …`, exact: true })
  const submit = (path: string) => page.getByRole('button', { name: word(path), exact: true })
  return {
    button,
    submit,
    open: async (path: string) => await button(path).click(),
    async does(path: string, reason: string) {
      await page.getByLabel(word('request.reason')).fill(reason)
      await submit(path).click()
    },
    /** Takes the first other store that is offered. Returns its name. */
    async chooseStore(): Promise<string> {
      await page.getByLabel(word('terminalMove.to')).click()
      const option = page.locator('.ant-select-dropdown:visible .ant-select-item-option').first()
      const [name = ''] = (await option.innerText()).split(' · ')
      await option.click()
      return name
    },
    /** On a wide screen and on a telephone, by day and by night. */
    async findings(where: string): Promise<string[]> {
      const wide = await phoneFindings(window, `${where}, wide`)
      await page.setViewportSize(PHONE)
      const narrow = await phoneFindings(window, `${where}, telephone`)
      await page.setViewportSize(WIDE)
      return [...wide, ...narrow]
    },
  }
}

/** Why a look at a terminal is refused. */
async function lookRefused(send: Awaited<ReturnType<typeof sessionOf>>, terminalId: string): Promise<string> {
  const input = { terminalId, command: { statusGet: {} }, reason: 'a look', idempotencyKey: crypto.randomUUID() }
  const { made } = await send<{ made: { userErrors: { code: string }[] } }>(
    'mutation ($input: CommandRequestInput!) { made: commandRequest(input: $input) { userErrors { code } } }',
    { input },
  )
  return made.userErrors.map(({ code }) => code).join(' ')
}
