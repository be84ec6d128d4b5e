import { expect, test } from 'vitest'
import { domainsIn, isComplete, signInFields } from './sign-in-form.ts'

test('domains are read from one text', () => {
  expect(domainsIn(' bank.test, staff.bank.test，x.cn、y.cn ')).toEqual([
    'bank.test',
    'staff.bank.test',
    'x.cn',
    'y.cn',
  ])
  expect(domainsIn('  ')).toEqual([])
})

test('a first one needs its secret, a later one keeps it', () => {
  const filled = {
    ...signInFields(null),
    ...{
      name: 'Bank',
      issuer: 'https://id.bank.test',
      clientId: 'b',
      domains: 'bank.test',
      roles: ['VIEWER' as const],
    },
  }
  expect([isComplete(filled, false), isComplete(filled, true)]).toEqual([false, true])
  expect(isComplete({ ...filled, clientSecret: 's' }, false)).toBe(true)
  expect(isComplete({ ...filled, roles: [] }, true)).toBe(false)
})

test('it begins with the second factors of this house asked for', () => {
  expect(signInFields(null)).toMatchObject({ authoritative: false, askFactor: true })
})
