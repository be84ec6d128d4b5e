import { HOUR, MINUTE } from '@budeng/kernel'
import { expect, test } from 'vitest'
import { coarser, downSample, type Sample } from './history.ts'
import { isNews, METRICS, metricsOf } from './metrics.ts'

const T0 = 1_800_000_000_000
const place = METRICS.indexOf('SIGNAL')
const sample = (minute: number, value: number | null): Sample => ({
  at: T0 + minute * MINUTE,
  values: METRICS.map((metric) => (metric === 'SIGNAL' ? value : null)),
})
const five = { from: T0, stepMs: 5 * MINUTE, count: 3, holdMs: 6 * MINUTE }
const signal = (samples: readonly Sample[]) => downSample(samples, five)[place]

test('a mean is weighed by time, the ends are kept, and order of arrival does not matter', () => {
  const samples = [sample(0, -90), sample(4, -110), sample(5, -100)]
  expect(signal(samples)?.[0]).toEqual([-110, -94, -90])
  expect(signal(samples.toReversed())).toEqual(signal(samples))
})

test('a value holds on, not for ever', () => {
  expect(signal([sample(0, -90)])).toEqual([[-90, -90, -90], [-90, -90, -90], null])
  expect(signal([sample(-4, -90)])).toEqual([[-90, -90, -90], null, null])
})

test('a metric that nobody told has no points', () => {
  expect(
    downSample([sample(0, null)], five)
      .flat()
      .every((point) => point === null),
  ).toBe(true)
})

test('twelve points become one', () => {
  const points = Array.from({ length: 24 }, (_, index) => (index < 12 ? ([index, index, index] as const) : null))
  expect(coarser(points, 12)).toEqual([[0, 6, 11], null])
})

test('a change is news when the chart would look different, or when a part is new', () => {
  const values = (rsrpDbm: number, batteryPercent?: number) =>
    metricsOf({
      health: { network: { rsrpDbm }, power: { batteryPercent } },
      ...{ signOn: 'SIGNED_ON', reversalPending: false, clockSkewMs: -90_400, forwards: null },
    })
  expect(values(-90)[METRICS.indexOf('CLOCK_SKEW')]).toBe(90)
  expect(isNews(values(-90), values(-92))).toBe(false)
  expect(isNews(values(-90), values(-93))).toBe(true)
  expect(isNews(values(-90), values(-90, 50))).toBe(true)
  expect(isNews(null, values(-90))).toBe(true)
  expect(HOUR % (5 * MINUTE)).toBe(0)
})
