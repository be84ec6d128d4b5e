import { expect, test } from 'vitest'
import { momentIn } from './watch-form.ts'

test.each([
  ['2027-02-05T22:00', 'Asia/Shanghai', '2027-02-05T14:00:00.000Z'],
  ['2026-11-28T00:00', 'UTC', '2026-11-28T00:00:00.000Z'],
  // the clock goes forward at two, and back at three
  ['2026-03-29T03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ['2026-10-25T04:00', 'Europe/Berlin', '2026-10-25T03:00:00.000Z'],
  ['', 'UTC', undefined],
])('%s in %s is %s', (field, zone, moment) => {
  expect(momentIn(field, zone)?.toISOString()).toBe(moment)
})
