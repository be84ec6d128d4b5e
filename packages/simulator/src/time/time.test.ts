import { afterEach, describe, expect, test, vi } from 'vitest'
import { createVirtualTime } from './virtual.ts'
import { createTimerWheel, type TimerWheel } from './wheel.ts'

vi.setConfig({ testTimeout: 120_000 })

describe('the timer wheel', () => {
  let wheel: TimerWheel | undefined
  afterEach(() => wheel?.stop())
  /** Runs after all timers of the test, so that nothing has to be waited for by the clock. */
  const done = (delayMs: number) => new Promise<void>((resolve) => wheel?.after(delayMs, resolve))

  test('timers run in the order of their times, and those called off do not', async () => {
    wheel = createTimerWheel(50)
    const ran: string[] = []
    const cancel = wheel.after(4_000, () => ran.push('called off'))
    wheel.after(9_000, () => ran.push('late'))
    wheel.after(1, () => ran.push('soon'))
    wheel.after(5_000, () => ran.push('middle'))
    cancel()
    await done(12_000)
    expect(ran).toEqual(['soon', 'middle', 'late'])
  })

  test('a delay of more than one round is kept', async () => {
    wheel = createTimerWheel(2_000)
    const startedMs = wheel.nowMs()
    await done(60_000)
    expect(wheel.nowMs() - startedMs).toBeGreaterThanOrEqual(60_000)
  })

  test('time runs by the factor', async () => {
    wheel = createTimerWheel(100)
    const realMs = performance.now()
    await done(10_000)
    expect(performance.now() - realMs).toBeGreaterThanOrEqual(99)
  })

  test('a timer may set the next one', async () => {
    wheel = createTimerWheel(50)
    let count = 0
    const again = () => {
      if (++count < 5) wheel?.after(100, again)
    }
    again()
    await done(20_000)
    expect(count).toBe(5)
  })
})

describe('virtual time', () => {
  test('passes only when told, in order, and lets promises finish between', async () => {
    const time = createVirtualTime()
    const ran: string[] = []
    time.after(30, () => ran.push(`c at ${time.nowMs()}`))
    time.after(10, () => {
      ran.push(`a at ${time.nowMs()}`)
      void Promise.resolve().then(() => time.after(5, () => ran.push(`b at ${time.nowMs()}`)))
    })
    time.after(20, () => ran.push('never'))()
    await time.advance(29)
    expect(ran).toEqual(['a at 10', 'b at 15'])
    await time.advance(1)
    expect(ran.at(-1)).toBe('c at 30')
    expect(time.pending).toBe(0)
  })
})
