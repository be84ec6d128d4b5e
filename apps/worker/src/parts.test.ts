import { silentLog } from '@budeng/storage'
import { describe, expect, test } from 'vitest'
import { readEnvironment } from './environment.ts'
import { SilenceWatch } from './jobs.ts'
import { Loop } from './loop.ts'
import { Rate } from './rate.ts'
import { approvalObjection } from './signing.ts'

describe('a loop', () => {
  test('goes on after a fault, and counts it', async () => {
    let turns = 0
    const loop = new Loop('test', silentLog, async () => {
      turns++
      if (turns === 1) throw new Error('once')
      return 60_000
    })
    await expect.poll(() => turns).toBe(2)
    await loop.close()
    expect(loop.faults).toBe(1)
  })

  test('a ring ends the wait, a ring during a turn is not lost', async () => {
    const turns: (() => void)[] = []
    const loop = new Loop('test', silentLog, () => new Promise<number>((resolve) => turns.push(() => resolve(60_000))))
    turns[0]?.()
    await new Promise(setImmediate)
    loop.ring()
    await expect.poll(() => turns.length).toBe(2)
    loop.ring()
    turns[1]?.()
    await expect.poll(() => turns.length).toBe(3)
    turns[2]?.()
    await loop.close()
    expect(turns).toHaveLength(3)
    expect(loop.faults).toBe(0)
  })
})

test('permits come at an even rate, and a debt is paid by time', () => {
  let now = 0
  const rate = new Rate(200, () => now)
  rate.take(300)
  expect(rate.available()).toBe(-100)
  now += 500
  expect(rate.available()).toBe(0)
  now += 10_000
  expect(rate.available()).toBe(200)
})

test('a gateway is dead when it was seen silent twice with the same last beat', () => {
  let now = 0
  const watch = new SilenceWatch(() => now)
  const silent = [{ gatewayId: 'g', beatAt: 1 }]
  expect(watch.confirmed(silent)).toEqual([])
  now += 3_999
  expect(watch.confirmed(silent)).toEqual([])
  expect(watch.confirmed([{ gatewayId: 'g', beatAt: 2 }])).toEqual([])
  now += 3_999
  expect(watch.confirmed([])).toEqual([])
  expect(watch.confirmed(silent)).toEqual([])
  now += 4_000
  expect(watch.confirmed(silent)).toEqual(['g'])
})

describe('the second look before signing', () => {
  const bulk = {
    id: 'blk',
    tier: 'R2',
    state: 'APPROVED',
    terminalCount: 300,
    requestedBy: 'usr_a',
    requestedFor: null,
    decidedBy: 'usr_b',
    breakGlassId: null,
  } as const
  const command = {
    tier: 'R1',
    bulkId: 'blk',
    needsApproval: false,
    approvedBy: null,
    requestedBy: 'usr_a',
    breakGlassId: null,
  } as const
  const single = { ...command, bulkId: null, needsApproval: true } as const

  test.each([
    ['a single command needs nobody', { ...command, bulkId: null }, null, null],
    ['a destructive one always does', { ...command, tier: 'R3', bulkId: null } as const, null, 'NOT_APPROVED'],
    ['one that waits for a person', single, null, 'NOT_APPROVED'],
    ['one that another released', { ...single, approvedBy: 'usr_b' }, null, null],
    ['one released by who asked', { ...single, approvedBy: 'usr_a' }, null, 'NOT_APPROVED'],
    ['one released alone, to be reviewed', { ...single, approvedBy: 'usr_a', breakGlassId: 'brk' }, null, null],
    ['released by a second person', command, bulk, null],
    ['released alone, to be reviewed', command, { ...bulk, decidedBy: 'usr_a', breakGlassId: 'brk' }, null],
    ['released by the very person who asked', command, { ...bulk, decidedBy: 'usr_a' }, 'NOT_APPROVED'],
    ['not released yet', command, { ...bulk, state: 'PENDING_APPROVAL', decidedBy: null } as const, 'NOT_APPROVED'],
    [
      'begun without a release that it needs',
      command,
      { ...bulk, state: 'RUNNING', decidedBy: null } as const,
      'NOT_APPROVED',
    ],
    ['begun, and needed none', command, { ...bulk, tier: 'R1', state: 'RUNNING', decidedBy: null } as const, null],
    ['denied', command, { ...bulk, tier: 'R1', state: 'DENIED' } as const, 'NOT_APPROVED'],
    ['of an action that is not there', command, null, 'NOT_APPROVED'],
  ])('%s', (_, asked, action, expected) => {
    expect(approvalObjection(asked, action)).toBe(expected)
  })
})

test('a faster clock is refused in production', () => {
  const variables = { DATABASE_URL: 'postgres://x', BUDENG_CLOCK_FACTOR: '60' }
  expect(readEnvironment(variables).clockFactor).toBe(60)
  expect(() => readEnvironment({ ...variables, NODE_ENV: 'production' })).toThrow('BUDENG_CLOCK_FACTOR')
})
