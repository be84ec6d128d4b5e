import { expect, test } from 'vitest'
import { followFeed } from './subscriber.ts'
import type { Tail } from './tail.ts'

test('a subscription that is called off before its first batch listens no more', async () => {
  const listeners = new Set<unknown>()
  const tail = {
    position: 0n,
    listen: (listener: unknown) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as unknown as Tail
  const never = { path: 'a', since: null, matches: () => true, catchUp: async () => [], gatherMs: 0 }
  const feed = followFeed(tail, never)
  expect(listeners.size).toBe(1)
  await feed.return?.()
  expect(listeners.size).toBe(0)
})
