import { expect, test } from 'vitest'
import { isPublicAddress, leadsOutside } from './public-address.ts'

test.each(['127.0.0.1', '10.1.2.3', '192.168.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'])(
  '%s is inside',
  (address) => expect(isPublicAddress(address)).toBe(false),
)
test.each(['::1', '::ffff:127.0.0.1', '::ffff:7f00:1', 'fe80::1', 'fd00::1', '64:ff9b::7f00:1', 'text'])(
  '%s is inside',
  (address) => expect(isPublicAddress(address)).toBe(false),
)
test.each(['8.8.8.8', '114.114.114.114', '2400:3200::1'])('%s is outside', (address) =>
  expect(isPublicAddress(address)).toBe(true),
)

test('a name counts by what it leads to', async () => {
  expect(await leadsOutside('localhost')).toBe(false)
  expect(await leadsOutside('nobody.invalid')).toBe(false)
})
