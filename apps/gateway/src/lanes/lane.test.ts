import { describe, expect, test } from 'vitest'
import { Lane, type LaneWork } from './lane.ts'
import { Lanes } from './lanes.ts'
import { commitOrBisect } from './bisect.ts'

const limits = { laneGatherMs: 1, laneBatchMax: 4, retryDelayMinMs: 1, retryDelayMaxMs: 4 }

function work(
  commit: (items: readonly number[]) => Promise<void>,
  changes: Partial<LaneWork<number>> = {},
): LaneWork<number> {
  return {
    commit,
    onPoison: () => undefined,
    isTransient: () => false,
    isAbandoned: () => false,
    onTransient: () => undefined,
    ...changes,
  }
}

describe('a lane', () => {
  test('keeps the order, one batch at a time, no batch too large', async () => {
    const batches: (readonly number[])[] = []
    let underWay = 0
    const lane = new Lane(
      limits,
      work(async (items) => {
        expect(++underWay).toBe(1)
        await new Promise((resolve) => setImmediate(resolve))
        batches.push(items)
        underWay--
      }),
    )
    for (let i = 0; i < 10; i++) lane.push(i)
    await lane.stop()
    expect(batches.flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(batches.map(({ length }) => length)).toEqual([4, 4, 2])
    expect(lane.depth).toBe(0)
  })

  test('keeps everything while the database is away', async () => {
    let away = 3
    const done: number[] = []
    const lane = new Lane(
      limits,
      work(
        async (items) => {
          if (away-- > 0) throw new Error('away')
          done.push(...items)
        },
        { isTransient: () => true },
      ),
    )
    lane.push(1)
    lane.push(2)
    await expect.poll(() => done).toEqual([1, 2])
  })

  test('puts a poisonous item aside and commits the rest', async () => {
    const poison: number[] = []
    const done: number[] = []
    const lane = new Lane(
      limits,
      work(
        async (items) => {
          if (items.includes(3)) throw new Error('constraint')
          done.push(...items)
        },
        { onPoison: (item) => poison.push(item) },
      ),
    )
    for (const item of [1, 2, 3, 4]) lane.push(item)
    await lane.stop()
    expect(poison).toEqual([3])
    expect(done).toEqual([1, 2, 4])
  })

  test('leaves out what nobody waits for any more', async () => {
    const done: number[] = []
    const lane = new Lane(
      limits,
      work(async (items) => void done.push(...items), { isAbandoned: (item) => item === 1 }),
    )
    lane.push(1)
    lane.push(2)
    await lane.stop()
    expect(done).toEqual([2])
  })
})

test('one terminal always takes the same lane', async () => {
  const order: string[] = []
  const lanes = new Lanes<string>(16, limits, {
    commit: async (items) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3))
      order.push(...items)
    },
    onPoison: () => undefined,
    isTransient: () => false,
    isAbandoned: () => false,
    onTransient: () => undefined,
  })
  for (let i = 0; i < 100; i++)
    for (const key of ['trm_a', 'trm_b', 'trm_c']) lanes.push(key, `${key} ${String(i).padStart(3, '0')}`)
  await lanes.stop()
  for (const key of ['trm_a', 'trm_b', 'trm_c']) {
    const own = order.filter((item) => item.startsWith(key))
    expect(own).toHaveLength(100)
    expect(own).toEqual(own.toSorted())
  }
})

test('halving finds every poison among many in few commits', async () => {
  const poison: number[] = []
  let commits = 0
  await commitOrBisect(
    Array.from({ length: 500 }, (_, index) => index),
    async (items) => {
      commits++
      if (items.some((item) => item === 17 || item === 401)) throw new Error('constraint')
    },
    () => false,
    (item) => poison.push(item),
  )
  expect(poison).toEqual([17, 401])
  expect(commits).toBeLessThan(40)
})
