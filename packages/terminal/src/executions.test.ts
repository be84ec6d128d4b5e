import { createHash } from 'node:crypto'
import { fromBase64url, presenceDigits, presenceWords } from '@budeng/protocol'
import { TEST_SECRETS } from '@budeng/protocol/testing'
import { describe, expect, test } from 'vitest'
import { Bench, settle, testCommand, testCommandId } from './testing.ts'

const TICKET = 'AAAAAAAAAAAAAAAAAAAAAA'

describe('RELOGIN [P-9.9] [P-7] [P-8]', () => {
  test('host, platform with the ticket, heartbeat, echo, result', async () => {
    const bench = await new Bench().start()
    await bench.command('RELOGIN', 1, { ticket: TICKET })
    expect(bench.asked).toEqual(['signOn', 'echo'])
    expect(bench.wire.of('hostSignOn')).toMatchObject([
      { result: 'APPROVED', responseCode: '00', batch: '000007', kcv: 'A1B2C3D4' },
    ])
    expect(bench.wire.of('proof')).toMatchObject([{ ticket: TICKET, batch: '000007', kcv: 'A1B2C3D4', epoch: 1 }])
    expect(bench.wire.of('hb').at(-1)).toMatchObject({ signOn: 'SIGNED_ON', batch: '000007' })
    expect(bench.wire.of('progress').map(({ step }) => step)).toEqual(['HOST_SIGN_ON', 'PLATFORM_SIGN_ON', 'HOST_ECHO'])
    expect(bench.results).toMatchObject([
      { status: 'SUCCEEDED', code: 'SIGNED_ON', data: { batch: '000007', kcv: 'A1B2C3D4' } },
    ])
  })

  test.each([
    ['HOST_UNREACHABLE', 'DOWN', '00', 'SIGNED_OFF'],
    ['HOST_DECLINED', '97', '00', 'SIGNED_OFF'],
    ['HOST_BUSY', '96', '00', 'SIGNED_OFF'],
    ['HOST_UNREACHABLE', '00', 'DOWN', 'SIGNED_ON'],
    ['HOST_DECLINED', '00', '05', 'SIGNED_ON'],
  ])('%s when the host says %s / %s', async (code, signOn, echo, state) => {
    const bench = await new Bench().start()
    Object.assign(bench.host, { signOn, echo })
    await bench.command('RELOGIN', 1)
    expect(bench.results).toMatchObject([{ status: 'FAILED', code }])
    expect(bench.terminal.view.signOn).toBe(state)
  })

  test('a platform that refuses is named; LOCKED locks the sign-on until UNLOCK', async () => {
    const bench = await new Bench().start()
    bench.wire.signsOn = { refuse: 'LOCKED' }
    await bench.command('RELOGIN', 1)
    expect(bench.results).toMatchObject([{ status: 'FAILED', code: 'LOCKED' }])
    expect(bench.terminal.view.signOn).toBe('LOCKED')
    await bench.command('UNLOCK', 2)
    expect(bench.terminal.view.signOn).toBe('SIGNED_OFF')
  })

  test('a lost answer costs a new nonce; no answer at all ends in PLATFORM_TIMEOUT', async () => {
    const bench = await new Bench().start()
    bench.wire.signsOn = 'SILENT'
    await bench.command('RELOGIN', 1)
    await bench.scheduler.advance(10_000)
    bench.wire.signsOn = 'YES'
    await bench.scheduler.advance(10_000)
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED' }])
    bench.wire.signsOn = 'SILENT'
    await bench.command('RELOGIN', 2)
    await bench.scheduler.advance(60_000)
    expect(bench.results.at(-1)).toMatchObject({ status: 'FAILED', code: 'PLATFORM_TIMEOUT' })
  })

  test('a forged answer, a nonce for another conn or one not asked for changes nothing', async () => {
    const bench = await new Bench().start()
    bench.wire.sendObject({ v: 1, kind: 'nonce', nonce: 'A'.repeat(43), conn: 1 })
    bench.wire.signsOn = 'SILENT'
    await bench.command('RELOGIN', 1)
    bench.wire.sendObject({ v: 1, kind: 'nonce', nonce: 'A'.repeat(43), conn: 2 })
    bench.wire.sendObject({ v: 1, kind: 'signon', nonce: 'A'.repeat(43), result: 'SIGNED_ON', tag: 'A'.repeat(43) })
    await settle()
    expect(bench.refusals()).toEqual(['nonce NOT_ASKED', 'nonce OTHER_CONN', 'signon BAD_TAG'])
    expect(bench.terminal.view.signOn).toBe('SIGNED_OFF')
  })

  test('the line breaks in the middle: the handshake starts anew on the next connection', async () => {
    const bench = await new Bench().start()
    bench.wire.signsOn = 'SILENT'
    await bench.command('RELOGIN', 1)
    bench.wire.cut()
    bench.wire.signsOn = 'YES'
    await bench.scheduler.advance(1_000)
    expect(bench.wire.of('proof')).toMatchObject([{ conn: 2 }])
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED' }])
    expect(bench.runs(1)).toBe(1)
  })

  test.each([
    ['LOGGED_IN', 'SIGNED_ON', ['OPERATOR_LOGIN', 'PLATFORM_SIGN_ON']],
    ['REFUSED', 'OPERATOR_REFUSED', ['OPERATOR_LOGIN']],
    ['TIMED_OUT', 'OPERATOR_TIMEOUT', ['OPERATOR_LOGIN']],
  ] as const)('level OPERATOR, cashier %s', async (login, code, steps) => {
    const bench = await new Bench(undefined, { operator: { logIn: async () => login } }).start()
    bench.store.append({ e: 'signOn', signOn: 'SIGNED_OFF', batch: '000003', kcv: 'AAAA' })
    await bench.command('RELOGIN', 1, { params: { level: 'OPERATOR' }, ticket: TICKET })
    expect(bench.wire.of('progress').map(({ step }) => step)).toEqual(steps)
    expect(bench.results).toMatchObject([{ code }])
    expect(bench.asked).toEqual([])
  })

  test('level OPERATOR needs a cashier and keys from the host', async () => {
    const bench = await new Bench().start()
    await bench.command('RELOGIN', 1, { params: { level: 'BOTH' } })
    expect(bench.results).toMatchObject([{ code: 'OPERATOR_UNSUPPORTED' }])
    const other = await new Bench(undefined, { operator: { logIn: async () => 'LOGGED_IN' } }).start()
    await other.command('RELOGIN', 1, { params: { level: 'OPERATOR' } })
    expect(other.results).toMatchObject([{ code: 'HOST_SIGN_ON_MISSING' }])
  })

  test('a second re-login waits for the first', async () => {
    const bench = await new Bench().start()
    bench.wire.signsOn = 'SILENT'
    await bench.command('RELOGIN', 1)
    await bench.command('RELOGIN', 2)
    expect(bench.wire.of('defer')).toMatchObject([{ id: testCommandId(2), reason: 'BUSY' }])
    bench.wire.signsOn = 'YES'
    await bench.scheduler.advance(10_000)
    expect(bench.results.map(({ id, status }) => [id, status])).toEqual([
      [testCommandId(1), 'SUCCEEDED'],
      [testCommandId(2), 'SUCCEEDED'],
    ])
  })
})

describe('restarts [P-9.8]', () => {
  test.each(['REBOOT', 'APP_RESTART'] as const)('%s: the next run reports the new boot counter', async (type) => {
    const bench = await new Bench().start()
    await bench.command(type, 1)
    expect(bench.results).toEqual([])
    expect(bench.wire.wills).toHaveLength(1)
    await bench.powerCycle()
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED', code: 'RESTARTED', data: { boot: 2 } }])
    expect(bench.wire.of('boot').at(-1)).toMatchObject({ boot: 2, reason: 'COMMAND' })
    await bench.powerCycle()
    await bench.command(type, 1)
    expect(bench.runs(1)).toBe(1)
  })

  test('the power goes between "started" and the order: INTERRUPTED, not run again', async () => {
    const bench = await new Bench().start()
    const { payload } = testCommand('REBOOT', 1)
    bench.store.append(
      { e: 'taken', seq: 1 },
      { e: 'ring', entry: { id: payload.id, attempt: 1, phase: 'RUNNING', command: payload } },
    )
    await bench.powerCycle()
    expect(bench.results).toMatchObject([{ status: 'INTERRUPTED', code: 'INTERRUPTED', data: { boot: 2 } }])
    expect(bench.runs(1)).toBe(0)
  })

  test('a re-login is idempotent: it is done again after a power cut', async () => {
    const bench = await new Bench().start()
    bench.wire.signsOn = 'SILENT'
    await bench.command('RELOGIN', 1, { ticket: TICKET })
    bench.wire.signsOn = 'YES'
    await bench.powerCycle()
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED', code: 'SIGNED_ON' }])
  })
})

describe('the other types [P-9.9]', () => {
  test('STATUS_GET and SELF_TEST', async () => {
    const bench = await new Bench().start()
    await bench.command('STATUS_GET', 1)
    await bench.command('SELF_TEST', 2)
    bench.device.failing.add('printer')
    await bench.command('SELF_TEST', 3)
    expect(bench.results).toMatchObject([
      { code: 'STATUS', data: { signOn: 'SIGNED_OFF', boot: 1, versions: { model: 'test' } } },
      { status: 'SUCCEEDED', code: 'PASSED' },
      { status: 'FAILED', code: 'SELF_TEST_FAILED', data: { checks: { printer: false, keypad: true } } },
    ])
  })

  test('BACKUP: chunks whose whole matches the hash of each and of the result [P-11]', async () => {
    const bench = await new Bench().start()
    bench.device.parameters = () => ({ filler: 'x'.repeat(80_000) })
    await bench.command('BACKUP', 1)
    const chunks = bench.wire.of('chunk')
    expect(chunks.map(({ index, count }) => [index, count])).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ])
    const whole = Buffer.concat(chunks.map(({ bytes }) => fromBase64url(bytes) ?? Buffer.alloc(0)))
    const sha256 = createHash('sha256').update(whole).digest('base64url')
    expect(chunks.every((chunk) => chunk.sha256 === sha256)).toBe(true)
    expect(bench.results).toMatchObject([
      { status: 'SUCCEEDED', code: 'BACKED_UP', data: { sha256, bytes: whole.length, chunks: 3 } },
    ])
    expect(JSON.parse(whole.toString()).parameters.filler).toHaveLength(80_000)
  })

  test('PRESENCE_SHOW: digits and words on the screen for their time, and in nothing that is sent [P-12]', async () => {
    const bench = await new Bench().start()
    await bench.command('PRESENCE_SHOW', 1, { params: { showSec: 60 } })
    const digits = presenceDigits(TEST_SECRETS.digits, testCommandId(1))
    const words = presenceWords(TEST_SECRETS.words, testCommandId(1))
    expect(bench.screen.presence).toMatchObject({ digits, words })
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED', code: 'SHOWN' }])
    const told = JSON.stringify([bench.wire.received, bench.events])
    for (const secret of [digits, ...words.en, ...words.zh]) expect(told).not.toContain(secret)
    await bench.scheduler.advance(60_000)
    expect(bench.screen.presence).toBeNull()
  })

  test('MESSAGE_SHOW has its own frame', async () => {
    const bench = await new Bench().start()
    await bench.command('MESSAGE_SHOW', 1, { params: { text: '请更换打印纸' } })
    expect(bench.screen.message).toBe('请更换打印纸')
    expect(bench.screen.presence).toBeNull()
  })

  test('LOCK and UNLOCK last over a power cut, and say NO_OP when nothing changes', async () => {
    const bench = await new Bench().start()
    await bench.command('LOCK', 1)
    await bench.command('LOCK', 2)
    await bench.powerCycle()
    expect(bench.screen.locked).toBe(true)
    expect(bench.wire.of('hb').at(-1)).toMatchObject({ locked: true })
    await bench.command('UNLOCK', 3)
    expect(bench.results.map(({ status, code }) => [status, code])).toEqual([
      ['SUCCEEDED', 'LOCKED'],
      ['NO_OP', 'ALREADY_LOCKED'],
      ['SUCCEEDED', 'UNLOCKED'],
    ])
  })

  test('a fault of the device fails the command and nothing else', async () => {
    const bench = await new Bench().start()
    bench.device.selfTest = async () => Promise.reject(new Error('the bus hangs'))
    await bench.command('SELF_TEST', 1)
    expect(bench.results).toMatchObject([{ status: 'FAILED', code: 'TERMINAL_FAULT' }])
    await bench.command('STATUS_GET', 2)
    expect(bench.results.at(-1)).toMatchObject({ status: 'SUCCEEDED' })
  })
})
