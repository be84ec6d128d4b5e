import { importJWK, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  type Command,
  type KeyList,
  keyPairFromSeed,
  newKeyPair,
  parseJws,
  rootKid,
  seedOf,
  signCommand,
  signingKey,
  signJws,
  signKeyList,
  signWelcome,
  toBase64url,
  verifyCancel,
  verifyCommand,
  verifyKeyList,
  verifyWelcome,
} from './index.ts'
import {
  TEST_ADDRESS,
  TEST_CLOCK_KEY,
  TEST_COMMAND_ID,
  TEST_COMMAND_KEY,
  TEST_DEVICE,
  TEST_KEY_LIST,
  TEST_NOW,
  TEST_ROOT,
  testWelcome,
} from './testing.ts'

const command: Command = {
  v: 1,
  id: TEST_COMMAND_ID,
  attempt: 1,
  seq: 1,
  ...TEST_ADDRESS,
  device: TEST_DEVICE,
  type: 'STATUS_GET',
  params: {},
  issuedAt: TEST_NOW,
  notAfter: TEST_NOW + 60_000,
}
const token = signCommand(command, TEST_COMMAND_KEY)
const [head = '', body = '', signature = ''] = token.split('.')
const encoded = (value: object) => toBase64url(Buffer.from(JSON.stringify(value)))

describe('signed bytes [P-9.2]', () => {
  test('another implementation reads the same', async () => {
    const listed = TEST_KEY_LIST.keys[0]
    const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: listed?.x }, 'EdDSA')
    const { payload, protectedHeader } = await jwtVerify(token, key, { typ: 'budeng-command' })
    expect(payload).toEqual(command)
    expect(protectedHeader).toEqual({ alg: 'EdDSA', kid: 'command-1', typ: 'budeng-command' })
  })

  test.each([
    ['NOT_A_JWS', 'no dots'],
    ['NOT_A_JWS', `${token}.x`],
    ['NOT_A_JWS', `${head}=.${body}.${signature}`],
    ['NOT_A_JWS', `${encoded({ alg: 'none', kid: 'command-1', typ: 'budeng-command' })}.${body}.${signature}`],
    ['NOT_A_JWS', `${encoded({ alg: 'HS256', kid: 'command-1', typ: 'budeng-command' })}.${body}.${signature}`],
    [
      'NOT_A_JWS',
      `${encoded({ alg: 'EdDSA', kid: 'command-1', typ: 'budeng-command', crit: ['b64'] })}.${body}.${signature}`,
    ],
    ['WRONG_TYP', `${encoded({ alg: 'EdDSA', kid: 'command-1', typ: 'JWT' })}.${body}.${signature}`],
    ['WRONG_TYP', signWelcome(testWelcome('x'.repeat(43)), TEST_CLOCK_KEY)],
    ['UNKNOWN_KID', signCommand(command, { ...TEST_COMMAND_KEY, kid: 'command-2' })],
    ['WRONG_USE', signCommand(command, TEST_CLOCK_KEY)],
    ['WRONG_USE', signCommand({ ...command, type: 'CORRECTION_APPLY' }, TEST_COMMAND_KEY)],
    ['KEY_NOT_IN_FORCE', signCommand({ ...command, issuedAt: TEST_NOW * 2 }, TEST_COMMAND_KEY)],
    ['BAD_SIGNATURE', signCommand(command, signingKey('command-1', newKeyPair()))],
    ['BAD_SIGNATURE', `${head}.${encoded({ ...command, type: 'REBOOT' })}.${signature}`],
    ['BAD_SIGNATURE', `${head}.${body}.${'A'.repeat(86)}`],
    ['BAD_PAYLOAD', signJws('budeng-command', { ...command, seq: -1 }, TEST_COMMAND_KEY)],
    ['TOO_LARGE', 'x'.repeat(8_193)],
  ])('%s', (reason, forged) => {
    expect(verifyCommand(forged, TEST_KEY_LIST)).toEqual({ ok: false, reason })
  })

  test('a command does not pass for a cancel or a welcome', () => {
    expect(verifyCancel(token, TEST_KEY_LIST)).toEqual({ ok: false, reason: 'WRONG_TYP' })
    expect(verifyWelcome(token, TEST_KEY_LIST)).toEqual({ ok: false, reason: 'WRONG_TYP' })
  })

  test('each byte of a token counts', () => {
    for (let at = 0; at < token.length; at++) {
      const flipped = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
      expect(verifyCommand(flipped, TEST_KEY_LIST).ok, `character ${at}`).toBe(false)
    }
  })
})

describe('key list [P-4]', () => {
  const next = newKeyPair()
  const list: KeyList = { ...TEST_KEY_LIST, version: 2, nextRoot: next.x }

  test('only a root that is known signs it', () => {
    expect(verifyKeyList(signKeyList(list, TEST_ROOT), [TEST_ROOT.x])).toMatchObject({
      ok: true,
      payload: list,
      rootX: TEST_ROOT.x,
    })
    expect(verifyKeyList(signKeyList(list, next), [TEST_ROOT.x])).toEqual({ ok: false, reason: 'UNKNOWN_KID' })
    expect(verifyKeyList(signKeyList(list, next), [TEST_ROOT.x, next.x])).toMatchObject({ ok: true, rootX: next.x })
  })

  test('a forged list, or another JWS of the root, is refused', () => {
    const forged = signJws('budeng-keylist', list, { kid: rootKid(TEST_ROOT.x), privateKey: next.privateKey })
    expect(verifyKeyList(forged, [TEST_ROOT.x])).toEqual({ ok: false, reason: 'BAD_SIGNATURE' })
    expect(verifyKeyList(token, [TEST_ROOT.x])).toEqual({ ok: false, reason: 'WRONG_TYP' })
    expect(verifyKeyList('', [TEST_ROOT.x])).toEqual({ ok: false, reason: 'NOT_A_JWS' })
  })

  test('a seed makes the same pair again', () => {
    expect(keyPairFromSeed(seedOf(next.privateKey)).x).toBe(next.x)
    expect(parseJws(token)).toMatchObject({ ok: true, jws: { kid: 'command-1' } })
  })
})
