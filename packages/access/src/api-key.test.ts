import { DAY } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import {
  apiKeyPrefix,
  apiKeyRefusal,
  apiKeyText,
  apiKeyWishRefusal,
  isApiKeyText,
  liveScopes,
  overlapEnd,
  scopesOf,
} from './api-key.ts'
import { crc32 } from './key-text.ts'
import { ROLES } from './role-names.ts'

const AT = 1_800_000_000_000
const secret = Uint8Array.from({ length: 32 }, (_, i) => i * 7)
const wish = { name: 'ERP', scopes: ['terminal:read'], addresses: [], expiresAt: AT + DAY }

describe('the text of a key', () => {
  test('has a prefix for scanners and a checksum for typing errors', () => {
    const text = apiKeyText(secret)
    expect(text).toMatch(/^budeng_live_[0-9A-Za-z]{49}$/)
    expect(isApiKeyText(text)).toBe(true)
    expect(apiKeyPrefix(text)).toBe(text.slice(0, 18))
    expect(apiKeyText(new Uint8Array(32))).toHaveLength(61)
    expect(isApiKeyText(apiKeyText(new Uint8Array(32).fill(255)))).toBe(true)
  })
  test('one wrong character anywhere is noticed', () => {
    const text = apiKeyText(secret)
    for (let i = 12; i < text.length; i++)
      expect(isApiKeyText(text.slice(0, i) + (text[i] === 'x' ? 'y' : 'x') + text.slice(i + 1))).toBe(false)
    for (const other of ['', 'budeng_live_', `${text}0`, text.toUpperCase(), `x${text}`])
      expect(isApiKeyText(other)).toBe(false)
  })
  test('the checksum is the common one', () => {
    expect(crc32('123456789')).toBe(0xcbf43926)
  })
})

describe('what a key may', () => {
  test('it never approves, gives rights away, changes policies or people, or stands in for a present person', () => {
    for (const role of ROLES)
      for (const scope of scopesOf(role))
        expect(scope).not.toMatch(
          /approve|breakglass:(use|review)|(policy|grant|key|person|organisation):(write|revoke)|PRESENCE_SHOW|message:text/,
        )
    expect(scopesOf('OPERATIONS')).toContain('command:LOCK')
    expect([...scopesOf('VIEWER')].sort()).toEqual([
      'command:read',
      'correction:read',
      'event:read',
      'organisation:read',
      'terminal:read',
      'transaction:read',
    ])
  })
  test('no more than its role has today', () => {
    const scopes = ['terminal:read', 'command:LOCK'] as const
    expect(liveScopes({ scopes }, 'OPERATIONS')).toEqual(scopes)
    expect(liveScopes({ scopes }, 'AGENT')).toEqual(['terminal:read'])
  })
  test.each([
    [undefined, wish],
    ['KEY_NAME', { ...wish, name: ' ' }],
    ['KEY_SCOPES', { ...wish, scopes: [] }],
    ['KEY_SCOPES', { ...wish, scopes: ['action:approve'] }],
    ['KEY_SCOPES', { ...wish, scopes: ['command:LOCK'] }],
    ['KEY_SCOPES', { ...wish, scopes: ['anything'] }],
    ['KEY_EXPIRY', { ...wish, expiresAt: AT }],
    ['KEY_EXPIRY', { ...wish, expiresAt: AT + 366 * DAY }],
    ['KEY_ADDRESSES', { ...wish, addresses: Array.from({ length: 21 }, () => '10.0.0.1') }],
  ])('%s', (code, asked) => {
    expect(apiKeyWishRefusal(asked, 'AGENT', AT)?.code).toBe(code)
  })
})

test.each([
  [null, {}, {}],
  ['REVOKED', { revokedAt: AT }, {}],
  ['EXPIRED', { expiresAt: AT }, {}],
  ['DISABLED', {}, { disabledAt: AT }],
  ['ADDRESS', {}, { isAddressAllowed: false }],
] as const)('a key admits nobody: %s', (reason, key, use) => {
  const live = { revokedAt: null, expiresAt: AT + 1 }
  expect(apiKeyRefusal({ ...live, ...key }, { at: AT, isAddressAllowed: true, disabledAt: null, ...use })).toBe(reason)
})

test('the old key works on for a while, and never longer than it would have', () => {
  expect(overlapEnd({ expiresAt: AT + 90 * DAY }, DAY, AT)).toBe(AT + DAY)
  expect(overlapEnd({ expiresAt: AT + 90 * DAY }, 90 * DAY, AT)).toBe(AT + 7 * DAY)
  expect(overlapEnd({ expiresAt: AT + 5 }, DAY, AT)).toBe(AT + 5)
  expect(overlapEnd({ expiresAt: AT + DAY }, -5, AT)).toBe(AT)
})
