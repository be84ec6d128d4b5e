import { expect, test } from 'vitest'
import { openDoors } from './doors.fixture.ts'
import { handClock } from './fleet.fixture.ts'
import { once, type Once, PLATFORM_ACTOR, PLATFORM_SCOPE, type Wish } from './index.ts'

const { app } = await openDoors(handClock(1_800_000_000_000), 'app')
let done = 0

const wish: Wish = { principal: 'usr_a', key: 'k1', operation: 'relogin', inputHash: 'h1' }
const ask = (asked: Wish): Promise<Once<{ id: number }>> =>
  app.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => once(unit, asked, async () => ({ id: ++done })))

test('a repeat gets the first answer, and nothing is done again', async () => {
  expect(await ask(wish)).toEqual({ ok: true, answer: { id: 1 }, replayed: false })
  expect(await ask(wish)).toEqual({ ok: true, answer: { id: 1 }, replayed: true })
  expect(done).toBe(1)
})

test('the same key for another input or another operation is refused', async () => {
  const refused = { ok: false, refusal: { code: 'IDEMPOTENCY_KEY_REUSED', params: { key: 'k1' } } }
  expect(await ask({ ...wish, inputHash: 'h2' })).toEqual(refused)
  expect(await ask({ ...wish, operation: 'reboot' })).toEqual(refused)
})

test('the key belongs to its principal', async () => {
  expect(await ask({ ...wish, principal: 'usr_b' })).toMatchObject({ ok: true, replayed: false })
})

test('equal requests at the same time are done once', async () => {
  const before = done
  const answers = await Promise.all(Array.from({ length: 4 }, () => ask({ ...wish, key: 'k2' })))
  expect(done).toBe(before + 1)
  expect(answers.filter((answer) => answer.ok && !answer.replayed)).toHaveLength(1)
  expect(new Set(answers.map((answer) => answer.ok && answer.answer.id))).toEqual(new Set([done]))
})

test('a failed attempt leaves the key free', async () => {
  const failing = app.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    once(unit, { ...wish, key: 'k3' }, () => Promise.reject(new Error('no'))),
  )
  await expect(failing).rejects.toThrow('no')
  expect(await ask({ ...wish, key: 'k3' })).toMatchObject({ ok: true, replayed: false })
})
