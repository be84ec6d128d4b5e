import { readdirSync, readFileSync } from 'node:fs'
import { seededRandom } from '@budeng/kernel/testing'
import { describe, expect, test, vi } from 'vitest'
import {
  CHANNELS,
  decodeDown,
  decodeUp,
  DOWN_REFUSALS,
  hmacSha256,
  openEnrolment,
  parseClientId,
  parseTopic,
  toBase64url,
  UP_REFUSALS,
  verifyCancel,
  verifyCommand,
  verifyKeyList,
  verifyWelcome,
  downTopic,
  upTopic,
} from './index.ts'
import { TEST_ADDRESS, TEST_KEY_LIST, TEST_ROOT, TEST_SECRETS } from './testing.ts'

// 60,000 trials: a busy machine takes its time
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const golden = new URL('../golden/', import.meta.url)
const examples = readdirSync(golden).map(
  (name) => JSON.parse(readFileSync(new URL(name, golden), 'utf8')) as { topic?: string; bytes?: string },
)
const TRIALS = 20_000

const NASTY = [
  '__proto__',
  'constructor',
  '\\ud800',
  '\\u0000',
  '1e999',
  '-0',
  'null',
  '{}',
  '[]',
  '"',
  '9007199254740993',
  '{"a":'.repeat(300),
  'é',
  '\u202e',
]

/** Breaks a text as networks, bugs and attackers do: flips, cuts, doubles, inserts. */
function mutate(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length)
  switch (Math.floor(random() * 5)) {
    case 0:
      return `${text.slice(0, at)}${String.fromCharCode(Math.floor(random() * 256))}${text.slice(at + 1)}`
    case 1:
      return text.slice(0, at)
    case 2:
      return `${text.slice(0, at)}${text.slice(Math.floor(random() * text.length))}`
    case 3:
      return `${text.slice(0, at)}${NASTY[Math.floor(random() * NASTY.length)] ?? ''}${text.slice(at)}`
    default:
      return text.replace(/"[^"]*"|\d+/, NASTY[Math.floor(random() * NASTY.length)] ?? '')
  }
}

describe(`${TRIALS} broken inputs throw nothing [P-2.6]`, () => {
  test('upward, with a right tag so that the reader behind it is reached', () => {
    const random = seededRandom(1)
    const bodies = examples.flatMap(({ topic, bytes }) =>
      topic?.includes('/up/') && bytes ? [{ topic, json: bytes.slice(44) }] : [],
    )
    let refused = 0
    for (let i = 0; i < TRIALS; i++) {
      const { topic, json } = bodies[i % bodies.length] ?? { topic: '', json: '' }
      const broken = mutate(mutate(json, random), random)
      const read = decodeUp(
        topic,
        Buffer.from(`${toBase64url(hmacSha256(TEST_SECRETS.up, topic, broken))}.${broken}`),
        TEST_SECRETS.up,
      )
      if (read.ok) continue
      refused++
      expect(UP_REFUSALS).toContain(read.reason)
    }
    expect(refused).toBeGreaterThan(TRIALS / 2)
  })

  test('downward, signed and enrolment', () => {
    const random = seededRandom(2)
    const texts = examples.flatMap(({ topic, bytes }) => (topic?.includes('/up/') || !bytes ? [] : [bytes]))
    for (let i = 0; i < TRIALS; i++) {
      const original = texts[i % texts.length] ?? ''
      const broken = mutate(original, random)
      const read = decodeDown(Buffer.from(broken))
      if (!read.ok) expect(DOWN_REFUSALS).toContain(read.reason)
      if (broken === original) continue
      for (const outcome of [
        verifyCommand(broken, TEST_KEY_LIST),
        verifyCancel(broken, TEST_KEY_LIST),
        verifyWelcome(broken, TEST_KEY_LIST),
        verifyKeyList(broken, [TEST_ROOT.x]),
        openEnrolment(broken, broken, broken),
      ])
        expect(outcome.ok).toBe(false)
    }
  })

  test('random bytes as topic and payload', () => {
    const random = seededRandom(3)
    for (let i = 0; i < TRIALS; i++) {
      const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 80) }, () => Math.floor(random() * 256)))
      expect(decodeUp(bytes.toString('latin1'), bytes, TEST_SECRETS.up).ok).toBe(false)
      decodeDown(bytes)
    }
  })
})

describe('topics [P-2.3]', () => {
  test('what is formatted is parsed', () => {
    expect(parseTopic(downTopic(TEST_ADDRESS))).toEqual({ ...TEST_ADDRESS, direction: 'down' })
    for (const channel of CHANNELS)
      expect(parseTopic(upTopic(TEST_ADDRESS, channel))).toEqual({ ...TEST_ADDRESS, direction: 'up', channel })
  })
  test.each([
    '',
    '#',
    'pos/v1/+/10000001/down',
    'pos/v1/demo/10000001/up',
    'pos/v1/demo/10000001/up/other',
    'pos/v2/demo/10000001/down',
    'pos/v1/Demo/10000001/down',
    'pos/v1/demo/1000001/down',
    '$share/g/pos/v1/demo/10000001/down',
    'pos/v1/demo/10000001/down\n',
  ])('%j is none', (topic) => {
    expect(parseTopic(topic)).toBeNull()
  })
  test('a side connection is told by its suffix [P-2.7]', () => {
    expect(parseClientId('dev_1~pub')).toEqual({ deviceId: 'dev_1', side: true })
    expect(parseClientId('dev_1')).toEqual({ deviceId: 'dev_1', side: false })
  })
})
