import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  type Cancel,
  carriesTicket,
  type Command,
  COMMAND_TYPES,
  channelOf,
  commandParams,
  decodeDown,
  decodeUp,
  densePrefix,
  type DownMessage,
  downSchemas,
  downTopic,
  encodeDown,
  encodeUp,
  followingKeyList,
  isAckGenuine,
  keyListInWelcome,
  makeAck,
  makeBatchNotice,
  slipDigits,
  makeEnrolmentRequest,
  makeSignOnAnswer,
  missingOf,
  presenceDigits,
  presenceWords,
  sealEnrolment,
  signCancel,
  signCommand,
  signSignOn,
  signWelcome,
  toBase64url,
  type UpMessage,
  upSchemas,
  upTopic,
  verifyCancel,
  verifyCommand,
  verifyKeyList,
  verifyWelcome,
  type Welcome,
  isEnrolmentRequestGenuine,
  openEnrolment,
} from './index.ts'
import { exampleParams } from './testing-commands.ts'
import { TEST_AMENDMENT as amendment, TEST_JOURNAL as journal } from './testing-journal.ts'
import {
  TEST_ADDRESS,
  TEST_CLOCK_KEY,
  TEST_COMMAND_ID,
  TEST_COMMAND_KEY,
  TEST_CORRECTION_KEY,
  TEST_DEVICE,
  TEST_DEVICE_PAIR,
  TEST_K,
  TEST_KEY_LIST,
  TEST_KEY_LIST_TOKEN,
  TEST_MQTT_SECRET,
  TEST_NEXT_CLOCK_KEY,
  TEST_NEXT_LIST,
  TEST_NEXT_ROOT,
  TEST_NEXT_TOKEN,
  TEST_NOW,
  TEST_OVERLAP_LIST,
  TEST_OVERLAP_TOKEN,
  TEST_ROOT,
  TEST_SECRETS,
} from './testing.ts'
import { EXAMPLE_HEALTH } from './testing-health.ts'

const folder = new URL('../golden/', import.meta.url)
const nonceOf = (byte: number) => toBase64url(Buffer.alloc(32, byte))
const ticket = toBase64url(Buffer.alloc(16, 9))
const written = new Set<string>()

/** Compares with the committed file to the byte; `vitest -u` writes it anew when a clause has changed. */
async function golden(name: string, example: object): Promise<void> {
  written.add(`${name}.json`)
  await expect(`${JSON.stringify(example, null, 2)}\n`).toMatchFileSnapshot(new URL(`${name}.json`, folder).pathname)
}

const head = { v: 1, conn: 7 } as const
const report = { ...head, at: TEST_NOW } as const
const reply = { ...head, id: TEST_COMMAND_ID, attempt: 1 } as const
const claim = { nonce: nonceOf(11), ticket, device: TEST_DEVICE, epoch: 1, batch: '000042', kcv: 'A1B2C3D4' }

const upward: readonly UpMessage[] = [
  {
    ...head,
    n: 1,
    kind: 'hello',
    nonce: nonceOf(10),
    keyListVersion: 1,
    highestSeq: 0,
    storeLost: false,
    boot: 3,
    level: 2,
    versions: { app: '1.0.0', os: '7.2', model: 'B1' },
    supports: [...COMMAND_TYPES],
    epoch: 1,
    era: 1,
    reportSeq: 2,
    replySeq: 0,
    journalSeq: 3,
    journalFrom: 1,
  },
  {
    ...head,
    n: 2,
    kind: 'hb',
    signOn: 'SIGNED_OFF',
    batch: null,
    epoch: 1,
    boot: 3,
    inTransaction: false,
    busy: false,
    reversalPending: false,
    locked: false,
    uptimeSec: 120,
    health: EXAMPLE_HEALTH,
    clockSkewMs: -1_200,
    queue: { records: 1, forwards: 0, reversals: 0 },
    digest: journal.digest,
  },
  { ...head, n: 0, kind: 'lost' },
  { ...report, n: 3, seq: 1, kind: 'fault', code: 'HW_PRINTER_PAPER_LOW', set: true, severity: 'WARNING' },
  { ...report, n: 4, seq: 2, kind: 'boot', boot: 3, reason: 'POWER_ON' },
  {
    ...report,
    n: 5,
    seq: 3,
    kind: 'hostSignOn',
    result: 'APPROVED',
    responseCode: '00',
    batch: '000042',
    kcv: 'A1B2C3D4',
  },
  { ...reply, n: 6, seq: 1, kind: 'ack' },
  { ...reply, n: 7, seq: 2, kind: 'defer', reason: 'IN_TRANSACTION', retryInSec: 30 },
  { ...reply, n: 8, seq: 3, kind: 'progress', step: 'HOST_SIGN_ON' },
  {
    ...reply,
    n: 9,
    seq: 4,
    kind: 'result',
    status: 'SUCCEEDED',
    code: 'OK',
    data: { batch: '000042', kcv: 'A1B2C3D4' },
  },
  { ...reply, n: 10, seq: 5, kind: 'cancelled' },
  { ...reply, n: 11, seq: 6, kind: 'cancelRejected', reason: 'RUNNING' },
  { ...reply, n: 12, seq: 7, kind: 'status', state: 'FINISHED', result: { status: 'SUCCEEDED', code: 'OK' } },
  {
    ...reply,
    n: 13,
    seq: 8,
    kind: 'chunk',
    index: 0,
    count: 1,
    bytes: toBase64url(Buffer.from('backup')),
    sha256: 'VNANhndYzvgWvEaF9Y4ye5SXErB-vRfDSF8__J6fUTM',
  },
  { ...head, n: 14, kind: 'nonceRequest' },
  {
    ...head,
    n: 15,
    kind: 'proof',
    nonce: claim.nonce,
    ticket,
    epoch: 1,
    batch: claim.batch,
    kcv: claim.kcv,
    sig: signSignOn(claim, TEST_DEVICE_PAIR.privateKey),
  },
  { ...head, n: 16, kind: 'records', epoch: 1, records: [...journal.records] },
  { ...head, n: 17, kind: 'batchOpen', epoch: 1, batch: '000042', openSeq: 1 },
  {
    ...head,
    n: 18,
    kind: 'batchClose',
    epoch: 1,
    batch: '000042',
    openSeq: 1,
    throughSeq: 3,
    count: 3,
    totals: [...journal.totals],
    root: journal.root,
  },
  {
    ...head,
    n: 19,
    kind: 'compared',
    id: 'cmp-1',
    epoch: 1,
    step: 'BUCKETS',
    firstSeq: 1,
    digests: journal.buckets,
  },
]

describe('upward', () => {
  test.each(upward.map((message) => [message.kind, message] as const))('%s', async (kind, message) => {
    const topic = upTopic(TEST_ADDRESS, channelOf[kind])
    const bytes = encodeUp(topic, message, TEST_SECRETS.up)
    expect(decodeUp(topic, bytes, TEST_SECRETS.up)).toEqual({ ok: true, message })
    await golden(`up-${kind}`, { topic, message, bytes: bytes.toString('utf8') })
  })

  test('every kind has its example', () => {
    expect(upward.map(({ kind }) => kind)).toEqual(Object.keys(upSchemas))
  })
})

const downward: readonly DownMessage[] = [
  makeAck({ stream: 'report', era: 1, epoch: 1, throughSeq: 3, missing: [2] }, TEST_SECRETS.ack),
  { v: 1, kind: 'query', id: TEST_COMMAND_ID, attempt: 1 },
  { v: 1, kind: 'nonce', nonce: claim.nonce, conn: 7 },
  makeSignOnAnswer({ nonce: claim.nonce, result: 'SIGNED_ON' }, TEST_SECRETS.ack),
  { v: 1, kind: 'compare', id: 'cmp-1', epoch: 1, step: 'BUCKETS', from: 1, to: 3, size: 2 },
  makeBatchNotice(
    { era: 1, epoch: 1, batch: '000042', state: 'BALANCED', throughSeq: 3, root: journal.root, at: TEST_NOW },
    TEST_SECRETS.ack,
  ),
]

describe('downward', () => {
  test.each(downward.map((message) => [message.kind, message] as const))('%s', async (kind, message) => {
    const bytes = encodeDown(message)
    expect(decodeDown(bytes)).toEqual({ ok: true, form: 'json', message })
    await golden(`down-${kind}`, { topic: downTopic(TEST_ADDRESS), message, bytes: bytes.toString('utf8') })
  })

  test('every kind has its example', () => {
    expect(downward.map(({ kind }) => kind)).toEqual(Object.keys(downSchemas))
  })
})

describe('signed', () => {
  const address = { ...TEST_ADDRESS, device: TEST_DEVICE }

  test.each(COMMAND_TYPES)('command %s', async (type) => {
    const payload: Command = {
      v: 1,
      id: TEST_COMMAND_ID,
      attempt: 1,
      seq: 1,
      ...address,
      type,
      params: exampleParams[type],
      issuedAt: TEST_NOW,
      notAfter: TEST_NOW + 900_000,
      ...(carriesTicket(type) ? { ticket } : {}),
    }
    const key = type === 'CORRECTION_APPLY' ? TEST_CORRECTION_KEY : TEST_COMMAND_KEY
    const bytes = signCommand(payload, key)
    expect(verifyCommand(bytes, TEST_KEY_LIST)).toEqual({ ok: true, payload, kid: key.kid })
    expect(commandParams[type].parse(payload.params)).toEqual(exampleParams[type])
    await golden(`command-${type.toLowerCase().replace('_', '-')}`, { topic: downTopic(TEST_ADDRESS), payload, bytes })
  })

  test('a command of a window', async () => {
    const payload: Command = {
      ...{ v: 1, id: TEST_COMMAND_ID, attempt: 1, seq: 1, ...address, type: 'REBOOT', params: {} },
      ...{ issuedAt: TEST_NOW, notAfter: TEST_NOW + 10_800_000, notBefore: TEST_NOW },
    }
    const bytes = signCommand(payload, TEST_COMMAND_KEY)
    expect(verifyCommand(bytes, TEST_KEY_LIST)).toEqual({ ok: true, payload, kid: TEST_COMMAND_KEY.kid })
    await golden('command-window', { topic: downTopic(TEST_ADDRESS), payload, bytes })
  })

  test('cancel', async () => {
    const payload: Cancel = { v: 1, id: TEST_COMMAND_ID, attempt: 1, ...address, issuedAt: TEST_NOW }
    const bytes = signCancel(payload, TEST_COMMAND_KEY)
    expect(verifyCancel(bytes, TEST_KEY_LIST)).toMatchObject({ ok: true, payload })
    await golden('cancel', { topic: downTopic(TEST_ADDRESS), payload, bytes })
  })

  test('welcome', async () => {
    const payload: Welcome = {
      v: 1,
      nonce: nonceOf(10),
      serverTime: TEST_NOW,
      highestSeq: 0,
      keyListVersion: 1,
      epoch: 1,
      era: 1,
      intervalSec: 60,
      reportSeq: 2,
      replySeq: 0,
    }
    const bytes = signWelcome(payload, TEST_CLOCK_KEY)
    expect(verifyWelcome(bytes, TEST_KEY_LIST)).toMatchObject({ ok: true, payload })
    await golden('welcome', { topic: downTopic(TEST_ADDRESS), payload, bytes })
  })

  test('key list', async () => {
    expect(verifyKeyList(TEST_KEY_LIST_TOKEN, [TEST_ROOT.x])).toMatchObject({ ok: true, payload: TEST_KEY_LIST })
    await golden('keylist', { payload: TEST_KEY_LIST, bytes: TEST_KEY_LIST_TOKEN })
  })

  test('key lists of a rotation, and a welcome that brings one', async () => {
    const overlap = followingKeyList(TEST_OVERLAP_TOKEN, TEST_KEY_LIST, TEST_ROOT.x)
    expect(overlap).toEqual({ list: TEST_OVERLAP_LIST, rootX: TEST_ROOT.x })
    expect(followingKeyList(TEST_NEXT_TOKEN, TEST_KEY_LIST, TEST_ROOT.x)).toBeNull()
    const next = followingKeyList(TEST_NEXT_TOKEN, TEST_OVERLAP_LIST, TEST_ROOT.x)
    expect(next).toEqual({ list: TEST_NEXT_LIST, rootX: TEST_NEXT_ROOT.x })
    await golden('keylist-overlap', { payload: TEST_OVERLAP_LIST, bytes: TEST_OVERLAP_TOKEN })
    await golden('keylist-next-root', { payload: TEST_NEXT_LIST, bytes: TEST_NEXT_TOKEN })
    const payload: Welcome = {
      v: 1,
      nonce: nonceOf(10),
      serverTime: TEST_NOW + 60 * 24 * 3_600_000,
      highestSeq: 0,
      keyListVersion: 3,
      epoch: 1,
      era: 1,
      intervalSec: 60,
      reportSeq: 2,
      replySeq: 0,
      keyList: TEST_NEXT_TOKEN,
    }
    const bytes = signWelcome(payload, TEST_NEXT_CLOCK_KEY)
    expect(verifyWelcome(bytes, TEST_KEY_LIST)).toEqual({ ok: false, reason: 'UNKNOWN_KID' })
    expect(keyListInWelcome(bytes)).toBe(TEST_NEXT_TOKEN)
    expect(verifyWelcome(bytes, TEST_NEXT_LIST)).toMatchObject({ ok: true, payload })
    await golden('welcome-keylist', { topic: downTopic(TEST_ADDRESS), payload, bytes })
  })
})

describe('enrolment and secrets', () => {
  const enrolmentCode = '0123456789ABCDEF'
  const nonces = { deviceNonce: nonceOf(12), platformNonce: nonceOf(13) }

  test('enrolment', async () => {
    const request = makeEnrolmentRequest(
      { serial: 'SN-0001', publicKey: TEST_DEVICE_PAIR.x, nonce: nonces.deviceNonce },
      enrolmentCode,
    )
    expect(isEnrolmentRequestGenuine(request, enrolmentCode)).toBe(true)
    const enrolled = {
      device: TEST_DEVICE,
      ...TEST_ADDRESS,
      mqttSecret: TEST_MQTT_SECRET,
      k: toBase64url(TEST_K),
      rootKey: TEST_ROOT.x,
      keyList: TEST_KEY_LIST_TOKEN,
    }
    const answer = sealEnrolment(enrolled, enrolmentCode, nonces)
    expect(openEnrolment(answer, enrolmentCode, nonces.deviceNonce)).toEqual({ ok: true, enrolled })
    await golden('enrolment', { enrolmentCode, request, enrolled, answer })
  })

  test('keys derived from K, and what they show', async () => {
    const derived = Object.fromEntries(Object.entries(TEST_SECRETS).map(([name, key]) => [name, toBase64url(key)]))
    await golden('secrets', {
      k: toBase64url(TEST_K),
      derived,
      commandId: TEST_COMMAND_ID,
      digits: presenceDigits(TEST_SECRETS.digits, TEST_COMMAND_ID),
      words: presenceWords(TEST_SECRETS.words, TEST_COMMAND_ID),
    })
  })
})

test('a journal and an amendment: canonical bytes, leaves, roots, totals, digests', async () => {
  expect(slipDigits(Buffer.from(journal.root, 'base64url'))).toBe(journal.slip)
  await golden('journal', { leafKey: toBase64url(TEST_SECRETS.leaf), epoch: 1, ...journal })
  await golden('amendment', { leafKey: toBase64url(TEST_SECRETS.leaf), epoch: 1, ...amendment })
})

test("the journal's acknowledgement: its missing ranges and its root are under the tag", async () => {
  const message = makeAck(
    {
      stream: 'journal',
      era: 1,
      epoch: 1,
      throughSeq: 9,
      missing: missingOf([{ first: 4, last: 7 }]),
      root: journal.root,
    },
    TEST_SECRETS.ack,
  )
  expect(decodeDown(encodeDown(message))).toEqual({ ok: true, form: 'json', message })
  expect(isAckGenuine(message, TEST_SECRETS.ack)).toBe(true)
  expect(isAckGenuine({ ...message, missing: [4, 8] }, TEST_SECRETS.ack)).toBe(false)
  expect(densePrefix(message)).toBe(3)
  const bytes = encodeDown(message).toString('utf8')
  await golden('down-ack-journal', { topic: downTopic(TEST_ADDRESS), message, bytes })
})

test('the folder holds these examples and no other', () => {
  expect(readdirSync(folder).sort()).toEqual([...written].sort())
  for (const name of written) expect(() => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))).not.toThrow()
})
