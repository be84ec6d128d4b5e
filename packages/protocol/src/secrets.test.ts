import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  deriveSecrets,
  equalSecret,
  formatEnrolmentCode,
  fromBase64url,
  hmacSha256,
  isAckGenuine,
  isEnrolmentRequestGenuine,
  isSignOnAnswerGenuine,
  isSignOnGenuine,
  makeAck,
  makeEnrolmentRequest,
  makeSignOnAnswer,
  newEnrolmentCode,
  newKeyPair,
  openEnrolment,
  parseEnrolmentCode,
  presenceDigits,
  presenceWords,
  sealEnrolment,
  signSignOn,
  signOnText,
  toBase64url,
} from './index.ts'
import {
  TEST_ADDRESS,
  TEST_COMMAND_ID,
  TEST_DEVICE,
  TEST_DEVICE_PAIR,
  TEST_K,
  TEST_KEY_LIST_TOKEN,
  TEST_MQTT_SECRET,
  TEST_ROOT,
  TEST_SECRETS,
} from './testing.ts'
import { CHINESE_WORDS } from './words/chinese.ts'
import { ENGLISH_WORDS } from './words/english.ts'

test('our HMAC is HMAC', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 64 }),
      fc.string(),
      fc.uint8Array({ maxLength: 300 }),
      (key, text, bytes) => {
        expect(hmacSha256(key, text, bytes)).toEqual(createHmac('sha256', key).update(text).update(bytes).digest())
      },
    ),
  )
  expect(() => hmacSha256(new Uint8Array(65))).toThrow('64 bytes')
})

test('base64url has one spelling', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => fromBase64url(toBase64url(bytes))?.equals(bytes) === true))
  for (const text of ['AA==', 'AB', '+/', 'a', 'A A', 'AAA\n']) expect(fromBase64url(text)).toBeNull()
})

test('the five keys of a device differ, and follow from K', () => {
  const keys = Object.values(deriveSecrets(TEST_K)).map(toBase64url)
  expect(new Set(keys).size).toBe(5)
  expect(Object.values(deriveSecrets(Buffer.alloc(32, 9))).map(toBase64url)).not.toEqual(keys)
})

describe('our acknowledgement [P-10.3]', () => {
  const body = { stream: 'reply', era: 2, epoch: 1, throughSeq: 9, missing: [3, 5] } as const
  const ack = makeAck({ ...body, missing: [...body.missing] }, TEST_SECRETS.ack)
  test.each([
    ['stream', { stream: 'report' as const }],
    ['era', { era: 3 }],
    ['epoch', { epoch: 2 }],
    ['throughSeq', { throughSeq: 10 }],
    ['missing', { missing: [3] }],
    ['missing', { missing: [35] }],
    ['root', { root: TEST_MQTT_SECRET }],
    ['tag', { tag: TEST_MQTT_SECRET }],
  ])('forged %s is seen', (_, change) => {
    expect(isAckGenuine(ack, TEST_SECRETS.ack)).toBe(true)
    expect(isAckGenuine({ ...ack, ...change }, TEST_SECRETS.ack)).toBe(false)
    expect(isAckGenuine(ack, TEST_SECRETS.up)).toBe(false)
  })
})

describe('platform sign-on [P-7]', () => {
  const claim = {
    nonce: TEST_MQTT_SECRET,
    ticket: 'AAAAAAAAAAAAAAAAAAAAAA',
    device: TEST_DEVICE,
    epoch: 1,
    batch: '000001',
    kcv: 'A1B2C3',
  }
  const sig = signSignOn(claim, TEST_DEVICE_PAIR.privateKey)
  test('the signature covers each part, the ticket and its absence', () => {
    expect(signOnText({ ...claim, ticket: undefined })).toBe(
      `budeng-signon|1|${TEST_MQTT_SECRET}|-|${TEST_DEVICE}|1|000001|A1B2C3`,
    )
    expect(isSignOnGenuine(claim, sig, TEST_DEVICE_PAIR.x)).toBe(true)
    for (const change of [
      { nonce: TEST_ROOT.x },
      { ticket: undefined },
      { device: 'dev_x' },
      { epoch: 2 },
      { batch: '1' },
      { kcv: 'A1B2C4' },
    ])
      expect(isSignOnGenuine({ ...claim, ...change }, sig, TEST_DEVICE_PAIR.x)).toBe(false)
    expect(isSignOnGenuine(claim, sig, newKeyPair().x)).toBe(false)
    expect(isSignOnGenuine(claim, 'no signature', 'no key')).toBe(false)
  })
  test('an answer is bound to its nonce and result', () => {
    const answer = makeSignOnAnswer({ nonce: claim.nonce, result: 'REFUSED', code: 'LOCKED' }, TEST_SECRETS.ack)
    expect(isSignOnAnswerGenuine(answer, TEST_SECRETS.ack)).toBe(true)
    expect(isSignOnAnswerGenuine({ ...answer, result: 'SIGNED_ON' }, TEST_SECRETS.ack)).toBe(false)
    expect(isSignOnAnswerGenuine({ ...answer, nonce: TEST_ROOT.x }, TEST_SECRETS.ack)).toBe(false)
    expect(isSignOnAnswerGenuine({ ...answer, code: undefined }, TEST_SECRETS.ack)).toBe(false)
  })
})

describe('enrolment [P-3]', () => {
  const enrolmentCode = newEnrolmentCode((size) => Buffer.alloc(size, 21))
  const nonces = { deviceNonce: TEST_ROOT.x, platformNonce: TEST_MQTT_SECRET }
  const enrolled = {
    device: TEST_DEVICE,
    ...TEST_ADDRESS,
    mqttSecret: TEST_MQTT_SECRET,
    k: TEST_MQTT_SECRET,
    rootKey: TEST_ROOT.x,
    keyList: TEST_KEY_LIST_TOKEN,
  }
  const request = makeEnrolmentRequest(
    { serial: 'SN-1', publicKey: TEST_DEVICE_PAIR.x, nonce: nonces.deviceNonce },
    enrolmentCode,
  )
  const answer = sealEnrolment(enrolled, enrolmentCode, nonces)

  test('a code is typed as people type', () => {
    expect(enrolmentCode).toHaveLength(16)
    expect(parseEnrolmentCode(formatEnrolmentCode(enrolmentCode).toLowerCase())).toBe(enrolmentCode)
    expect(parseEnrolmentCode('oil0-oil1-abcd-efgh')).toBe('01100111ABCDEFGH')
    for (const typed of ['', '0123-4567-89AB-CDEU', '0123456789ABCDE', '0123456789ABCDEFG'])
      expect(parseEnrolmentCode(typed)).toBeNull()
  })

  test('each part of a request is covered by the code', () => {
    expect(isEnrolmentRequestGenuine(request, enrolmentCode)).toBe(true)
    expect(isEnrolmentRequestGenuine(request, '0123456789ABCDEF')).toBe(false)
    for (const change of [{ serial: 'SN-2' }, { publicKey: TEST_ROOT.x }, { nonce: TEST_MQTT_SECRET }])
      expect(isEnrolmentRequestGenuine({ ...request, ...change }, enrolmentCode)).toBe(false)
  })

  test('an answer opens only with the code and the nonce of its request, and untouched', () => {
    const open = (change: object, typed = enrolmentCode, nonce = nonces.deviceNonce) =>
      openEnrolment({ ...answer, ...change }, typed, nonce)
    expect(open({})).toEqual({ ok: true, enrolled })
    expect(open({}, '0123456789ABCDEF')).toEqual({ ok: false, reason: 'BAD_MAC' })
    expect(open({}, enrolmentCode, TEST_MQTT_SECRET)).toEqual({ ok: false, reason: 'BAD_MAC' })
    expect(open({ sealed: `A${answer.sealed.slice(1)}` })).toEqual({ ok: false, reason: 'BAD_MAC' })
    expect(open({ nonce: TEST_ROOT.x })).toEqual({ ok: false, reason: 'BAD_MAC' })
    expect(open({ mac: 1 })).toEqual({ ok: false, reason: 'BAD_ANSWER' })
    expect(openEnrolment(null, enrolmentCode, nonces.deviceNonce)).toEqual({ ok: false, reason: 'BAD_ANSWER' })
  })

  test('a right seal around wrong content is still refused', () => {
    const odd = sealEnrolment({ ...enrolled, tid: 'no tid' }, enrolmentCode, nonces)
    expect(openEnrolment(odd, enrolmentCode, nonces.deviceNonce)).toEqual({ ok: false, reason: 'BAD_CONTENT' })
  })
})

describe('presence screen [P-12]', () => {
  test('256 words in each language, none twice', () => {
    for (const words of [ENGLISH_WORDS, CHINESE_WORDS]) {
      expect(words).toHaveLength(256)
      expect(new Set(words).size).toBe(256)
    }
  })
  test('digits and words differ by command and by device', () => {
    expect(presenceDigits(TEST_SECRETS.digits, TEST_COMMAND_ID)).toMatch(/^\d{6}$/)
    expect(presenceDigits(TEST_SECRETS.digits, 'cmd_other')).not.toBe(
      presenceDigits(TEST_SECRETS.digits, TEST_COMMAND_ID),
    )
    expect(presenceWords(TEST_SECRETS.words, 'cmd_other')).not.toEqual(
      presenceWords(TEST_SECRETS.words, TEST_COMMAND_ID),
    )
    expect(presenceDigits(Buffer.alloc(32), TEST_COMMAND_ID)).not.toBe(
      presenceDigits(TEST_SECRETS.digits, TEST_COMMAND_ID),
    )
  })
  test('small numbers keep their leading zeros', () => {
    const digits = Array.from({ length: 200 }, (_, i) => presenceDigits(TEST_SECRETS.digits, `cmd_${i}`))
    expect(digits.some((text) => text.startsWith('0'))).toBe(true)
    expect(digits.every((text) => text.length === 6)).toBe(true)
  })
})

test('texts of other lengths are not equal', () => {
  expect(equalSecret('a', 'ab')).toBe(false)
  expect(equalSecret('ä', 'ä')).toBe(true)
})
