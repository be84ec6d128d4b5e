import { decodeUp, keyPairFromSeed, signKeyList } from '@budeng/protocol'
import { TEST_KEY_LIST, TEST_NOW, TEST_ROOT, TEST_SECRETS } from '@budeng/protocol/testing'
import { describe, expect, test } from 'vitest'
import { MemoryStore } from './store.ts'
import { Bench, settle, TEST_IDENTITY } from './testing.ts'

describe('hello and welcome [P-5]', () => {
  test('the first connection introduces the terminal, is welcomed, beats and reports its boot', async () => {
    const bench = await new Bench().start()
    expect(bench.wire.opened[0]).toMatchObject({
      clientId: TEST_IDENTITY.device,
      subscribe: 'pos/v1/demo/10000001/down',
    })
    expect(bench.wire.of('hello')).toMatchObject([
      { conn: 1, n: 1, boot: 1, keyListVersion: 1, highestSeq: 0, storeLost: false, level: 0 },
    ])
    expect(bench.wire.of('hb')).toMatchObject([{ signOn: 'SIGNED_OFF', batch: null, boot: 1, epoch: 1 }])
    expect(bench.wire.of('boot')).toMatchObject([{ seq: 1, boot: 1, reason: 'UNKNOWN' }])
    expect(bench.terminal.view).toMatchObject({ connected: true, conn: 1, boot: 1, waiting: 0 })
  })

  test('the will says the same conn and n 0 [P-6.4]', async () => {
    const bench = await new Bench().start()
    bench.wire.cut()
    const will = bench.wire.wills[0]
    expect(decodeUp(will?.topic ?? '', will?.payload ?? new Uint8Array(), TEST_SECRETS.up)).toEqual({
      ok: true,
      message: { v: 1, kind: 'lost', conn: 1, n: 0 },
    })
  })

  test.each([
    ['of another nonce', 'WRONG_NONCE', (bench: Bench) => bench.wire.welcome('x'.repeat(43))],
    [
      'under a key for commands',
      'WRONG_TYP',
      (bench: Bench) =>
        bench.wire
          .welcome(nonceOf(bench))
          .replace(
            /^[^.]+/,
            (head) =>
              head.replace(/./, 'e') &&
              Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: 'command-1', typ: 'budeng-command' })).toString(
                'base64url',
              ),
          ),
    ],
    [
      'whose signature is broken',
      'BAD_SIGNATURE',
      (bench: Bench) => `${bench.wire.welcome(nonceOf(bench)).slice(0, -3)}AAA`,
    ],
    ['of an older era', 'OLD_ERA', (bench: Bench) => bench.wire.welcome(nonceOf(bench), { era: 0 })],
  ])('a welcome %s does not set the time', async (_, reason, forge) => {
    const bench = new Bench()
    bench.wire.welcomes = false
    bench.store.append({ e: 'agreed', epoch: 1, era: 1 })
    await bench.start()
    bench.wire.send(forge(bench))
    expect(bench.refusals().join()).toMatch(reason === 'WRONG_TYP' ? /BAD_SIGNATURE|BAD_PAYLOAD|WRONG_TYP/ : reason)
    await bench.command('STATUS_GET', 1)
    expect(bench.wire.of('defer')).toMatchObject([{ reason: 'TIME_UNKNOWN' }])
  })

  test('without a welcome hello is repeated with a new nonce, ever more rarely [P-5.2]', async () => {
    const bench = new Bench()
    bench.wire.welcomes = false
    await bench.start()
    await bench.scheduler.advance(10_000)
    await bench.scheduler.advance(20_000)
    const nonces = bench.wire.of('hello').map(({ nonce }) => nonce)
    expect(new Set(nonces).size).toBe(3)
    await bench.scheduler.advance(30_000)
    expect(bench.wire.of('hello')).toHaveLength(3)
  })

  test('a welcome is older than a day: commands wait for the next [P-5.5]', async () => {
    const bench = await new Bench().start()
    bench.wire.welcomes = false
    await bench.scheduler.advance(24 * 3_600_000 + 1)
    await bench.command('STATUS_GET', 1, { notAfter: TEST_NOW + 48 * 3_600_000 })
    expect(bench.wire.of('defer')).toMatchObject([{ reason: 'TIME_UNKNOWN' }])
    bench.wire.serverTime += 24 * 3_600_000
    bench.wire.send(bench.wire.welcome(nonceOf(bench)))
    await settle()
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED', code: 'STATUS' }])
  })

  test('a connection that lasts asks for the time again after 12 h [P-5.6]', async () => {
    const bench = await new Bench().start()
    await bench.scheduler.advance(12 * 3_600_000)
    expect(bench.wire.of('hello')).toHaveLength(2)
    expect(bench.terminal.view.conn).toBe(1)
  })

  test('heartbeats follow the interval of the welcome, and any change of sign-on [P-6.1] [P-6.3]', async () => {
    const bench = await new Bench().start()
    await bench.scheduler.advance(180_000)
    expect(bench.wire.of('hb')).toHaveLength(4)
    bench.terminal.signOff('EXPIRED')
    await settle()
    expect(bench.wire.of('hb').at(-1)).toMatchObject({ signOn: 'EXPIRED' })
  })
})

function nonceOf(bench: Bench): string {
  return bench.wire.of('hello').at(-1)?.nonce ?? ''
}

describe('key list [P-4.3]', () => {
  const next = keyPairFromSeed(Buffer.alloc(32, 77))
  const newer = { ...TEST_KEY_LIST, version: 2 }

  test('a newer list is kept over a restart; an older or forged one is not taken', async () => {
    const bench = new Bench()
    bench.wire.welcomes = false
    await bench.start()
    bench.wire.send(bench.wire.welcome(nonceOf(bench), { keyList: signKeyList(newer, next) }))
    expect(bench.store.state.keyList).toBeNull()
    await bench.powerCycle()
    bench.wire.send(
      bench.wire.welcome(nonceOf(bench), { keyList: signKeyList({ ...newer, nextRoot: next.x }, TEST_ROOT) }),
    )
    await bench.powerCycle()
    expect(bench.wire.of('hello').at(-1)?.keyListVersion).toBe(2)
    bench.wire.send(bench.wire.welcome(nonceOf(bench), { keyList: signKeyList(TEST_KEY_LIST, TEST_ROOT) }))
    expect(bench.store.state.keyList?.version).toBe(2)
  })

  test('the next root may sign the list after, and then is the root', async () => {
    const bench = new Bench()
    bench.store.append({ e: 'keys', rootKey: TEST_ROOT.x, keyList: { ...newer, nextRoot: next.x } })
    bench.wire.welcomes = false
    await bench.start()
    bench.wire.send(bench.wire.welcome(nonceOf(bench), { keyList: signKeyList({ ...newer, version: 3 }, next) }))
    expect(bench.store.state).toMatchObject({ rootKey: next.x, keyList: { version: 3 } })
  })
})

describe('connections [P-2.9]', () => {
  test('each has a new conn, and the wait grows, also when we were sent away at once', async () => {
    const bench = await new Bench().start()
    for (let i = 0; i < 12; i++) {
      bench.wire.cut()
      await bench.scheduler.advance(300_000 + 1)
      expect(bench.wire.isConnected).toBe(true)
    }
    expect(bench.terminal.view.conn).toBe(13)
    const waits = bench.events.flatMap((event) => (event.event === 'CLOSED' ? [event.retryInMs] : []))
    expect(Math.max(...waits)).toBeLessThanOrEqual(300_000)
  })

  test('refused connections back off to five minutes, with jitter', async () => {
    const bench = new Bench()
    bench.wire.accepts = false
    await bench.start()
    await bench.scheduler.advance(3_600_000)
    const waits = bench.events.flatMap((event) => (event.event === 'CLOSED' ? [event.retryInMs] : []))
    expect(waits.length).toBeLessThan(60)
    waits.forEach((wait, i) => expect(wait).toBeLessThanOrEqual(Math.min(300_000, 1_000 * 2 ** i)))
    expect(new Set(waits).size).toBe(waits.length)
  })

  test('the last heartbeat of a sign-on says that the device is free again', async () => {
    const bench = await new Bench().start()
    void bench.terminal.signOn()
    await settle()
    expect(bench.wire.of('hb').map(({ signOn, busy }) => ({ signOn, busy }))).toEqual([
      { signOn: 'SIGNED_OFF', busy: false },
      { signOn: 'SIGNED_ON', busy: true },
      { signOn: 'SIGNED_ON', busy: false },
    ])
  })

  test('a stopped terminal leaves no timer behind', async () => {
    const bench = await new Bench().start()
    void bench.terminal.signOn()
    await bench.command('RELOGIN', 1)
    bench.terminal.stop()
    expect(bench.scheduler.pending).toBe(0)
  })
})

describe('a lost store [P-5.7]', () => {
  test('numbers go on above the floors of the welcome, and old commands are not run again', async () => {
    const bench = new Bench(new MemoryStore(TEST_IDENTITY, true))
    bench.wire.welcomes = false
    await bench.start()
    expect(bench.wire.of('hello')).toMatchObject([{ storeLost: true }])
    expect(bench.wire.of('boot')).toEqual([])
    await bench.command('STATUS_GET', 41)
    expect(bench.refusals()).toContain('command WINDOW_UNKNOWN')
    bench.wire.send(bench.wire.welcome(nonceOf(bench), { highestSeq: 41, reportSeq: 17, replySeq: 30 }))
    await settle()
    expect(bench.wire.of('boot')).toMatchObject([{ seq: 18 }])
    await bench.command('STATUS_GET', 41)
    await bench.command('STATUS_GET', 42)
    expect(bench.results).toMatchObject([
      { seq: 31, status: 'REJECTED', code: 'OUTSIDE_WINDOW' },
      { seq: 33, status: 'SUCCEEDED' },
    ])
  })

  test('a floor never moves the window of a terminal that kept its store', async () => {
    const bench = new Bench()
    bench.wire.welcomes = false
    await bench.start()
    bench.wire.send(bench.wire.welcome(nonceOf(bench), { highestSeq: 900 }))
    await bench.command('STATUS_GET', 1)
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED' }])
  })
})
