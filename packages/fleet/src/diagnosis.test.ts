import { describe, expect, test } from 'vitest'
import { type Cause, diagnose, type Symptoms } from './diagnosis.ts'
import { situation, T0 } from './testing.ts'

function causesOf(changed: Parameters<typeof situation>[0], rest: Partial<Symptoms> = {}): readonly Cause[] {
  const signedOn = situation({ signOn: 'SIGNED_ON', ...changed })
  return diagnose({ situation: signedOn, presence: 'ONLINE', presenceSince: T0, faults: [], ...rest })
}

const codes = (causes: readonly Cause[]) => causes.map(({ code, likelihood, suggests }) => [code, likelihood, suggests])

describe('a diagnosis', () => {
  test('names nothing for a healthy terminal, and nothing for one that is not in use', () => {
    expect(causesOf({})).toEqual([])
    expect(causesOf({ signOn: 'EXPIRED', deviceId: null })).toEqual([])
    expect(causesOf({ signOn: 'EXPIRED', state: 'SUSPENDED' })).toEqual([])
  })

  test('is surer of a lost sign-on when the host says so too', () => {
    expect(codes(causesOf({ signOn: 'SIGNED_OFF' }))).toEqual([['SIGN_ON_LOST', 'LIKELY', 'RELOGIN']])
    expect(codes(causesOf({ signOn: 'SIGNED_OFF', hostResponseCode: '77' }))).toEqual([
      ['SIGN_ON_LOST', 'STRONG', 'RELOGIN'],
    ])
    expect(causesOf({ signOn: 'SIGNED_OFF', hostResponseCode: '77' })[0]?.evidence).toEqual([
      { code: 'SIGN_ON_IS', params: { signOn: 'SIGNED_OFF' } },
      { code: 'HOST_CODE', params: { hostCode: '77' } },
    ])
  })

  test('suggests no re-login where it does not help', () => {
    expect(codes(causesOf({ signOn: 'SIGNED_OFF', hostResponseCode: '97' }))).toEqual([
      ['NOT_REGISTERED', 'STRONG', null],
    ])
    expect(codes(causesOf({ signOn: 'SIGNED_OFF', hostResponseCode: '96' }))).toEqual([['HOST_ILL', 'LIKELY', null]])
    expect(codes(causesOf({ signOn: 'LOCKED' }))).toEqual([['SIGN_ON_LOCKED', 'STRONG', 'UNLOCK']])
  })

  test('puts tampering first and offers nothing against it', () => {
    const causes = causesOf(
      { locked: true, signOn: 'SIGNED_OFF' },
      { faults: ['NET_WEAK', 'HW_PRINTER_JAM', 'SEC_TAMPERED'] },
    )
    expect(codes(causes)).toEqual([
      ['SECURITY', 'STRONG', null],
      ['LOCKED', 'STRONG', 'UNLOCK'],
      ['HARDWARE', 'STRONG', null],
      ['SIGN_ON_LOST', 'LIKELY', 'RELOGIN'],
      ['NETWORK', 'LIKELY', null],
    ])
  })

  test('tells silence from absence', () => {
    expect(codes(causesOf({}, { presence: 'OFFLINE' }))).toEqual([['UNREACHABLE', 'LIKELY', null]])
    expect(codes(causesOf({}, { presence: 'DEGRADED' }))).toEqual([['UNREACHABLE', 'POSSIBLE', null]])
  })
})
