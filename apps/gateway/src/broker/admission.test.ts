import { describe, expect, test } from 'vitest'
import { Admission } from './admission.ts'

const here = () => false

describe('a storm of CONNECTs', () => {
  test('is let in at the rate, in the order of arrival', async () => {
    const admission = new Admission({ connectsPerSecond: 200, connectQueueMs: 10_000 })
    const order: number[] = []
    const startedAt = performance.now()
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        expect(await admission.admit(here)).toBe(true)
        order.push(index)
      }),
    )
    // 20 at once, 40 at 200 a second
    expect(performance.now() - startedAt).toBeGreaterThan(150)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(admission.waiting).toBe(0)
  })

  test('tells those who waited too long to come again', async () => {
    const admission = new Admission({ connectsPerSecond: 1, connectQueueMs: 30 })
    expect(admission.admit(here)).toBe(true)
    expect(await admission.admit(here)).toBe(false)
  })

  test('spends no turn on a socket that is gone', async () => {
    const admission = new Admission({ connectsPerSecond: 20, connectQueueMs: 10_000 })
    while (admission.admit(here) === true);
    const gone = admission.admit(() => true)
    const next = admission.admit(here)
    expect(await gone).toBe(false)
    expect(await next).toBe(true)
  })

  test('is sent away when the gateway stops', async () => {
    const admission = new Admission({ connectsPerSecond: 1, connectQueueMs: 10_000 })
    void admission.admit(here)
    const waiting = admission.admit(here)
    admission.close()
    expect(await waiting).toBe(false)
  })
})
