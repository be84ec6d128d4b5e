import { describe, expect, test } from 'vitest'
import { checkProvider, domainOf, isVouchedFor, providerRefusal, safeReturn } from './identity-provider.ts'

const provider = {
  nodeId: 'org_a',
  name: ' Staff login ',
  issuer: 'https://id.bank.test/realms/staff',
  clientId: 'budeng',
  domains: ['@Bank.test', 'bank.test'],
  authoritative: true,
  roles: ['ADMIN', 'VIEWER'] as const,
  askFactor: true,
  enabled: true,
}
const account = {
  nodeId: 'org_a',
  path: 'org_a',
  kind: 'HUMAN' as const,
  role: 'VIEWER' as const,
  isDisabled: false,
  email: 'ann@bank.test',
}
const rules = { ...provider, domains: ['bank.test'] }
const claims = { email: 'Ann@bank.test', emailVerified: true }
const nothing = () => false

describe('what a provider may be', () => {
  test('names and domains in their one spelling', () => {
    const checked = checkProvider(provider, nothing)
    expect(checked).toMatchObject({ ok: true, value: { name: 'Staff login', domains: ['bank.test'] } })
  })

  test.each([
    ['name', { name: ' ' }],
    ['issuer', { issuer: 'http://id.bank.test' }],
    ['issuer', { issuer: 'https://user@id.bank.test' }],
    ['issuer', { issuer: 'https://id.bank.test/?a=1' }],
    ['issuer', { issuer: 'file:///etc/passwd' }],
    ['clientId', { clientId: '' }],
    ['domains', { domains: [] }],
    ['domains', { domains: ['bank'] }],
    ['domains', { domains: ['*.bank.test'] }],
    ['roles', { roles: [] }],
  ])('%s is refused: %j', (field, changed) => {
    expect(checkProvider({ ...provider, ...changed }, nothing)).toMatchObject({
      ok: false,
      refusal: { code: 'BAD_PROVIDER', path: ['provider', field] },
    })
  })

  test('an issuer without TLS only where the installation lists it', () => {
    const isListed = (origin: string) => origin === 'http://127.0.0.1:9000'
    const at = (issuer: string) => checkProvider({ ...provider, issuer }, isListed).ok
    expect([at('http://127.0.0.1:9000/x'), at('http://127.0.0.1:9001')]).toEqual([true, false])
  })
})

describe('who may sign in', () => {
  test.each([
    ['the own staff', {}, {}, null],
    ['somebody of an agent below', {}, { nodeId: 'org_b', path: 'org_a.org_b' }, null],
    ['somebody of another acquirer', {}, { nodeId: 'org_z', path: 'org_z' }, 'PLACE'],
    ['a disabled account', {}, { isDisabled: true }, 'DISABLED'],
    ['a program', {}, { kind: 'SERVICE' as const }, 'DISABLED'],
    ['a role that is not named', {}, { role: 'AUDITOR' as const }, 'ROLE'],
    ['anybody while it is switched off', { enabled: false }, {}, 'OFF'],
  ])('%s', (_name, changed, person, expected) => {
    expect(providerRefusal({ ...rules, ...changed }, { ...account, ...person })).toBe(expected)
  })

  test.each([
    ['a verified address of a provider with the say', {}, {}, {}, true],
    ['a provider without the say', { authoritative: false }, {}, {}, false],
    ['an address that is not verified', {}, { emailVerified: false }, {}, false],
    ['an address of another domain', {}, { email: 'ann@mail.test' }, { email: 'ann@mail.test' }, false],
    ['the same address at an organisation below', {}, {}, { nodeId: 'org_b', path: 'org_a.org_b' }, false],
    ['somebody else of the domain', {}, { email: 'bob@bank.test' }, {}, false],
    ['no address', {}, { email: null }, {}, false],
  ])('an account that nobody linked: %s', (_name, changed, claimed, person, expected) => {
    expect(isVouchedFor({ ...rules, ...changed }, { ...claims, ...claimed }, { ...account, ...person })).toBe(expected)
  })
})

test.each([
  ['ann@bank.test', 'bank.test'],
  ['a@b@BANK.test', 'bank.test'],
  ['ann', null],
  ['@bank.test', null],
  ['ann@bank', null],
])('the domain of %s is %s', (email, expected) => {
  expect(domainOf(email)).toBe(expected)
})

test.each([
  ['/terminals?presence=OFFLINE', '/terminals?presence=OFFLINE'],
  ['//evil.test', '/'],
  ['/\\evil.test', '/'],
  ['/\t/evil.test', '/'],
  ['https://evil.test', '/'],
  ['javascript:alert(1)', '/'],
  ['', '/'],
  [undefined, '/'],
])('a login leads back to %j as %s', (wish, expected) => {
  expect(safeReturn(wish)).toBe(expected)
})
