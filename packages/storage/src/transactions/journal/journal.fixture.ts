import type { Instant } from '@budeng/kernel'
import { type JournalRecord, leafOf, parseRecord, payloadHashOf, recordText } from '@budeng/transactions'
import { makeBranch, makeTerminals, scopeAt } from '../../fleet.fixture.ts'
import { sha256 } from '../../sha256.ts'
import type { Unit } from '../../unit.ts'
import type { Storage } from '../../storage.ts'
import { PLATFORM_SCOPE } from '../../scope.ts'
import { bookChanges } from '../booking.ts'
import { trialBalance } from '../ledger-balances.ts'
import type { Arrival, ArrivedRecord } from './arrivals.ts'
import { type Ingested, ingestJournals } from './ingest.ts'

const TERMINALS = { kind: 'TERMINAL', id: null } as const

export const stan = (number: number) => String(number).padStart(6, '0')

/** An approved sale with that STAN; another amount for each. */
export function sale(number: number, change: Partial<JournalRecord> = {}): JournalRecord {
  return {
    type: 'PURCHASE',
    batch: '000001',
    stan: stan(number),
    amount: String(100 + number),
    currency: 'CNY',
    exponent: 2,
    outcome: 'APPROVED',
    rrn: `R${String(number).padStart(11, '0')}`,
    panMasked: '622200******1234',
    scope: 'DOMESTIC',
    at: '2027-01-15T08:00:00Z',
    ...change,
  }
}

/** A sale at that moment by a chip of its own. */
export function chipSale(at: Instant, number: number, change: Partial<JournalRecord> = {}): JournalRecord {
  return sale(number, {
    ...{ at: new Date(at).toISOString(), panToken: '5a'.repeat(32), entryMode: '051' },
    ...{ atc: number, cryptogramHash: String(number).padStart(64, '0') },
    ...change,
  })
}

/** A record that refers to another one; without money of its own where it has none. */
export function follow(
  type: JournalRecord['type'],
  of: JournalRecord,
  number: number,
  change: Partial<JournalRecord> = {},
) {
  return sale(number, { type, original: { batch: of.batch ?? '', stan: of.stan ?? '', type: of.type }, ...change })
}

export function reversal(of: JournalRecord, number: number): JournalRecord {
  return {
    type: 'REVERSAL',
    batch: of.batch ?? '',
    stan: stan(number),
    outcome: 'REQUIRED',
    original: { batch: of.batch ?? '', stan: of.stan ?? '', type: of.type },
  }
}

/** What the gateway makes of a record; the leaf is the record's own hash, keys are not the matter here. */
export function arrived(record: JournalRecord, seq: number, epoch = 1): ArrivedRecord {
  const parsed = parseRecord(recordText(record))
  if (!parsed.ok) throw new Error(`${parsed.fault.code} ${parsed.fault.member ?? ''}`)
  return {
    seq,
    leaf: Buffer.from(leafOf(sha256, record, epoch, seq)),
    proven: true,
    payloadHash: Buffer.from(payloadHashOf(sha256, record)),
    body: recordText(record),
    record: parsed.record,
    fault: null,
    hadCardData: false,
  }
}

export function unreadable(seq: number, body = '{"type":"SOMETHING"}'): ArrivedRecord {
  const bytes = sha256(Buffer.from(body))
  return {
    seq,
    leaf: bytes,
    proven: false,
    payloadHash: bytes,
    body,
    record: null,
    fault: 'WRONG_FORM',
    hadCardData: false,
  }
}

/** The journal of one terminal, as the gateway named `gateway` brings it. */
export class JournalHand {
  readonly terminalId: string
  readonly #base: Omit<Arrival, 'records' | 'epoch'>
  readonly #storage: Storage

  constructor(storage: Storage, base: Omit<Arrival, 'records' | 'epoch'>) {
    this.#storage = storage
    this.#base = base
    this.terminalId = base.terminalId
  }

  arrival(records: readonly ArrivedRecord[], change: Partial<Arrival> = {}): Arrival {
    return { ...this.#base, epoch: 1, records, ...change }
  }

  get scope(): Arrival['scope'] {
    return this.#base.scope
  }

  get tid(): string {
    return this.#base.tid
  }

  /** Records at the numbers from `first` on. */
  async bring(records: readonly JournalRecord[], first = 1): Promise<Ingested> {
    return await this.bringThese(records.map((record, place) => arrived(record, first + place)))
  }

  async bringThese(
    records: readonly ArrivedRecord[],
    change: Partial<Arrival> = {},
    book?: typeof bookChanges,
  ): Promise<Ingested> {
    const [outcome] = await ingest(this.#storage, [this.arrival(records, change)], book)
    if (outcome === undefined) throw new Error('this gateway holds the terminal no more')
    return outcome
  }

  /** Records as they came, and the books follow. */
  async book(records: readonly ArrivedRecord[]): Promise<void> {
    await this.bringThese(records, {}, bookChanges)
  }
}

export async function ingest(
  storage: Storage,
  arrivals: readonly Arrival[],
  book: typeof bookChanges = () => Promise.resolve(),
): Promise<readonly Ingested[]> {
  return await storage.write(PLATFORM_SCOPE, TERMINALS, (unit) => ingestJournals(unit, 'gateway', arrivals, book))
}

/** Balances of an acquirer that are not zero, by account; currencies other than CNY are named. */
export async function booksOf(door: Storage, acquirerId: string): Promise<Record<string, bigint>> {
  const rows = await door.read(PLATFORM_SCOPE, (db) => trialBalance(db, acquirerId))
  return Object.fromEntries(
    rows
      .filter(({ balance }) => balance !== 0n)
      .map(({ kind, currency, balance }) => [currency === 'CNY' ? kind : `${kind} ${currency}`, balance]),
  )
}

/** Terminals of one new branch, each with its journal. */
export async function makeJournals(unit: Unit, gateway: Storage, count: number, code: string): Promise<JournalHand[]> {
  const branch = await makeBranch(unit, code)
  const { terminalIds, deviceIds } = await makeTerminals(unit, branch, count, code.slice(0, 2).toUpperCase())
  return terminalIds.map((terminalId, place) => {
    const scope = scopeAt(branch, terminalId)
    const tid = `${code.slice(0, 2).toUpperCase()}${String(place).padStart(6, '0')}`
    return new JournalHand(gateway, { terminalId, fence: 1, scope, tid, deviceId: deviceIds[place] ?? '' })
  })
}

/** The same with one terminal. */
export async function makeJournal(unit: Unit, gateway: Storage, code: string): Promise<JournalHand> {
  const [hand] = await makeJournals(unit, gateway, 1, code)
  if (hand === undefined) throw new Error('no terminal')
  return hand
}
