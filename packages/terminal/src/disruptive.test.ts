import { describe, expect, test } from 'vitest'
import { MemoryStore } from './store.ts'
import { Bench, settle, TEST_IDENTITY, testCommand, testCommandId } from './testing.ts'
import { FailingStore } from './testing-power.ts'

const TICKET = 'AAAAAAAAAAAAAAAAAAAAAA'
const SALE = { amount: '1200', currency: 'CNY', exponent: 2, entryMode: '051' } as const
const ends = (bench: Bench) => bench.results.map(({ status, code }) => `${status} ${code}`)

describe('NETWORK_RESET [P-9.13]', () => {
  test('drops the line without goodbye, and is kept once the platform is there again', async () => {
    const bench = await new Bench().start()
    await bench.command('NETWORK_RESET', 1, { params: { revertAfterSec: 60 } })
    await settle()
    expect(bench.wire.wills).toHaveLength(1)
    expect(bench.device.asked).toEqual(['network reset', 'network kept'])
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED', code: 'NETWORK_RESET', data: { conn: 2 } }])
    await bench.scheduler.advance(900_000)
    expect(bench.device.asked).toHaveLength(2)
  })
  test('takes the old settings back by itself when the platform does not come', async () => {
    const bench = await new Bench().start()
    bench.wire.accepts = false
    await bench.command('NETWORK_RESET', 1, { params: { revertAfterSec: 60 } })
    await bench.scheduler.advance(59_000)
    expect(bench.device.asked).toEqual(['network reset'])
    bench.wire.accepts = true
    bench.wire.welcomes = false
    await bench.scheduler.advance(1_000)
    bench.wire.welcomes = true
    await bench.scheduler.advance(600_000)
    expect(bench.device.asked).toEqual(['network reset', 'network reverted'])
    expect(ends(bench)).toEqual(['FAILED REVERTED'])
  })
  test('a power cut during the trial takes the old settings back before anything is sent', async () => {
    const bench = await new Bench().start()
    bench.wire.accepts = false
    await bench.command('NETWORK_RESET', 1)
    bench.wire.accepts = true
    await bench.powerCycle()
    expect(bench.device.asked).toEqual(['network reset', 'network reverted'])
    expect(ends(bench)).toEqual(['FAILED REVERTED'])
  })
})

describe('PARAMETERS_PULL [P-24]', () => {
  const pull = (version: number, values: object) => ({ params: { version, values: values as Record<string, string> } })
  const tag = (bench: Bench) => bench.wire.of('hb').at(-1)?.health.versions?.parameters
  test('is taken whole, told by the next heartbeat, and survives a power cut', async () => {
    const bench = await new Bench().start()
    expect(tag(bench)).toMatch(/^0\./)
    await bench.command('PARAMETERS_PULL', 1, pull(3, { apn: 'cmpos' }))
    const told = tag(bench)
    expect(told).toMatch(/^3\.[\w-]{11}$/)
    bench.device.untaken.add('tips')
    await bench.command('PARAMETERS_PULL', 2, pull(4, { apn: 'other', tips: 'yes' }))
    await bench.command('PARAMETERS_PULL', 3, pull(2, {}))
    await bench.command('PARAMETERS_PULL', 4, pull(3, { apn: 'cmpos' }))
    expect(ends(bench)).toEqual([
      'SUCCEEDED PARAMETERS_APPLIED',
      'FAILED PARAMETERS_REFUSED',
      'REJECTED OLD_VERSION',
      'NO_OP UP_TO_DATE',
    ])
    expect(bench.device.asked).toEqual(['parameters apn'])
    await bench.powerCycle()
    expect(tag(bench)).toBe(told)
    await bench.command('APP_CLEAR', 5)
    await bench.powerCycle()
    expect(tag(bench)).toMatch(/^0\./)
  })
})

describe('what waits until all is settled, and what waits for nothing [P-9.7]', () => {
  test('APP_CLEAR and KEYS_RENEW wait for the batch; a batch without money is none', async () => {
    const bench = await new Bench(undefined, { trades: true }).start()
    await bench.signOn()
    await bench.command('KEYS_RENEW', 1, { ticket: TICKET })
    await settle()
    expect(ends(bench)).toEqual(['SUCCEEDED KEYS_RENEWED'])
    await bench.till.online('PURCHASE', SALE)
    await bench.command('APP_CLEAR', 2)
    expect(bench.wire.of('defer')).toMatchObject([{ id: testCommandId(2), reason: 'UNSETTLED_BATCH' }])
    await bench.till.settle()
    await bench.scheduler.advance(60_000)
    expect(bench.device.asked).toEqual(['keys', 'cleared'])
    await bench.powerCycle()
    expect(bench.terminal.view).toMatchObject({ signOn: 'SIGNED_OFF', batch: null })
    expect(ends(bench)).toEqual(['SUCCEEDED KEYS_RENEWED', 'SUCCEEDED RESTARTED'])
    expect([...bench.store.state.journal.epochs.values()][0]?.lastSeq).toBeGreaterThan(2)
  })
  test('REBOOT_FORCED cuts a sale off, and the journal reverses it', async () => {
    const bench = await new Bench(undefined, { trades: true }).start()
    await bench.signOn()
    bench.hostLink.hold = new Promise(() => undefined)
    void bench.till.online('PURCHASE', SALE).catch(() => undefined)
    await settle()
    await bench.command('REBOOT', 1)
    await bench.command('REBOOT_FORCED', 2)
    expect(bench.wire.of('defer')).toMatchObject([{ id: testCommandId(1), reason: 'IN_TRANSACTION' }])
    bench.hostLink.hold = null
    await bench.powerCycle()
    expect(bench.told().filter((text) => /REVERSAL/.test(text))).not.toEqual([])
    expect(bench.results[0]).toMatchObject({ id: testCommandId(2), status: 'SUCCEEDED', code: 'RESTARTED' })
  })
  test.each(['REFUSED', 'UNREACHABLE'] as const)(
    'KEYS_RENEW: an injection that is %s signs nobody on',
    async (said) => {
      const bench = await new Bench().start()
      bench.device.injection = said
      await bench.command('KEYS_RENEW', 1, { ticket: TICKET })
      expect(ends(bench)).toEqual([`FAILED KEY_INJECTION_${said}`])
      expect(bench.asked).toEqual([])
    },
  )
})

const orderOf = (type: string) =>
  type === 'PARAMETERS_PULL' ? { params: { version: 1, values: { apn: 'x' } } } : { ticket: TICKET }

/** Carries the command out over a store whose power goes at a write, and lets it come to an end after it is back. */
async function cutAt(
  type: 'NETWORK_RESET' | 'APP_CLEAR' | 'REBOOT_FORCED' | 'KEYS_RENEW' | 'PARAMETERS_PULL',
  write: number,
  after: boolean,
) {
  const store = new FailingStore(new MemoryStore(TEST_IDENTITY))
  const bench = await new Bench(store).start()
  Object.assign(store, { writesLeft: write, cutsAfter: after, onCut: () => bench.terminal.stop(false) })
  const before = store.writes
  bench.wire.send(testCommand(type, 1, orderOf(type)).token)
  store.quiet = true
  await bench.scheduler.advance(1_000)
  const wasCut = store.writes - before > write
  store.powerOn()
  await bench.powerCycle()
  await bench.command(type, 1, orderOf(type))
  await bench.scheduler.advance(600_000)
  if (bench.store.state.ring.size > 0 && bench.results.length === 0) await bench.powerCycle()
  await bench.scheduler.advance(600_000)
  return { bench, wasCut }
}

describe.each([
  ['NETWORK_RESET', ['SUCCEEDED NETWORK_RESET', 'FAILED REVERTED']],
  ['APP_CLEAR', ['SUCCEEDED RESTARTED']],
  ['REBOOT_FORCED', ['SUCCEEDED RESTARTED', 'INTERRUPTED INTERRUPTED']],
  ['KEYS_RENEW', ['SUCCEEDED KEYS_RENEWED']],
  ['PARAMETERS_PULL', ['SUCCEEDED PARAMETERS_APPLIED', 'NO_OP UP_TO_DATE']],
] as const)('%s, the power going at every write', (type, known) => {
  test('ends once, in a known way', async () => {
    for (const after of [false, true])
      for (let write = 0; ; write++) {
        const { bench, wasCut } = await cutAt(type, write, after)
        const told = new Set(bench.results.map(({ seq, status, code }) => `${seq} ${status} ${code}`))
        const ended = [...new Set([...told].map((one) => one.slice(one.indexOf(' ') + 1)))]
        expect(ended, `write ${write}, cut ${after ? 'after' : 'before'}`).toHaveLength(1)
        expect(known).toContain(ended[0])
        expect(bench.store.state.networkTrial).toBeNull()
        if (type === 'NETWORK_RESET')
          expect(bench.device.asked.at(-1)).toBe(ended[0] === 'FAILED REVERTED' ? 'network reverted' : 'network kept')
        if (type === 'REBOOT_FORCED') expect(bench.runs(1)).toBeLessThanOrEqual(1)
        if (!wasCut) break
      }
  })
})
