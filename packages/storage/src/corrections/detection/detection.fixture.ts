import type { Clock } from '@budeng/kernel'
import type { JournalRecord } from '@budeng/transactions'
import { byPlatform, type Doors } from '../../doors.fixture.ts'
import {
  insertHostRecords,
  type Looked,
  lookAtTerminals,
  makeDue,
  noticeHostFacts,
  PLATFORM_SCOPE,
} from '../../index.ts'
import { hostFactOf } from '../../transactions/files/files.fixture.ts'
import { type JournalHand, makeJournal } from '../../transactions/journal/journal.fixture.ts'

let made = 0

/** Who writes for a terminal that is watched, and when. */
export type WatchedHouse = Doors<'owner' | 'gateway' | 'worker'> & { readonly clock: Clock }

/** One terminal and its host, looked at by a worker. */
export class Watched {
  readonly hand: JournalHand
  readonly #house: WatchedHouse
  readonly #work: ReturnType<typeof byPlatform>
  #position = 0
  constructor(house: WatchedHouse, hand: JournalHand) {
    this.#house = house
    this.#work = byPlatform(house.worker)
    this.hand = hand
  }

  static async make(house: WatchedHouse): Promise<Watched> {
    const code = `d${String.fromCharCode(97 + made++)}`
    return new Watched(house, await byPlatform(house.owner)((unit) => makeJournal(unit, house.gateway, code)))
  }

  get scope() {
    return this.hand.scope
  }

  async host(...records: (JournalRecord & { fate?: string; minor?: bigint })[]): Promise<void> {
    const rows = records.map(({ fate = 'APPROVED', minor = null, ...record }) =>
      hostFactOf(this.hand, record, {
        ...{ position: ++this.#position, at: this.#house.clock.now(), settlementDate: '2027-01-15', fate },
        amount: minor ?? BigInt(record.amount ?? 0),
      }),
    )
    await this.#work((unit) => insertHostRecords(unit, this.scope.acquirerId, rows))
  }

  /** All that is due, over and over, until nothing is. */
  async look(): Promise<Looked[]> {
    await this.#work((unit) => makeDue(unit, [this.hand.terminalId], this.#house.clock.now()))
    while ((await this.#work((unit) => noticeHostFacts(unit, this.scope.acquirerId, 100))) > 0);
    const looks: Looked[] = []
    for (;;) {
      const looked = await this.#work((unit) => lookAtTerminals(unit))
      if (looked.terminals === 0) return looks
      looks.push(looked)
    }
  }

  /** Its cases as `state rule kind`, by what they are of. */
  async cases(): Promise<Record<string, string>> {
    const rows = await this.#house.owner.read(PLATFORM_SCOPE, (db) =>
      db.query<{ cause: string; state: string; rules: string }>(
        `select cause, state, (select string_agg(distinct h.rule || ' ' || coalesce(h.facts ->> 'kind', '-'), ', ') from case_hit h where h.case_id = c.id) as rules
         from correction_case c where terminal_id = $1 order by opened_at, id`,
        [this.hand.terminalId],
      ),
    )
    const tid = this.hand.tid
    return Object.fromEntries(
      rows.map(({ cause, state, rules }) => [
        cause.replace(`${tid}:`, '').replace('000001:0000', ''),
        `${state} ${rules}`,
      ]),
    )
  }

  /** The states of the cases of one cause, the oldest first. */
  async states(cause: string): Promise<readonly string[]> {
    const rows = await this.#house.owner.read(PLATFORM_SCOPE, (db) =>
      db.query<{ state: string }>(
        'select state from correction_case where terminal_id = $1 and cause like $2 order by opened_at, id',
        [this.hand.terminalId, `${cause}:%`],
      ),
    )
    return rows.map(({ state }) => state)
  }

  async caseId(cause: string): Promise<string> {
    const [row] = await this.#house.owner.read(PLATFORM_SCOPE, (db) =>
      db.query<{ id: string }>(
        `select id from correction_case where terminal_id = $1 and cause like $2 order by opened_at desc limit 1`,
        [this.hand.terminalId, `%${cause}%`],
      ),
    )
    return row?.id ?? ''
  }
}
