import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sessionOf } from './api.ts'
import { openBrowser } from './browser/browser.ts'
import { boardOf, startRollout, tell } from './browser/rollouts.ts'
import { visit, type Visit } from './browser/visit.ts'
import { demoLogin } from './demo.ts'
import { tidsOf } from './demo-terminals.ts'
import type { House, Room } from './house.ts'
import { journeyHouse } from './journey-house.ts'
import { readHistories } from './prove/histories.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

const TERMINALS = 60
const END_TIMEOUT_MS = 120_000
const ASK_EVERY_MS = 300
/** Two or three a second: there is time to see it go, and always something under way. */
const PER_MINUTE = 150
/** So many of the model of the bad version get it first. */
const CANARIES = 4
/** What simulated terminals leave their factory with. */
const OLD_VERSION = '4.2.0'

const history = join(tmpdir(), `budeng-rollouts-${process.pid}.jsonl`)
let house: House
let browser: Browser
let ops: Visit
let checker: Visit
let ask: Awaited<ReturnType<typeof sessionOf>>

beforeAll(async () => {
  // nobody sells: a batch that is not settled puts new software off
  const args = ['--scenario', 'choosy', '--sales-per-hour', '0', '--history', history]
  ;[house, browser] = await Promise.all([journeyHouse({ terminals: TERMINALS, args }), openBrowser()])
  ask = await sessionOf(house, 'operations')
  ops = await visit(browser, house, { language: 'en' })
  await ops.login(demoLogin(house, 'operations'))
  checker = await visit(browser, house, { language: 'zh-CN' })
  await checker.login(demoLogin(house, 'admin'))
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
  rmSync(history, { force: true })
})

interface Seen {
  readonly state: string
  readonly whyCode: string
  readonly why: string
  readonly cohort: number
  readonly frozen: number
  readonly action: { readonly hash: string }
  readonly groups: readonly {
    readonly size: number
    readonly figures: readonly { readonly standing: string; readonly count: number }[]
  }[]
}
interface Member {
  readonly standing: string
  readonly tries: number
  readonly terminal: { readonly tid: string; readonly device: { readonly versions: { readonly app: string } } } | null
  readonly command: { readonly id: string } | null
}

const READ = `query ($id: ID!) { rollout(id: $id) {
  state whyCode why cohort frozen action { hash } groups { size figures { standing count } }
} }`
const MEMBERS = `query ($id: ID!, $after: String) { rollout(id: $id) { members(first: 50, after: $after) {
  nodes { standing tries terminal { tid device { versions } } command { id } } pageInfo { hasNextPage endCursor }
} } }`

const read = async (id: string) => (await ask<{ rollout: Seen }>(READ, { id })).rollout

async function onlineNow(): Promise<number> {
  const { fleetCounts } = await ask<{ fleetCounts: { byStatus: { presence: string; count: number }[] } }>(
    '{ fleetCounts { byStatus { presence count } } }',
  )
  return fleetCounts.byStatus.reduce((sum, one) => (one.presence === 'ONLINE' ? sum + one.count : sum), 0)
}

/** Terminals by standing; what nobody stands at is not there. */
function figuresOf({ groups }: Seen): Readonly<Record<string, number>> {
  const figures: Record<string, number> = {}
  for (const { standing, count } of groups.flatMap((group) => group.figures))
    if (count > 0) figures[standing] = (figures[standing] ?? 0) + count
  return figures
}

interface Page {
  readonly rollout: {
    readonly members: {
      readonly nodes: readonly Member[]
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
    }
  }
}

/** Terminals that still have something to say. */
const openOf = (figures: Readonly<Record<string, number>>) =>
  ['OFFLINE', 'UNDER_WAY', 'LOST', 'UNKNOWN'].reduce((sum, standing) => sum + (figures[standing] ?? 0), 0)

async function membersOf(id: string): Promise<readonly Member[]> {
  const all: Member[] = []
  for (let after: string | null = null; ; ) {
    const { rollout }: Page = await ask<Page>(MEMBERS, { id, after })
    all.push(...rollout.members.nodes)
    if (!rollout.members.pageInfo.hasNextPage) return all
    after = rollout.members.pageInfo.endCursor
  }
}

/** Those of its terminals that got a command. */
const toldOf = async (id: string) => (await membersOf(id)).filter(({ command }) => command !== null)

/** Waits until the rollout is so. @throws with what it is instead */
async function reached(id: string, what: string, holds: (seen: Seen) => boolean): Promise<Seen> {
  let seen = await read(id)
  await until(async () => holds((seen = await read(id))), {
    what: () => `${what}: ${JSON.stringify({ ...seen, figures: figuresOf(seen) })}`,
    ...{ timeoutMs: END_TIMEOUT_MS, everyMs: ASK_EVERY_MS },
  })
  return seen
}

/** Ends a process by kill -9, and waits until another one stands in its place. */
async function strike(room: Room): Promise<void> {
  const killed = house.pid(room)
  if (killed === null) throw new Error(`${room} does not run`)
  process.kill(killed, 'SIGKILL')
  await until(() => ![null, killed].includes(house.pid(room)), { what: () => `${room} is started again` })
}

/** The second person reads the card, compares the hash, and agrees. */
async function approve(id: string): Promise<void> {
  const { state, action, cohort } = await read(id)
  expect(state).toBe('WAITING')
  expect(await toldOf(id)).toEqual([])
  await checker.open('/approvals')
  const card = checker.page.locator('.decision', { hasText: action.hash.slice(0, 12) })
  expect(await card.locator('.preview-lines tfoot td.number').innerText()).toBe(String(cohort))
  await card.locator('.ant-btn-primary').click()
  await checker.confirm(demoLogin(house, 'admin'))
  await reached(id, 'it was released', (seen) => seen.state !== 'WAITING')
}

const confirm = () => ops.confirm(demoLogin(house, 'operations'))
const mark = (state: string) =>
  ops.page.locator('.page-head').getByText(ops.word(`rolloutState.${state}`), { exact: true })
/** Figures by their words, as a person of that language reads them. */
const inWords = (figures: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(figures).map(([key, count]) => [ops.word(`rolloutStanding.${key}`), count]))

test('worker and gateway are killed in the middle, somebody pauses it: each terminal once, and the counts are exact', async () => {
  const { page, word } = ops
  const stubborn = tidsOf(house, 'refuses').toSorted()
  const cohort = tidsOf(house, 'healthy').length + stubborn.length
  expect(stubborn.length).toBeGreaterThan(0)
  await until(async () => (await onlineNow()) === cohort, { what: () => 'all terminals are online' })

  await ops.follow('/terminals?presence=ONLINE')
  await page.getByRole('checkbox', { name: word('list.selectPage') }).click()
  const bar = page.getByRole('region', { name: word('selection.label') })
  await bar.getByRole('button', { name: word('selection.selectAll', { number: cohort }) }).click()
  await bar.getByRole('button', { name: `${word('rollout.new')} …` }).click()
  await page.getByText(word('preview.secondPerson'), { exact: true }).waitFor()
  const id = await startRollout(
    ops,
    { groups: '8, 14', perMinute: PER_MINUTE, success: 40, stop: 60, atLeast: 20 },
    'host keys were changed',
    confirm,
  )
  await mark('WAITING').waitFor()
  await approve(id)

  // nothing is loaded anew from here on: the board moves by itself
  const done = word('rolloutStanding.SUCCEEDED')
  const seen: number[] = []
  const look = async () => {
    const now = (await boardOf(ops))[done] ?? 0
    if (now !== seen.at(-1)) seen.push(now)
    return now
  }
  await until(async () => (await look()) >= 3, { what: () => `some are done: ${seen.join(' ')}` })
  await strike('worker')
  await until(async () => (await look()) >= 24, {
    what: () => `it went on: ${seen.join(' ')}`,
    timeoutMs: END_TIMEOUT_MS,
  })

  await tell(ops, 'PAUSE', 'the host asks for a moment')
  await mark('PAUSED').waitFor()
  const { groups } = await reached(id, 'what was sent has ended', (one) => figuresOf(one)['UNDER_WAY'] === undefined)
  expect(groups.map(({ size }) => size)).toEqual([8, 14, cohort - 22])
  const paused = await read(id)
  expect(paused).toMatchObject({ state: 'PAUSED', whyCode: 'BY_PERSON' })
  expect(figuresOf(paused)['WAITING']).toBeGreaterThan(0)

  await tell(ops, 'RESUME', '')
  await reached(id, 'something is under way again', (one) => figuresOf(one)['UNDER_WAY'] !== undefined)
  await strike('gateway')
  const exact = { SUCCEEDED: cohort - stubborn.length, REJECTED: stubborn.length }
  const isOver = (one: Seen) => one.state === 'FINISHED' && openOf(figuresOf(one)) === 0
  const ended = await reached(id, 'it is over', isOver)
  expect({ cohort: ended.cohort, frozen: ended.frozen, ...figuresOf(ended) }).toEqual({
    cohort,
    frozen: cohort,
    ...exact,
  })
  await mark('FINISHED').waitFor()
  await expect.poll(() => boardOf(ops)).toEqual(inWords(exact))
  await look()
  expect(seen.length).toBeGreaterThan(4)
  expect(seen).toEqual(seen.toSorted((one, other) => one - other))

  await expectOnce(await membersOf(id), stubborn)
  await retriedInVain(id, exact, stubborn)
  expect(ops.complaints()).toEqual([])
})

/** Read where the terminals wrote it down: each did what it was told once, those that refused did nothing. */
async function expectOnce(members: readonly Member[], stubborn: readonly string[]): Promise<void> {
  const { executions, results } = readHistories(history)
  expect([...executions].filter(([, times]) => times > 1)).toEqual([])
  const refused = members.filter(({ standing }) => standing === 'REJECTED').map(({ terminal }) => terminal?.tid)
  expect(refused.toSorted()).toEqual(stubborn)
  for (const { standing, terminal, command } of members) {
    const own = `${command?.id}/`
    const good = [...results].filter(([run, status]) => run.startsWith(own) && status === 'SUCCEEDED')
    const begun = [...executions].filter(([run]) => run.startsWith(own))
    const wanted = standing === 'SUCCEEDED' ? [1, true] : [0, false]
    expect([good.length, begun.length > 0], `${terminal?.tid} ${standing}`).toEqual(wanted)
  }
}

/** What was refused is refused again: one more command for each of them, and for nobody else. */
async function retriedInVain(id: string, exact: Readonly<Record<string, number>>, stubborn: readonly string[]) {
  const before = new Map((await membersOf(id)).map((one) => [one.terminal?.tid, one]))
  await tell(ops, 'RETRY', 'the merchants were asked')
  // the pause may have put back one whose command no terminal had yet: that was a try too
  const tries = async () =>
    (await membersOf(id)).filter((one) => one.tries > (before.get(one.terminal?.tid)?.tries ?? 0)).length
  let asked = 0
  await until(async () => (asked = await tries()) === stubborn.length, {
    what: () => `those that refused are asked once more: ${asked} of ${stubborn.length}`,
    ...{ timeoutMs: END_TIMEOUT_MS, everyMs: ASK_EVERY_MS },
  })
  await reached(
    id,
    'they refused again',
    (one) => one.state === 'FINISHED' && figuresOf(one)['REJECTED'] === stubborn.length,
  )
  expect(figuresOf(await read(id))).toEqual(exact)
  const again = (await membersOf(id)).filter(
    ({ terminal, command }) => before.get(terminal?.tid)?.command?.id !== command?.id,
  )
  expect(again.map(({ terminal }) => terminal?.tid).toSorted()).toEqual(stubborn)
}

test('a version that does not start stops by itself at its canaries, says why, and nobody else gets it', async () => {
  const { page, word } = ops
  await ops.follow('/software')
  await page.getByRole('link', { name: /-fails-100$/ }).click()
  await page.getByRole('button', { name: word('software.rollOut', { model: 'A920' }) }).click()
  const id = await startRollout(
    ops,
    { groups: String(CANARIES), perMinute: 600, success: 95, stop: 50, atLeast: CANARIES },
    'the new version',
    confirm,
  )
  await approve(id)
  const stopped = await reached(id, 'it stopped', ({ state }) => state === 'STOPPED')
  const rest = stopped.cohort - CANARIES
  expect(rest).toBeGreaterThan(0)
  expect(stopped.whyCode).toBe('TOO_MANY_BAD')
  expect(await toldOf(id)).toHaveLength(CANARIES)
  expect(figuresOf(stopped)).toEqual({ FAILED: CANARIES, WAITING: rest })

  // the same on the screen, in words
  await mark('STOPPED').waitFor()
  const told = page.getByRole('alert').filter({ hasText: stopped.why })
  await told.getByText(word('rollout.stillNext')).waitFor()
  expect(stopped.why).toContain(String(CANARIES))
  await expect.poll(() => boardOf(ops)).toEqual(inWords({ FAILED: CANARIES, WAITING: rest }))
  expect(await page.getByRole('button', { name: `${word('rolloutAct.PAUSE')} …` }).isEnabled()).toBe(false)
  await told.getByRole('link', { name: word('rollout.showBad_other', { number: CANARIES }) }).click()
  const rows = page.locator('.row-table tbody tr')
  await expect.poll(() => rows.count()).toBe(CANARIES)

  await tell(ops, 'CANCEL', 'the version is bad')
  await mark('CANCELLED').waitFor()
  expect(await toldOf(id)).toHaveLength(CANARIES)
  const members = await membersOf(id)
  expect(new Set(members.map(({ terminal }) => terminal?.device.versions.app))).toEqual(new Set([OLD_VERSION]))
  const { executions } = readHistories(history)
  expect([...executions].filter(([, times]) => times > 1)).toEqual([])
  expect([...ops.complaints(), ...checker.complaints()]).toEqual([])
})
