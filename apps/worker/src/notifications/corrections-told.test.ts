import { HOUR, MINUTE, SECOND } from '@budeng/kernel'
import type { NotificationRuleTerms } from '@budeng/fleet'
import {
  lapseCorrections,
  notificationTurn,
  overdueTurn,
  PLATFORM_SCOPE,
  postDueCorrections,
  Sequencer,
  silentLog,
} from '@budeng/storage'
import { Bench, checker } from '@budeng/storage/corrections-fixture'
import { byPlatform, openDoors } from '@budeng/storage/doors-fixture'
import { handClock } from '@budeng/storage/fleet-fixture'
import { sale, stan } from '@budeng/storage/journal-fixture'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sealLink } from '../worker.fixture.ts'
import { makeDestination, makeRule, Receiver } from './notifications.fixture.ts'
import { Notifier } from './notifier.ts'

// a Saturday, 16:00 in Shanghai
const clock = handClock(Date.parse('2026-11-28T08:00:00Z'))
const SIGNING = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const { owner, worker, app, gateway, database } = await openDoors(clock, 'owner', 'worker', 'app', 'gateway')
const write = byPlatform(owner)
const bench = await Bench.make({ owner, app, gateway }, 'told')
const { acquirerId } = bench.scope
const sequencer = new Sequencer({ url: database.url, role: 'worker' }, silentLog)
const receiver = await new Receiver().open()
const notifier = new Notifier({
  ...{ storage: worker, log: silentLog, sealLink, publicUrl: 'https://budeng.test', ring: () => undefined },
  ...{ inside: [receiver.origin], clockFactor: 1 },
})
const turn = () => byPlatform(worker)((unit) => notificationTurn(unit, 2_000))
const overdue = () => byPlatform(worker)((unit) => overdueTurn(unit, 100))
const lapse = () => byPlatform(worker)((unit) => lapseCorrections(unit, 100))

beforeAll(async () => {
  await write((unit) =>
    unit.execute(
      `insert into person (id, email, name, node_id, path, role, password_hash, created_at, human_id, role_since)
       values ('usr_li', 'li@told.test', '李静', $1::text, $1::text::ltree, 'CORRECTION_MAKER', 'x', now(), 'hum_li', now())`,
      [acquirerId],
    ),
  )
  // the record and what is due are read from here on
  await turn()
  await overdue()
})
afterAll(async () => {
  await sequencer.close()
  await receiver.close()
})
beforeEach(async () => {
  await write((unit) => unit.execute('update notification_destination set enabled = false, removed_at = now()'))
  receiver.arrived.length = 0
})

async function desk(terms: Partial<NotificationRuleTerms>, path = '/desk'): Promise<string> {
  const place = { id: acquirerId, path: acquirerId }
  return await write(async (unit) => {
    const id = await makeDestination(unit, place, 'WEBHOOK', { url: receiver.origin + path, signing: SIGNING })
    if (terms.topics !== undefined) await makeRule(unit, place, id, terms)
    return id
  })
}

/** Reads the record to its end and sends what is due. Answers what arrived at a path: title and pages. */
async function told(path = '/desk'): Promise<readonly { readonly title: string; readonly urls: readonly string[] }[]> {
  const waiting = () => owner.read(PLATFORM_SCOPE, (db) => db.query('select from event_pending limit 1'))
  await expect.poll(waiting, { timeout: 20_000, interval: 5 }).toEqual([])
  while ((await turn()) > 0);
  clock.advance(5 * SECOND)
  await notifier.turn()
  await notifier.close()
  return receiver.at(path).map(({ body }) => {
    const { data } = JSON.parse(body) as { data: { title: string; items: { url: string }[] } }
    return { title: data.title, urls: data.items.map(({ url }) => url) }
  })
}

const tell = (type: string, subject: string, data: object) =>
  write(async (unit) => {
    unit.append([{ type, subject, path: acquirerId, data, at: clock.now() }])
  })

test('a correction that nobody decides: half a day before it lapses, and when it has, by its maker’s name', async () => {
  await desk({ topics: ['CORRECTION_LAPSES'] })
  await bench.bring(1, sale(1, { amount: '123456' }))
  const { id } = await bench.submitted('WRONG_AMOUNT', stan(1), { amount: '120000' })
  clock.advance(59 * HOUR)
  await overdue()
  expect(await told()).toEqual([])
  clock.advance(HOUR + MINUTE)
  await overdue()
  await overdue()
  const page = `https://budeng.test/corrections/${id}`
  const tid = await bench.rows<{ tid: string }>('select tid from terminal where id = $1', [bench.hand.terminalId])
  const at = ` · ${tid[0]?.tid}`
  expect(await told()).toEqual([{ title: `A correction lapses soon (made by 李静)${at}`, urls: [page] }])
  clock.advance(12 * HOUR)
  await lapse()
  const [, lapsed] = await told()
  expect(lapsed).toEqual({
    title: `A correction lapsed: nobody saw to it in time (made by 李静)${at}`,
    urls: [page],
  })
  // no amount goes out
  expect(receiver.arrived.map(({ body }) => body).join('')).not.toMatch(/1[,.]?234|1[,.]?200/)
})

test('one that was decided in time is told of to nobody', async () => {
  await desk({ topics: ['CORRECTION_LAPSES'] })
  await bench.bring(2, sale(2, { amount: '10000' }))
  const row = await bench.submitted('WRONG_AMOUNT', stan(2), { amount: '9000' })
  expect(await bench.approve(row, checker())).toBe('APPROVED')
  await postDueCorrections(worker, 10)
  clock.advance(61 * HOUR)
  await overdue()
  clock.advance(12 * HOUR)
  await lapse()
  expect(await told()).toEqual([])
})

test.each([
  ['CorrectionPostFailed', { code: 'BOOKS_DIFFER' }, 'A correction could not be posted (made by the platform)'],
  ['CorrectionNacked', { reason: 'BASE_DIFFERS' }, 'A terminal refused a correction (made by the platform)'],
  ['CorrectionUnreachable', { code: 'EXPIRED' }, 'A correction does not reach its terminal (made by the platform)'],
])('%s is told, whatever severity the rule asks for', async (type, data, title) => {
  await desk({ topics: ['CORRECTION_FAILED'], severity: 'CRITICAL' })
  await tell('CorrectionPosted', 'cor_x', {})
  await tell(type, 'cor_x', data)
  expect(await told()).toEqual([{ title, urls: ['https://budeng.test/corrections/cor_x'] }])
})

test.each([
  ['R16', 'the host answered with another merchant'],
  ['R19', 'two devices take turns as one terminal'],
  ['R21', 'a pattern at the correction desk'],
])('a case of %s is told once, when a rule of it is new', async (rule, words) => {
  await desk({ topics: ['CASE_SUSPICIOUS'] })
  await tell('CaseOpened', 'cas_calm', { newRules: ['R01'], rule: 'R01' })
  await tell('CaseHit', 'cas_x', { newRules: ['R03', rule], rule: 'R03' })
  await tell('CaseHit', 'cas_x', { rule })
  expect(await told()).toEqual([{ title: `Suspicious: ${words}`, urls: ['https://budeng.test/cases/cas_x'] }])
})

test('outside the hours the night desk is told', async () => {
  const night = await desk({}, '/night')
  const hours = { days: ['MO', 'TU', 'WE', 'TH', 'FR'], from: '09:00', to: '18:00' } as const
  clock.advance(Date.parse('2026-12-13T03:00:00Z') - clock.now())
  await desk({ topics: ['CORRECTION_FAILED'], hours, outsideId: night })
  await tell('CorrectionNacked', 'cor_x', { reason: 'BASE_DIFFERS' })
  expect(await told()).toEqual([])
  expect(await told('/night')).toHaveLength(1)
})
