import type { FileRow, JournalRecord } from '@budeng/transactions'
import type { handClock } from '../../fleet.fixture.ts'
import {
  addTariffVersion,
  bookChanges,
  ingestJournals,
  lockTariff,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  trialBalance,
} from '../../index.ts'
import { arrived, type JournalHand, makeJournals } from '../journal/journal.fixture.ts'
import { lineOf, readFile } from './files.fixture.ts'

/** Ways into the database, one for each role. */
export interface Doors {
  readonly owner: Storage
  readonly gateway: Storage
  readonly worker: Storage
  readonly app: Storage
  readonly clock: ReturnType<typeof handClock>
}

let made = 0

/** A merchant with one terminal; it pays 0.6 %, of which 30 % are the agent's. */
export class House {
  readonly hand: JournalHand
  readonly #doors: Doors
  #seq = 0
  constructor(hand: JournalHand, doors: Doors) {
    this.hand = hand
    this.#doors = doors
  }

  static async make(doors: Doors): Promise<House> {
    const { owner, gateway } = doors
    const code = `s${String.fromCharCode(97 + made++)}`
    return await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      const [hand] = await makeJournals(unit, gateway, 1, code)
      if (hand === undefined) throw new Error('no terminal')
      const { acquirerId, agentId, merchantId, path } = hand.arrival([]).scope
      const place = { merchantId, cardType: 'ANY', product: 'CARD', currency: 'CNY' }
      const terms = { validFrom: '2020-01-01', percentBps: 60, capMinor: null, minimumMinor: 0n, agentShareBps: 3_000 }
      const known = await lockTariff(unit, place)
      await addTariffVersion(unit, known, { ...place, acquirerId, agentId, path }, { ...terms, changeId: null })
      return new House(hand, doors)
    })
  }

  get scope() {
    return this.hand.arrival([]).scope
  }

  async bring(...records: JournalRecord[]): Promise<void> {
    const placed = records.map((record) => arrived(record, ++this.#seq))
    await this.#doors.gateway.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      ingestJournals(unit, 'gateway', [this.hand.arrival(placed)], bookChanges),
    )
  }

  async file(day: string, ...rows: FileRow[]) {
    this.#doors.clock.advance(1)
    return await readFile(this.#doors.worker, this.#doors.app, this.scope.acquirerId, day, rows)
  }

  line(record: JournalRecord, change: Partial<FileRow> = {}): FileRow {
    return lineOf(this.hand, record, change)
  }

  /** Balances of the acquirer that are not zero; together they are. */
  async books(): Promise<Record<string, bigint>> {
    const rows = await this.#doors.worker.read(PLATFORM_SCOPE, (db) => trialBalance(db, this.scope.acquirerId))
    if (rows.reduce((sum, { balance }) => sum + balance, 0n) !== 0n) throw new Error('the books are not zero')
    return Object.fromEntries(rows.filter(({ balance }) => balance !== 0n).map(({ kind, balance }) => [kind, balance]))
  }

  async entries(): Promise<number> {
    const [row] = await this.#doors.worker.read(PLATFORM_SCOPE, (db) =>
      db.query<{ n: number }>('select count(*)::int as n from ledger_entry where acquirer_id = $1', [
        this.scope.acquirerId,
      ]),
    )
    return row?.n ?? 0
  }

  async notes(): Promise<string[]> {
    const rows = await this.#doors.worker.read(PLATFORM_SCOPE, (db) =>
      db.query<{ said: string }>(
        `select coalesce(t.stan, 'stranger') || ' ' || m.state || ' ' || coalesce(t.settlement_state, '-') as said from record_match m
         left join transaction t on t.id = m.transaction_id where m.acquirer_id = $1 and m.source = 'FILE' and (t.id is not null or m.state <> 'MATCHED') order by 1`,
        [this.scope.acquirerId],
      ),
    )
    return rows.map(({ said }) => said)
  }

  async lines(): Promise<string[]> {
    const rows = await this.#doors.worker.read(PLATFORM_SCOPE, (db) =>
      db.query<{ said: string }>(
        `select l.stan || ' ' || l.state || coalesce(' ' || (l.problem ->> 'code'), '') as said from file_line l join file_import f on f.id = l.import_id where l.acquirer_id = $1 order by f.started_at, l.line`,
        [this.scope.acquirerId],
      ),
    )
    return rows.map(({ said }) => said)
  }

  async matchOf(stan: string): Promise<string> {
    const [row] = await this.#doors.worker.read(PLATFORM_SCOPE, (db) =>
      db.query<{ id: string }>(
        `select m.id::text from record_match m join transaction t on t.id = m.transaction_id where m.source = 'FILE' and t.terminal_id = $1 and t.stan = $2`,
        [this.hand.terminalId, stan],
      ),
    )
    return row?.id ?? ''
  }
}
