import { HOUR } from '@budeng/kernel'
import type { FileRow, JournalRecord } from '@budeng/transactions'
import type { Doors } from '../../doors.fixture.ts'
import { agreeTariff, type HandClock } from '../../fleet.fixture.ts'
import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '../../index.ts'
import { arrived, booksOf, type JournalHand, makeJournal } from '../journal/journal.fixture.ts'
import { lineOf, readFile } from './files.fixture.ts'

/** Ways into its database, on a clock that is moved by hand. */
export type TradingDoors = Doors<'owner' | 'gateway' | 'worker' | 'app'> & { readonly clock: HandClock }

/** Does something so many hours ahead of time; then it is now again. */
export function aheadOf(clock: HandClock) {
  return async <T>(hours: number, work: () => Promise<T>): Promise<T> => {
    clock.advance(hours * HOUR)
    try {
      return await work()
    } finally {
      clock.advance(-hours * HOUR)
    }
  }
}

let made = 0

/** A merchant with one terminal; it pays 0.6 %, of which 30 % are the agent's. */
export class House {
  readonly hand: JournalHand
  readonly #doors: TradingDoors
  #seq = 0
  constructor(hand: JournalHand, doors: TradingDoors) {
    this.hand = hand
    this.#doors = doors
  }

  static async make(doors: TradingDoors): Promise<House> {
    const { owner, gateway } = doors
    const code = `s${String.fromCharCode(97 + made++)}`
    return await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      const hand = await makeJournal(unit, gateway, code)
      await agreeTariff(unit, hand.scope, { validFrom: '2020-01-01', percentBps: 60 })
      return new House(hand, doors)
    })
  }

  get scope() {
    return this.hand.scope
  }

  async bring(...records: JournalRecord[]): Promise<void> {
    await this.hand.book(records.map((record) => arrived(record, ++this.#seq)))
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
    const books = await booksOf(this.#doors.worker, this.scope.acquirerId)
    if (Object.values(books).reduce((sum, balance) => sum + balance, 0n) !== 0n)
      throw new Error('the books are not zero')
    return books
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
