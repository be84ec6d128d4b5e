import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hmacSha256 } from '@budeng/protocol'
import { draftEnrolment, enrol, type Settled, systemRandom } from '@budeng/terminal'
import { type JournalRecord, leafOf } from '@budeng/transactions'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { behaviourOf, type BehaviourName } from '../behaviours/index.ts'
import { Bench } from '../certify/bench.ts'
import { openSimulatedHost, type SimulatedHost } from '../host/simulated-host.ts'
import type { SettledFact, TradeFact } from '../host/book/facts.ts'
import { type SimulatedFleet, startFleet } from '../terminals/fleet.ts'
import { memoryDisk } from '../terminals/shared-disk.ts'
import { openTruthFile } from '../terminals/truth-file.ts'
import { createTimerWheel, type TimerWheel } from '../time/wheel.ts'
import { isLuhn } from './cards.ts'
import { merchantKindOf } from './kinds.ts'
import { Rush } from './rush.ts'

vi.setConfig({ testTimeout: 120_000 })

const FACTOR = 100
const NOON = Date.UTC(2026, 10, 28, 4)
const ADDRESS = { acquirer: 'demo', tid: '10000001' }
/** A merchant whose door never shuts. */
const MID = Array.from({ length: 50 }, (_, index) => `8983105800000${10 + index}`).find((mid) => {
  const { opens, closes } = merchantKindOf(mid)
  return opens === closes
})

let folder: string
let bench: Bench
let wheel: TimerWheel
let host: SimulatedHost
let fleet: SimulatedFleet

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'budeng-trading-'))
  bench = await Bench.open({ address: ADDRESS, httpPort: 0, mqttPort: 0, scale: 1 / FACTOR })
  wheel = createTimerWheel(FACTOR)
})
afterEach(async () => {
  fleet.stop()
  await host.close()
  wheel.stop()
  await bench.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open(behaviour: BehaviourName, rush?: Rush) {
  const enrolled = await enrol(
    `http://127.0.0.1:${bench.httpPort}`,
    bench.desk.code,
    draftEnrolment('SN-1', systemRandom),
  )
  if (!enrolled.ok) throw new Error(enrolled.reason)
  const { identity } = enrolled
  const clock = { now: () => NOON + wheel.nowMs() }
  host = await openSimulatedHost({
    clock,
    scheduler: wheel,
    memoryFile: join(folder, 'host'),
    factsFile: join(folder, 'facts'),
    acquirers: ['demo'],
    httpPort: 0,
    isoPort: 0,
    faults: {},
  })
  const { host: script } = behaviourOf(behaviour)
  if (script !== undefined) host.host.script(ADDRESS, script)
  const shared = memoryDisk()
  fleet = startFleet({
    machines: [{ identity, mid: MID ?? '', model: 'A920', behaviour: behaviourOf(behaviour) }],
    mqtt: { host: '127.0.0.1', port: bench.mqttPort },
    hostUrl: '',
    host: host.link,
    trade: { seed: 7, salesPerHour: rush === undefined ? 2_000 : 3, clock, ...(rush && { rush }) },
    scheduler: wheel,
    disk: shared,
    seed: 1,
    truth: openTruthFile(join(folder, 'truth')),
  })
  return shared.storeOf(identity)
}

type Kept = Awaited<ReturnType<typeof open>>
const recordsOf = (store: Kept): (JournalRecord & { seq: number })[] =>
  [...(store.state.journal.epochs.get(1)?.records ?? [])].map(([seq, { body }]) => ({ ...JSON.parse(body), seq }))
const trades = (): TradeFact[] => host.log.read(0, 10_000).filter((fact) => fact.fact === 'trade')

/** Settles between two customers. */
async function settle(): Promise<Extract<Settled, { ok: true }>> {
  return vi.waitFor(
    async () => {
      const settled = await fleet.terminals[0]?.terminal.till?.settle()
      if (settled?.ok !== true) throw new Error('not yet')
      return settled
    },
    { timeout: 60_000, interval: 10 },
  )
}

const until = (facts: number) =>
  vi.waitFor(() => expect(trades().length).toBeGreaterThan(facts), { timeout: 60_000, interval: 50 })

describe('a terminal that trades', () => {
  test('and its host tell the same of every transaction, and their totals agree', async () => {
    const store = await open('healthy')
    await until(40)
    const { slip, result } = await settle()
    expect(result).toBe('BALANCED')
    const records = recordsOf(store).filter(({ outcome, rrn }) => outcome === 'APPROVED' && rrn !== undefined)
    const told = new Map(trades().map((fact) => [fact.rrn, fact]))
    expect(records.length).toBeGreaterThan(20)
    for (const { rrn = '', type, amount, panMasked, panToken, batch, stan, settlementDate } of records)
      expect(told.get(rrn)).toMatchObject({
        type,
        amount: amount ?? null,
        panMasked: panMasked ?? null,
        panToken: panToken ?? null,
        batch,
        stan,
        settlementDate,
      })
    const settled = host.log.read(0, 10_000).find((fact): fact is SettledFact => fact.fact === 'settled')
    const debit = slip.totals.find(({ scope, side }) => scope === 'DOMESTIC' && side === 'DEBIT')
    expect(settled?.host.DOMESTIC.DEBIT).toEqual({ count: debit?.count ?? 0, amount: debit?.amount ?? '0' })
    const kinds = new Set(records.map(({ type }) => type))
    expect(kinds.has('PURCHASE') && kinds.has('QR_PAY')).toBe(true)
  })

  test('whose answers are lost reverses what it does not know, and agrees all the same', async () => {
    const store = await open('drops-answers')
    await vi.waitFor(() => expect(trades().filter(({ type }) => type === 'REVERSAL').length).toBeGreaterThan(2), {
      timeout: 60_000,
      interval: 50,
    })
    expect((await settle()).result).toBe('BALANCED')
    const records = recordsOf(store)
    const unknown = records.filter(({ outcome }) => outcome === 'UNKNOWN')
    expect(unknown.length).toBeGreaterThan(0)
    for (const { stan } of unknown) {
      const fates = trades().filter((fact) => fact.stan === stan || fact.original?.stan === stan)
      expect(fates.at(-1)?.fate).toMatch(/^(REVERSED|NOTHING_TO_REVERSE|DUPLICATE)$/)
    }
  })

  test('without the host forwards its sales before it settles', async () => {
    const store = await open('offline-sales')
    await until(30)
    expect((await settle()).result).toBe('BALANCED')
    const records = recordsOf(store)
    const offline = records.filter(({ type }) => type === 'OFFLINE_SALE')
    expect(offline.length).toBeGreaterThan(3)
    const forwarded = new Set(records.filter(({ type }) => type === 'ADVICE').map(({ forwardOf }) => forwardOf))
    expect(
      offline.every(
        ({ seq, batch }) => forwarded.has(seq) || batch !== records.find(({ type }) => type === 'SETTLE')?.batch,
      ),
    ).toBe(true)
  })

  test('keeps the truth of itself: every record with its leaf, recomputed from the key beside it, and no card number', async () => {
    const store = await open('healthy')
    await until(15)
    fleet.stop()
    const text = readFileSync(join(folder, 'truth'), 'utf8')
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const [{ terminal }, ...facts] = lines as [
      { terminal: { leafKey: string } },
      ...{ epoch: number; seq: number; leaf: string; body?: string }[],
    ]
    const written = facts.flatMap(({ body, ...place }) => (body === undefined ? [] : [{ ...place, body }]))
    const kept = [...(store.state.journal.epochs.get(1)?.records ?? [])]
    expect(written.map(({ seq, leaf, body }) => [seq, { leaf, body }])).toEqual(kept)
    const key = Buffer.from(terminal.leafKey, 'hex')
    for (const { epoch, seq, leaf, body } of written)
      expect(
        Buffer.from(leafOf((bytes) => hmacSha256(key, bytes), JSON.parse(body), epoch, seq)).toString('base64url'),
      ).toBe(leaf)
    const bodies = written.map(({ body }) =>
      body.replaceAll(/"(panToken|cryptogramHash|midSent|midReturned)":"[^"]*"/g, ''),
    )
    expect(
      bodies
        .join('')
        .match(/\d{13,19}/g)
        ?.filter(isLuhn) ?? [],
    ).toEqual([])
  })

  test('in a rush sells day after day without waiting for their hours, and closes its batches, the last one too', async () => {
    const store = await open('healthy', new Rush(150))
    const settled = () => recordsOf(store).filter(({ type }) => type === 'SETTLE')
    await vi.waitFor(
      () => {
        const records = recordsOf(store)
        expect(records.length).toBeGreaterThanOrEqual(150)
        expect(records.at(-1)?.type).toBe('SIGN_ON')
        expect(records.at(-2)?.type).toBe('SETTLE')
      },
      { timeout: 60_000, interval: 50 },
    )
    expect(settled().length).toBeGreaterThan(1)
    expect(wheel.nowMs()).toBeLessThan(20 * 60 * 60_000)
  })

  test('that forgets a sale shows no gap, and only the host knows', async () => {
    const store = await open('forgets-a-record')
    await until(70)
    fleet.stop()
    const records = recordsOf(store)
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1))
    const mine = new Set(records.map(({ rrn }) => rrn))
    const lost = trades().filter(({ rrn, fate, type }) => fate === 'APPROVED' && type === 'PURCHASE' && !mine.has(rrn))
    expect(lost.length).toBeGreaterThan(0)
  })
})
