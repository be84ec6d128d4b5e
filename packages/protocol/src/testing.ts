import type { Welcome } from './commands.ts'
import { KeyRing } from './key-ring.ts'
import { keyPairFromSeed } from './jws.ts'
import { type KeyList, signingKey, signKeyList } from './keylist.ts'
import { deriveSecrets } from './secrets.ts'

/**
 * Fixed identities for tests, golden examples and PROTOCOL.md. Every secret is a repeated byte, so none of them can
 * be taken for a real one; the private halves are seeds of that byte.
 */
const seedOfByte = (byte: number) => keyPairFromSeed(Buffer.alloc(32, byte))

export const TEST_ROOT = seedOfByte(1)
/** The root after the next change, and the keys that follow the first ones. */
export const TEST_NEXT_ROOT = seedOfByte(7)
const nextCommandPair = seedOfByte(8)
const nextClockPair = seedOfByte(14)
const commandPair = seedOfByte(2)
const clockPair = seedOfByte(3)
const correctionPair = seedOfByte(15)
export const TEST_DEVICE_PAIR = seedOfByte(4)
export const TEST_COMMAND_KEY = signingKey('command-1', commandPair)
export const TEST_CLOCK_KEY = signingKey('clock-1', clockPair)
export const TEST_CORRECTION_KEY = signingKey('correction-1', correctionPair)
export const TEST_K = Buffer.alloc(32, 5)
export const TEST_SECRETS = deriveSecrets(TEST_K)
export const TEST_MQTT_SECRET = Buffer.alloc(32, 6).toString('base64url')

export const TEST_ADDRESS = { acquirer: 'demo', tid: '10000001' } as const
export const TEST_DEVICE = 'dev_01k0000000000000000000d001'
export const TEST_COMMAND_ID = 'cmd_01k0000000000000000000c001'
/** 2026-01-01T00:00:00Z */
export const TEST_NOW = 1_767_225_600_000

/** What the gateway greets a terminal with that is new to it. */
export function testWelcome(nonce: string): Welcome {
  return {
    ...{ v: 1, nonce, serverTime: TEST_NOW, highestSeq: 0, keyListVersion: 1, epoch: 1, era: 1, intervalSec: 60 },
    ...{ reportSeq: 0, replySeq: 0 },
  }
}

const year = 365 * 24 * 60 * 60 * 1_000

export const TEST_KEY_LIST: KeyList = {
  version: 1,
  keys: [
    { kid: 'command-1', alg: 'EdDSA', use: 'command', x: commandPair.x, from: TEST_NOW - year, to: TEST_NOW + year },
    { kid: 'clock-1', alg: 'EdDSA', use: 'clock', x: clockPair.x, from: TEST_NOW - year, to: TEST_NOW + year },
    {
      kid: 'correction-1',
      alg: 'EdDSA',
      use: 'correction',
      x: correctionPair.x,
      from: TEST_NOW - year,
      to: TEST_NOW + year,
    },
  ],
}
export const TEST_KEY_LIST_TOKEN = signKeyList(TEST_KEY_LIST, TEST_ROOT)

const DAY = 24 * 60 * 60 * 1_000
export const TEST_NEXT_COMMAND_KEY = signingKey('command-2', nextCommandPair)
export const TEST_NEXT_CLOCK_KEY = signingKey('clock-2', nextClockPair)
const second = { alg: 'EdDSA', from: TEST_NOW, to: TEST_NOW + 2 * year } as const
const secondKeys = [
  { kid: 'command-2', use: 'command', x: nextCommandPair.x, ...second },
  { kid: 'clock-2', use: 'clock', x: nextClockPair.x, ...second },
] as const
/** The first keys end in 30 days; the next root is named. */
export const TEST_OVERLAP_LIST: KeyList = {
  version: 2,
  keys: [...TEST_KEY_LIST.keys.map((key) => ({ ...key, to: TEST_NOW + 30 * DAY })), ...secondKeys],
  nextRoot: TEST_NEXT_ROOT.x,
}
export const TEST_OVERLAP_TOKEN = signKeyList(TEST_OVERLAP_LIST, TEST_ROOT)
/** Under the next root, without the first keys. */
export const TEST_NEXT_LIST: KeyList = { version: 3, keys: [...secondKeys] }
export const TEST_NEXT_TOKEN = signKeyList(TEST_NEXT_LIST, TEST_NEXT_ROOT)

/** The test keys as a process holds them: every use of the list. */
export const testRing = new KeyRing(
  { jws: TEST_KEY_LIST_TOKEN, list: TEST_KEY_LIST, rootX: TEST_ROOT.x },
  [],
  new Map([commandPair, clockPair, correctionPair].map(({ x, privateKey }) => [x, privateKey])),
)
