import { describe, expect, test } from 'vitest'
import {
  decodeDown,
  decodeUp,
  encodeDown,
  encodeUp,
  hmacSha256,
  makeAck,
  toBase64url,
  upTopic,
  type UpMessage,
} from './index.ts'

const address = { acquirer: 'demo', tid: '10000001' }
const up = Buffer.alloc(32, 7)
const topic = upTopic(address, 'report')
const fault: UpMessage = {
  v: 1,
  kind: 'fault',
  conn: 3,
  n: 9,
  seq: 1,
  at: null,
  code: 'HW_PRINTER_JAM',
  set: true,
  severity: 'MINOR',
}

/** A payload with a right tag around arbitrary bytes: what a faulty terminal could send. */
function tagged(json: string | Uint8Array, on = topic): Buffer {
  return Buffer.concat([Buffer.from(`${toBase64url(hmacSha256(up, on, json))}.`), Buffer.from(json as string)])
}

describe('upward envelope [P-2.5]', () => {
  test('what was encoded is read back', () => {
    expect(decodeUp(topic, encodeUp(topic, fault, up), up)).toEqual({ ok: true, message: fault })
  })

  test('the tag binds the topic, the bytes and the key', () => {
    const bytes = encodeUp(topic, fault, up)
    const flipped = Buffer.from(bytes)
    flipped[60] = (flipped[60] ?? 0) ^ 1
    expect(decodeUp(topic, flipped, up)).toEqual({ ok: false, reason: 'BAD_TAG' })
    expect(decodeUp(upTopic({ ...address, tid: '10000002' }, 'report'), bytes, up)).toEqual({
      ok: false,
      reason: 'BAD_TAG',
    })
    expect(decodeUp(topic, bytes, Buffer.alloc(32, 8))).toEqual({ ok: false, reason: 'BAD_TAG' })
  })

  test('members that this version does not know are ignored', () => {
    const later = tagged(JSON.stringify({ ...fault, colour: 'red' }))
    expect(decodeUp(topic, later, up)).toEqual({ ok: true, message: fault })
  })

  test.each([
    ['TOO_LARGE', topic, Buffer.alloc(65_537)],
    ['BAD_TOPIC', 'pos/v1/demo/10000001/up/#', Buffer.alloc(60)],
    ['BAD_TOPIC', 'pos/v1/demo/10000001/down', Buffer.alloc(60)],
    ['BAD_ENVELOPE', topic, Buffer.from('{}')],
    ['BAD_UTF8', topic, tagged(Uint8Array.of(0x7b, 0xff, 0x7d))],
    ['BAD_JSON', topic, tagged('[]]')],
    ['BAD_JSON', topic, tagged('[1]')],
    ['BAD_JSON', topic, tagged(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`)],
    ['BAD_JSON', topic, tagged('['.repeat(60_000))],
    ['BAD_JSON', topic, tagged('{"v":1,"kind":"fault","__proto__":{"admin":true}}')],
    ['BAD_JSON', topic, tagged('{"v":1,"kind":"fault","\\u005f_proto__":{}}')],
    ['BAD_JSON', topic, tagged('{"v":1,"detail":"\\ud800"}')],
    ['BAD_JSON', topic, tagged('{"v":1,"detail":"\\u0000"}')],
    ['BAD_JSON', topic, tagged('{"v":1,"conn":1e999}')],
    ['BAD_JSON', topic, tagged('{"v":1,"conn":9007199254740993}')],
    ['BAD_VERSION', topic, tagged('{"v":2}')],
    ['UNKNOWN_KIND', topic, tagged('{"v":1,"kind":"constructor"}')],
    ['UNKNOWN_KIND', topic, tagged('{"v":1,"kind":["fault"]}')],
    ['WRONG_CHANNEL', topic, tagged('{"v":1,"kind":"hb"}')],
    ['BAD_MESSAGE', topic, tagged(JSON.stringify({ ...fault, code: 'HW_printer' }))],
    ['BAD_MESSAGE', topic, tagged(JSON.stringify({ ...fault, seq: 0 }))],
  ])('%s is told apart, never thrown [P-15.1]', (reason, on, bytes) => {
    expect(decodeUp(on, bytes, up)).toMatchObject({ ok: false, reason })
  })
})

describe('downward objects [P-2.8]', () => {
  const ack = makeAck({ stream: 'reply', era: 1, epoch: 1, throughSeq: 5, missing: [3] }, up)

  test('JSON starts with a brace, anything else is a JWS', () => {
    expect(decodeDown(encodeDown(ack))).toEqual({ ok: true, form: 'json', message: ack })
    expect(decodeDown(Buffer.from('eyJ.a.b'))).toEqual({ ok: true, form: 'jws', token: 'eyJ.a.b' })
  })

  test.each([
    ['TOO_LARGE', Buffer.alloc(8_193)],
    ['BAD_JSON', Buffer.from('{')],
    ['BAD_VERSION', Buffer.from('{"v":"1"}')],
    ['UNKNOWN_KIND', Buffer.from('{"v":1,"kind":"toString"}')],
    ['BAD_MESSAGE', Buffer.from('{"v":1,"kind":"query","id":"cmd_1","attempt":1}')],
  ])('%s', (reason, bytes) => {
    expect(decodeDown(bytes)).toEqual({ ok: false, reason })
  })
})
