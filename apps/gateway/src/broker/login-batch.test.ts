import { expect, test } from 'vitest'
import { LookupBatch } from './login-batch.ts'

const limits = { loginGatherMs: 1, loginBatchMax: 100 }

test('look-ups that come together are one query, and each gets its own answer', async () => {
  const queries: (readonly string[])[] = []
  const batch = new LookupBatch<string, number>(limits, async (keys) => {
    queries.push(keys)
    return new Map([['a', 1]])
  })
  expect(await Promise.all([batch.find('a'), batch.find('b'), batch.find('a')])).toEqual([1, null, 1])
  expect(queries).toEqual([['a', 'b']])
})

test('what comes while a query runs waits for the next one', async () => {
  let running = 0
  const batch = new LookupBatch<number, number>(limits, async (keys) => {
    expect(++running).toBe(1)
    await new Promise((resolve) => setImmediate(resolve))
    running--
    return new Map(keys.map((key) => [key, key]))
  })
  const first = batch.find(1)
  const second = first.then(() => batch.find(2))
  expect(await Promise.all([first, second, batch.find(3)])).toEqual([1, 2, 3])
})

test('a query that fails is the fault of those who asked, not of the next', async () => {
  let failing = true
  const batch = new LookupBatch<string, number>(limits, async () => {
    if (failing) throw new Error('away')
    return new Map([['a', 1]])
  })
  await expect(batch.find('a')).rejects.toThrow('away')
  failing = false
  expect(await batch.find('a')).toBe(1)
})
