import { expect, test } from 'vitest'
import { canaryVerdict } from './canary.ts'

test.each([
  ['too little traffic on one side', 4_999, 4_000, 90_000, 86_000, 'TOO_LITTLE_TRAFFIC'],
  ['the same share', 6_000, 5_700, 90_000, 85_500, 'AS_BEFORE'],
  ['a fall that chance explains', 5_000, 4_695, 5_000, 4_750, 'AS_BEFORE'],
  ['a fall that chance does not explain', 6_000, 5_400, 90_000, 85_500, 'APPROVALS_FELL'],
  ['a rise', 6_000, 5_900, 90_000, 85_500, 'AS_BEFORE'],
  ['certain, but too small to matter', 5_000_000, 4_745_000, 5_000_000, 4_750_000, 'AS_BEFORE'],
  ['nothing approved anywhere', 6_000, 0, 6_000, 0, 'AS_BEFORE'],
])('%s', (_name, all, approved, controlAll, controlApproved, verdict) => {
  expect(canaryVerdict({ all, approved }, { all: controlAll, approved: controlApproved })).toBe(verdict)
})
