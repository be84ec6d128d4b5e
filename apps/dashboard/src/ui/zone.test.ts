import { expect, test } from 'vitest'
import { myZone, zoneChoiceOf, zoneName } from './zone.ts'

test('the URL names the zone; anything else means mine', () => {
  expect(zoneChoiceOf('utc')).toBe('utc')
  expect(zoneChoiceOf('mars')).toBe('mine')
  expect(zoneChoiceOf(undefined)).toBe('mine')
})

test("the terminal's zone is used where there is a terminal", () => {
  expect(zoneName('terminal', 'Asia/Shanghai')).toBe('Asia/Shanghai')
  expect(zoneName('terminal', undefined)).toBe(myZone())
  expect(zoneName('mine', 'Asia/Shanghai')).toBe(myZone())
  expect(zoneName('utc', 'Asia/Shanghai')).toBe('UTC')
})
