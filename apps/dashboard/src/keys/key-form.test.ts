import { describe, expect, test } from 'vitest'
import { groupOf, keyState, networksOf, works } from './key-form.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')
const key = { revokedAt: null, expiresAt: '2026-06-01T00:00:00Z' }

describe('the state of a key', () => {
  test.each([
    ['LIVE', key, null],
    ['SOON', { ...key, expiresAt: '2026-03-10T00:00:00Z' }, null],
    ['EXPIRED', { ...key, expiresAt: '2026-03-01T00:00:00Z' }, null],
    ['REVOKED', { ...key, revokedAt: '2026-02-01T00:00:00Z' }, '2026-02-02T00:00:00Z'],
    ['ENDED', key, '2026-02-02T00:00:00Z'],
  ] as const)('%s', (state, of, disabledAt) => {
    expect(keyState(of, disabledAt, NOW)).toBe(state)
    expect(works(state)).toBe(state === 'LIVE' || state === 'SOON')
  })
})

test('networks are typed one a line or with commas, in either language', () => {
  expect(networksOf(' 10.0.0.0/8\n192.168.1.1，2001:db8::/32, ')).toEqual([
    '10.0.0.0/8',
    '192.168.1.1',
    '2001:db8::/32',
  ])
  expect(networksOf(' \n')).toEqual([])
})

test('scopes are grouped by what they risk', () => {
  expect(['terminal:read', 'command:read', 'command:RELOGIN', 'action:bulk'].map(groupOf)).toEqual([
    'reading',
    'reading',
    'commands',
    'other',
  ])
})
