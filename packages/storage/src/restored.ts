import { SECOND } from '@budeng/kernel'
import { LEAVES_AT_ONCE, PROVEN_JOURNALS_AT_ONCE, SEQUENCE_BATCH_MAX } from './limits.ts'
import { PLATFORM_SCOPE } from './scope.ts'
import { PLACE_STATEMENT } from './sequencer.ts'
import { readSetting, writeSetting } from './settings.ts'
import type { Storage } from './storage.ts'
import { acquirersOf } from './transactions/files/host-records.ts'
import { readLeaves } from './transactions/journal/records.ts'
import { EMPTY_ROOT, grow } from './transactions/journal/tree.ts'
import { trialBalance } from './transactions/ledger-balances.ts'
import { PLATFORM_ACTOR, type Scoped, type Unit } from './unit.ts'

const ERA = 'era'
const FIRST_ERA = 1

/** The era in which the platform acknowledges: terminals believe none of an older one. [P-1.3] */
export async function readEra(db: Scoped): Promise<number> {
  const era = await readSetting(db, ERA)
  return typeof era === 'number' ? era : FIRST_ERA
}

/**
 * After a restore: what was acknowledged since the backup is not here, so terminals shall send all that they still keep
 * once more. Eras are seconds, so that the same backup restored twice is above what the first time was told.
 */
export async function raiseEra(unit: Unit): Promise<number> {
  const [before, at] = [await readEra(unit), unit.clock.now()]
  const era = Math.max(before + 1, Math.floor(at / SECOND))
  await writeSetting(unit, ERA, era)
  const data = { before: { era: before }, after: { era } }
  unit.append((await acquirersOf(unit)).map(({ id }) => ({ type: 'EraRaised', subject: id, path: id, at, data })))
  return era
}

/**
 * After a restore nobody is logged in: a session that was ended after the backup would be alive again. Whoever is still
 * allowed to logs in anew; programs keep their tokens. Answers how many were ended.
 */
export async function endRestoredSessions(unit: Unit): Promise<number> {
  return await unit.execute(`update session set revoked_at = $1 where revoked_at is null and kind = 'PERSON'`, [
    new Date(unit.clock.now()),
  ])
}

/** Gives positions to all events that had none when the backup was made; answers how many. */
export async function placeWaiting(storage: Storage): Promise<number> {
  for (let placed = 0; ; ) {
    const [row] = await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.query<{ count: number }>(PLACE_STATEMENT, [SEQUENCE_BATCH_MAX]),
    )
    if (row === undefined || row.count === 0) return placed
    placed += row.count
  }
}

/** What a database says of itself, reckoned again from what lies in it. */
export interface Reckoning {
  readonly acquirers: number
  readonly journals: number
  readonly records: number
  /** Books whose debits and credits are not the same, as acquirer and currency. */
  readonly unbalanced: readonly string[]
  /** Journals whose records give another root than the one that is kept, as terminal and epoch. */
  readonly differing: readonly string[]
}

export async function reckonAgain(storage: Storage): Promise<Reckoning> {
  const acquirers = await storage.read(PLATFORM_SCOPE, acquirersOf)
  const unbalanced: string[] = []
  for (const { id, code } of acquirers) {
    const sums = new Map<string, bigint>()
    for (const { currency, balance } of await storage.read(PLATFORM_SCOPE, (db) => trialBalance(db, id)))
      sums.set(currency, (sums.get(currency) ?? 0n) + balance)
    for (const [currency, sum] of sums) if (sum !== 0n) unbalanced.push(`${code} ${currency}`)
  }
  const differing: string[] = []
  let [journals, records] = [0, 0]
  for await (const journal of allJournals(storage)) {
    journals++
    records += journal.throughSeq
    if (!(await isAsKept(storage, journal))) differing.push(`${journal.terminalId} ${journal.epoch}`)
  }
  return { acquirers: acquirers.length, journals, records, unbalanced, differing }
}

interface KeptJournal {
  readonly terminalId: string
  readonly epoch: number
  readonly throughSeq: number
  readonly root: Buffer
}

async function* allJournals(storage: Storage): AsyncGenerator<KeptJournal> {
  let [terminalId, epoch] = ['', 0]
  for (;;) {
    const after = [terminalId, epoch]
    const page = await storage.read(PLATFORM_SCOPE, (db) =>
      db.query<KeptJournal>(
        `select terminal_id as "terminalId", epoch, through_seq as "throughSeq", root from journal_stream
         where (terminal_id, epoch) > ($1, $2) order by terminal_id, epoch limit $3`,
        [...after, PROVEN_JOURNALS_AT_ONCE],
      ),
    )
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    ;({ terminalId, epoch } = last)
  }
}

async function isAsKept(storage: Storage, journal: KeptJournal): Promise<boolean> {
  let tree: ReturnType<typeof grow> = { size: 0, frontier: Buffer.alloc(0), root: EMPTY_ROOT }
  while (tree.size < journal.throughSeq) {
    const first = tree.size + 1
    const last = Math.min(tree.size + LEAVES_AT_ONCE, journal.throughSeq)
    const leaves = await storage.read(PLATFORM_SCOPE, (db) => readLeaves(db, journal, first, last))
    if (leaves.length !== last - tree.size) return false
    tree = grow(
      tree,
      leaves.map(({ leaf }) => leaf),
    )
  }
  return tree.root.equals(journal.root)
}
