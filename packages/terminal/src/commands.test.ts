import { type Command, newKeyPair, signCommand, signingKey } from '@budeng/protocol'
import { TEST_CLOCK_KEY, TEST_COMMAND_KEY, TEST_NOW } from '@budeng/protocol/testing'
import { describe, expect, test } from 'vitest'
import { Bench, settle, testCancel, testCommand, testCommandId } from './testing.ts'

describe('what is not obeyed [P-9.2]', () => {
  const { payload, token } = testCommand('REBOOT', 1)
  const [head = '', , signature = ''] = token.split('.')
  const swapped = (change: Partial<Command>) =>
    `${head}.${Buffer.from(JSON.stringify({ ...payload, ...change })).toString('base64url')}.${signature}`
  const signed = (change: Partial<Command>) => testCommand('REBOOT', 1, change).token

  test.each([
    ['id', swapped({ id: testCommandId(2) })],
    ['attempt', swapped({ attempt: 2 })],
    ['seq', swapped({ seq: 2 })],
    ['acquirer', swapped({ acquirer: 'other' })],
    ['tid', swapped({ tid: '10000002' })],
    ['device', swapped({ device: 'dev_01k0000000000000000000d002' })],
    ['type', swapped({ type: 'LOCK' })],
    ['params', swapped({ params: { force: true } })],
    ['issuedAt', swapped({ issuedAt: TEST_NOW + 1 })],
    ['notAfter', swapped({ notAfter: TEST_NOW + 86_400_000 })],
    ['ticket', swapped({ ticket: 'AAAAAAAAAAAAAAAAAAAAAA' })],
  ])('a forged %s breaks the signature', async (_, forged) => {
    const bench = await new Bench().start()
    bench.wire.send(forged)
    await settle()
    expect(bench.refusals()).toEqual(['command BAD_SIGNATURE'])
    expect(bench.wire.of('ack')).toEqual([])
    expect(bench.store.state.window.highest).toBe(0)
  })

  test.each([
    ['of another terminal', signed({ tid: '10000002' }), 'command FOREIGN'],
    ['of another acquirer', signed({ acquirer: 'other' }), 'command FOREIGN'],
    ['of another device on our TID', signed({ device: 'dev_01k0000000000000000000d002' }), 'command FOREIGN'],
    ['under an unknown key', signCommand(payload, { ...TEST_COMMAND_KEY, kid: 'command-9' }), 'command UNKNOWN_KID'],
    ['under the key for the clock', signCommand(payload, TEST_CLOCK_KEY), 'command WRONG_USE'],
    ['under a stolen key name', signCommand(payload, signingKey('command-1', newKeyPair())), 'command BAD_SIGNATURE'],
    ['of a time in which its key was not in force', signed({ issuedAt: 1 }), 'command KEY_NOT_IN_FORCE'],
    ['that is no JWS', 'reboot please', 'message NOT_A_JWS'],
    ['that is no JSON', '{"v":1', 'message BAD_JSON'],
  ])('a command %s is met with silence', async (_, bytes, refusal) => {
    const bench = await new Bench().start()
    bench.wire.send(bytes)
    await settle()
    expect(bench.refusals()).toEqual([refusal])
    expect([...bench.wire.of('ack'), ...bench.results]).toEqual([])
  })

  test.each([
    ['EXPIRED', testCommand('REBOOT', 1, { notAfter: TEST_NOW - 1 })],
    ['UNSUPPORTED', testCommand('UNHEARD_OF', 1)],
    ['BAD_PARAMETERS', testCommand('RELOGIN', 1, { params: { level: 'EVERYTHING' } })],
    ['BAD_PARAMETERS', testCommand('MESSAGE_SHOW', 1, { params: { text: '验证码 123456' } })],
  ])('a genuine command that cannot be done is REJECTED: %s', async (code, { token: bytes }) => {
    const bench = await new Bench().start()
    bench.wire.send(bytes)
    await settle()
    expect(bench.results).toMatchObject([{ status: 'REJECTED', code }])
    expect(bench.runs(1)).toBe(0)
  })

  test('expiry is told by counted time, not by any clock on the wall', async () => {
    const bench = await new Bench().start()
    await bench.scheduler.advance(15 * 60_000)
    await bench.command('STATUS_GET', 1)
    await bench.scheduler.advance(1_000)
    await bench.command('STATUS_GET', 2)
    expect(bench.results.map(({ code }) => code)).toEqual(['STATUS', 'EXPIRED'])
  })

  test('sequence numbers: any order within 64, each once, none below [P-9.4]', async () => {
    const bench = await new Bench().start()
    await bench.command('STATUS_GET', 100)
    await bench.command('STATUS_GET', 37)
    await bench.command('STATUS_GET', 36)
    await bench.command('STATUS_GET', 100, { id: testCommandId(999) })
    expect(bench.results.map(({ code }) => code)).toEqual(['STATUS', 'STATUS', 'OUTSIDE_WINDOW', 'OUTSIDE_WINDOW'])
  })
})

describe('repeats [P-9.3] [P-9.5]', () => {
  test('the same bytes run once and get the stored answer, also after a power cut', async () => {
    const bench = await new Bench().start()
    await bench.command('STATUS_GET', 1)
    await bench.command('STATUS_GET', 1)
    await bench.powerCycle()
    await bench.command('STATUS_GET', 1)
    expect(bench.runs(1)).toBe(1)
    expect(bench.results).toHaveLength(3)
    expect(new Set(bench.results.map(({ data }) => JSON.stringify(data))).size).toBe(1)
  })

  test('a result that still waits for our acknowledgement is not queued twice', async () => {
    const bench = new Bench()
    bench.wire.acknowledges = false
    await bench.start()
    await bench.command('STATUS_GET', 1)
    await bench.command('STATUS_GET', 1)
    expect([...bench.store.state.outbox.reply.values()].map(({ kind }) => kind)).toEqual(['ack', 'result'])
  })

  test('a retry is another attempt and runs again', async () => {
    const bench = await new Bench().start()
    await bench.command('STATUS_GET', 1)
    await bench.command('STATUS_GET', 2, { id: testCommandId(1), attempt: 2 })
    expect(bench.runs(1)).toBe(2)
  })

  test('the ring keeps the last 256; older ones are held off by the window', async () => {
    const bench = await new Bench().start()
    for (let seq = 1; seq <= 300; seq++) await bench.command('STATUS_GET', seq)
    expect(bench.store.state.ring.size).toBe(256)
    await bench.command('STATUS_GET', 1)
    expect(bench.runs(1)).toBe(1)
    expect(bench.results.at(-1)).toMatchObject({ code: 'OUTSIDE_WINDOW' })
  })
})

describe('deferral [P-9.7]', () => {
  test.each([
    ['IN_TRANSACTION', { inTransaction: true }],
    ['BUSY', { busy: true }],
  ])('%s: it says so, keeps the command and starts it by itself', async (reason, conditions) => {
    const bench = await new Bench().start()
    Object.assign(bench.device, conditions)
    await bench.command('RELOGIN', 1)
    expect(bench.wire.of('defer')).toMatchObject([{ id: testCommandId(1), reason, retryInSec: 30 }])
    await bench.scheduler.advance(60_000)
    expect(bench.runs(1)).toBe(0)
    expect(bench.wire.of('defer')).toHaveLength(1)
    Object.assign(bench.device, { inTransaction: false, busy: false })
    bench.terminal.conditionsChanged()
    await settle()
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED', code: 'SIGNED_ON' }])
  })

  test('two that waited start once each, though the end of the first looks for what waits', async () => {
    const bench = await new Bench().start()
    bench.device.inTransaction = true
    await bench.command('MESSAGE_SHOW', 1)
    await bench.command('RELOGIN', 2)
    bench.device.inTransaction = false
    bench.terminal.conditionsChanged()
    await settle()
    expect([bench.runs(1), bench.runs(2)]).toEqual([1, 1])
    expect(bench.results).toMatchObject([{ code: 'SHOWN' }, { code: 'SIGNED_ON' }])
  })

  test('a command that finds the time too old asks for it at once, and starts with the answer', async () => {
    let leapMs = 0
    const bench = new Bench()
    const { scheduler } = bench
    const leaping = { nowMs: () => scheduler.nowMs() + leapMs, after: scheduler.after.bind(scheduler) }
    await bench.powerCycle({ scheduler: leaping })
    leapMs = 30 * 3_600_000
    await bench.command('STATUS_GET', 1)
    expect(bench.wire.of('defer')).toMatchObject([{ reason: 'TIME_UNKNOWN' }])
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED' }])
  })

  describe('before its window [P-9.16]', () => {
    const opens = TEST_NOW + 100_000

    test('it says how long, and starts by itself the moment it opens', async () => {
      const bench = await new Bench().start()
      await bench.command('STATUS_GET', 1, { notBefore: opens })
      expect(bench.wire.of('defer')).toMatchObject([{ reason: 'OUTSIDE_WINDOW', retryInSec: 100 }])
      await bench.scheduler.advance(99_000)
      expect(bench.runs(1)).toBe(0)
      await bench.scheduler.advance(1_000)
      expect(bench.results).toMatchObject([{ status: 'SUCCEEDED' }])
      expect(bench.wire.of('defer')).toHaveLength(1)
    })

    test('what else stands against it then puts it off on', async () => {
      const bench = await new Bench().start()
      bench.device.inTransaction = true
      await bench.command('REBOOT', 1, { notBefore: opens })
      bench.device.inTransaction = false
      bench.terminal.conditionsChanged()
      await bench.scheduler.advance(60_000)
      expect(bench.runs(1)).toBe(0)
      bench.device.inTransaction = true
      await bench.scheduler.advance(60_000)
      expect(bench.wire.of('defer').map(({ reason }) => reason)).toEqual(['OUTSIDE_WINDOW'])
      bench.device.inTransaction = false
      bench.terminal.conditionsChanged()
      await settle()
      expect(bench.runs(1)).toBe(1)
    })

    test('a power cut forgets neither the command nor its window', async () => {
      const bench = await new Bench().start()
      await bench.command('STATUS_GET', 1, { notBefore: opens })
      await bench.powerCycle()
      expect(bench.runs(1)).toBe(0)
      await bench.scheduler.advance(100_000)
      expect(bench.runs(1)).toBe(1)
    })

    test('a lock waits for no window', async () => {
      const bench = await new Bench().start()
      await bench.command('LOCK', 1, { notBefore: opens })
      expect(bench.results).toMatchObject([{ code: 'LOCKED' }])
    })

    test('a forged one breaks the signature', async () => {
      const bench = await new Bench().start()
      const { payload, token } = testCommand('REBOOT', 1, { notBefore: opens })
      const [head, , signature] = token.split('.')
      const { notBefore: _, ...open } = payload
      bench.wire.send(`${head}.${Buffer.from(JSON.stringify(open)).toString('base64url')}.${signature}`)
      await settle()
      expect(bench.refusals()).toEqual(['command BAD_SIGNATURE'])
    })
  })

  test('nobody tells it: it looks for itself', async () => {
    const bench = await new Bench().start()
    bench.device.busy = true
    await bench.command('RELOGIN', 1)
    bench.device.busy = false
    await bench.scheduler.advance(30_000)
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED' }])
  })

  test('a pending reversal puts a re-login off only while signed on', async () => {
    const bench = await new Bench().start()
    bench.device.reversalPending = true
    await bench.command('RELOGIN', 1)
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED' }])
    await bench.command('RELOGIN', 2)
    expect(bench.wire.of('defer')).toMatchObject([{ id: testCommandId(2), reason: 'REVERSAL_PENDING' }])
  })

  test('published again while deferred: the deferral is told again, nothing else', async () => {
    const bench = await new Bench().start()
    bench.device.busy = true
    const { token } = testCommand('RELOGIN', 1)
    for (let i = 0; i < 3; i++) {
      bench.wire.send(token)
      await settle()
    }
    expect(bench.wire.of('defer')).toHaveLength(3)
    expect(bench.wire.of('ack')).toHaveLength(1)
  })

  test('a deferred command expires, and survives a power cut until then', async () => {
    const bench = await new Bench().start()
    bench.device.inTransaction = true
    await bench.command('REBOOT', 1)
    await bench.powerCycle()
    expect(bench.store.state.ring.get(`${testCommandId(1)}|1`)?.phase).toBe('DEFERRED')
    await bench.scheduler.advance(16 * 60_000)
    expect(bench.results).toMatchObject([{ status: 'REJECTED', code: 'EXPIRED' }])
    expect(bench.runs(1)).toBe(0)
  })

  test('LOCK is done without time and in a transaction; reading types do not wait for money', async () => {
    const bench = new Bench()
    bench.wire.welcomes = false
    await bench.start()
    bench.device.inTransaction = true
    await bench.command('LOCK', 1)
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED', code: 'LOCKED' }])
    await bench.command('STATUS_GET', 2)
    expect(bench.wire.of('defer')).toMatchObject([{ id: testCommandId(2), reason: 'TIME_UNKNOWN' }])
  })
})

describe('cancel and query [P-9.10] [P-9.11]', () => {
  test('a deferred command can be cancelled and does not run afterwards', async () => {
    const bench = await new Bench().start()
    bench.device.busy = true
    await bench.command('RELOGIN', 1)
    bench.wire.send(testCancel(1))
    bench.wire.send(testCancel(1))
    bench.device.busy = false
    await bench.scheduler.advance(60_000)
    expect(bench.wire.of('cancelled').length).toBeGreaterThanOrEqual(1)
    expect(bench.runs(1)).toBe(0)
    await bench.command('RELOGIN', 1)
    expect(bench.runs(1)).toBe(0)
  })

  test('a cancel that overtakes its command still holds', async () => {
    const bench = await new Bench().start()
    bench.wire.send(testCancel(1))
    await bench.command('REBOOT', 1)
    expect(bench.runs(1)).toBe(0)
    expect(bench.wire.of('cancelled').length).toBeGreaterThanOrEqual(1)
  })

  test('what runs or is finished cannot be cancelled', async () => {
    const bench = await new Bench().start()
    bench.wire.signsOn = 'SILENT'
    await bench.command('RELOGIN', 1)
    bench.wire.send(testCancel(1))
    await bench.command('STATUS_GET', 2)
    bench.wire.send(testCancel(2))
    await settle()
    expect(bench.wire.of('cancelRejected')).toMatchObject([{ reason: 'RUNNING' }, { reason: 'FINISHED' }])
  })

  test('a foreign or forged cancel does nothing', async () => {
    const bench = await new Bench().start()
    bench.device.busy = true
    await bench.command('RELOGIN', 1)
    bench.wire.send(testCancel(1, { tid: '10000002' }))
    bench.wire.send(testCancel(1).slice(0, -2))
    bench.device.busy = false
    bench.terminal.conditionsChanged()
    await settle()
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED' }])
  })

  test('a query is answered with state and stored result', async () => {
    const bench = await new Bench().start()
    await bench.command('STATUS_GET', 1)
    bench.wire.sendObject({ v: 1, kind: 'query', id: testCommandId(1), attempt: 1 })
    bench.wire.sendObject({ v: 1, kind: 'query', id: testCommandId(2), attempt: 1 })
    await settle()
    expect(bench.wire.of('status')).toMatchObject([
      { state: 'FINISHED', result: { status: 'SUCCEEDED', code: 'STATUS' } },
      { state: 'UNKNOWN' },
    ])
  })
})
