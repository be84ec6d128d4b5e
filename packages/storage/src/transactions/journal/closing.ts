import {
  type Batch,
  type BatchCommand,
  type BatchEvent,
  decideBatch,
  equalTotals,
  moneyApart,
  evolveBatch,
  hexText,
  type Totals,
} from '@budeng/transactions'
import type { BatchRow } from '../../rows/batch.ts'
import type { TerminalScope, Unit } from '../../unit.ts'
import { journalKeyText } from './arrivals.ts'
import { batchKeyText, type BatchKey, lockBatches, lockBatchesAtWork, openBatches, saveBatches } from './batch-rows.ts'
import {
  amountColumns,
  closeDifferences,
  countDifferences,
  keepProofs,
  type NewDifference,
  openDifferences,
} from './differences.ts'
import { type Figured, figuresOf, loadSaid, saveFigures } from './figures.ts'
import { prefixOf } from './prefix.ts'
import type { HeldJournal } from './streams.ts'

/** What a terminal says of a batch: that it is open, or how it closes it. */
export interface BatchWord extends BatchKey {
  readonly scope: TerminalScope
  readonly openSeq: number
  readonly closing: {
    readonly throughSeq: number
    readonly count: number
    readonly totals: Totals
    readonly root: Buffer
    /** The terminal's tag over the message. */
    readonly tag: Buffer | null
  } | null
}

/** Our tag over how far a journal is received, by the key that we share with the terminal. */
export type HostTag = (journal: HeldJournal, throughSeq: number, root: Buffer) => Buffer | null

/** A batch as it stands, for a notice; `throughSeq` and root are those that its terminal knows. */
export interface BatchStanding {
  readonly row: BatchRow
  readonly throughSeq: number
  readonly changed: boolean
}

export interface BatchOutcome {
  readonly standings: readonly BatchStanding[]
  /** Terminals whose batch number came a second time: their epoch must rise. [P-19.3] */
  readonly wrapped: readonly string[]
  /** Batches that do not balance: their range is to be compared. */
  readonly unbalanced: readonly BatchRow[]
}

/**
 * Takes what terminals say of their batches, and moves on those at work: a closing waits until everything through its
 * number is here, then totals and roots of both sides are compared. Each step may be asked for again. Under the lock of
 * the journals, after their records; `sent` says the highest number that each brought now, old or new.
 */
export async function moveBatchesOn(
  unit: Unit,
  journals: ReadonlyMap<string, HeldJournal>,
  words: readonly BatchWord[],
  sent: ReadonlyMap<string, number>,
  hostTag: HostTag,
): Promise<BatchOutcome> {
  const known = words.filter((word) => journals.has(journalKeyText(word)))
  const wrapped = await openNamed(unit, known)
  const rows = new Map(await lockBatches(unit, known))
  for (const row of await lockBatchesAtWork(unit, [...journals.values()])) rows.set(batchKeyText(row), row)
  const said = Map.groupBy(known, batchKeyText)
  const steps = [...rows.values()].flatMap((row) => {
    const journal = journals.get(journalKeyText(row))
    return journal === undefined ? [] : [new Steps(row, journal)]
  })
  await loadSaid(
    unit,
    steps.filter(({ row }) => row.throughSeq !== null),
  )
  for (const step of steps) {
    for (const word of said.get(batchKeyText(step.row)) ?? []) step.hear(word, unit.clock.now())
    await step.advance(unit, sent.get(journalKeyText(step.row)) ?? 0, hostTag)
  }
  const changed = steps.filter((step) => step.isChanged)
  await saveBatches(
    unit,
    changed.map(({ row }) => row),
  )
  await saveFigures(
    unit,
    changed.filter((step) => step.hasNewFigures),
  )
  unit.append(changed.flatMap((step) => step.events(unit.clock.now())))
  return {
    standings: steps
      .filter((step) => step.isChanged || said.has(batchKeyText(step.row)))
      .map((step) => step.standing()),
    wrapped: [...wrapped],
    unbalanced: changed.filter(({ row }) => row.state === 'UPLOADING').map(({ row }) => row),
  }
}

/** Opens what nobody has heard of; answers the terminals whose number is not above all earlier ones. */
async function openNamed(unit: Unit, words: readonly BatchWord[]): Promise<ReadonlySet<string>> {
  if (words.length === 0) return new Set()
  const found = await unit.query<{ place: number; isThere: boolean; throughSeq: number | null; isLower: boolean }>(
    `select n.place::int as place, b.id is not null as "isThere", b.through_seq as "throughSeq",
       exists (select from batch o where o.terminal_id = n.terminal_id and o.epoch = n.epoch and o.batch_no > n.batch_no and o.open_seq < n.open_seq) as "isLower"
     from unnest($1::text[], $2::int[], $3::text[], $4::bigint[]) with ordinality as n (terminal_id, epoch, batch_no, open_seq, place)
     left join batch b on b.terminal_id = n.terminal_id and b.epoch = n.epoch and b.batch_no = n.batch_no`,
    [
      words.map(({ terminalId }) => terminalId),
      words.map(({ epoch }) => epoch),
      words.map(({ batchNo }) => batchNo),
      words.map(({ openSeq }) => openSeq),
    ],
  )
  const opened = new Map<string, BatchWord>()
  const wrapped = new Set<string>()
  for (const { place, isThere, throughSeq, isLower } of found) {
    const word = words[place - 1]
    if (word === undefined) continue
    if (!isThere && !opened.has(batchKeyText(word))) opened.set(batchKeyText(word), word)
    const isAgain = throughSeq !== null && word.openSeq > throughSeq
    if (word.closing === null && (isLower || isAgain)) wrapped.add(word.terminalId)
  }
  await openBatches(unit, [...opened.values()])
  return wrapped
}

/** One batch on its way. */
class Steps implements Figured {
  row: BatchRow
  readonly journal: HeldJournal
  said: Totals = []
  own: Totals | null = null
  #filled: Totals = []
  #facts: BatchEvent[] = []
  #standing: number | null = null
  #touched = false

  constructor(row: BatchRow, journal: HeldJournal) {
    this.row = row
    this.journal = journal
  }

  get isChanged(): boolean {
    return this.#touched
  }

  /** True when there is something to put beside the totals that were kept up. */
  get hasNewFigures(): boolean {
    return this.#facts.some(
      ({ type }) => type === 'BatchClosing' || type === 'BatchBalanced' || type === 'BatchUnbalanced',
    )
  }

  hear({ closing, openSeq }: BatchWord, at: number): void {
    if (closing === null) return
    const { throughSeq, root, totals, count, tag } = closing
    const figures = { totals, root: hexText(root) }
    const before = this.#core()
    const accepted = this.#decide({ kind: 'CLOSE', throughSeq, figures })
    if (!accepted && openSeq > (before.throughSeq ?? 0)) {
      // the same number in its second life within one epoch: its records count as late, and it is over when they are here
      if (this.journal.throughSeq >= throughSeq) this.#standing = throughSeq
      return
    }
    if (before.state === 'OPEN' && this.row.state === 'CLOSING') {
      this.said = totals
      this.row = {
        ...this.row,
        openSeq,
        closingAt: at,
        throughSeq,
        rootTerminal: root,
        countTerminal: count,
        closeTag: tag,
      }
    }
  }

  async advance(unit: Unit, sent: number, hostTag: HostTag): Promise<void> {
    if (this.row.throughSeq === null || this.journal.throughSeq < this.row.throughSeq) return
    this.#decide({ kind: 'RECEIVED', throughSeq: this.journal.throughSeq })
    if (this.row.state === 'COMPARING') await this.#compare(unit, hostTag)
    if (this.row.state === 'UNBALANCED') this.#decide({ kind: 'UPLOAD', throughSeq: this.row.uploadedThrough })
    if (this.row.state === 'UPLOADING' && sent > this.row.uploadedThrough)
      this.#decide({ kind: 'UPLOAD', throughSeq: Math.min(sent, this.row.throughSeq) })
    if (this.row.state === 'UPLOADING' && this.row.uploadedThrough >= this.row.throughSeq)
      this.#decide({
        kind: 'RECONCILE',
        openDifferences: await countDifferences(unit, this.row, this.row.throughSeq),
      })
    if (this.row.state === 'BALANCED' || this.row.state === 'RECONCILED') {
      this.#decide({ kind: 'FINISH' })
      this.row = { ...this.row, closedAt: unit.clock.now() }
    }
  }

  async #compare(unit: Unit, hostTag: HostTag): Promise<void> {
    const { row, journal } = this
    const throughSeq = row.throughSeq ?? 0
    const figures = await figuresOf(unit, journal, row)
    this.own = figures.totals
    this.#filled = figures.filled.totals
    const { root } = await prefixOf(unit, journal, throughSeq)
    this.row = {
      ...row,
      rootHost: root,
      comparedAt: unit.clock.now(),
      unprovenCount: figures.quarantined + figures.conflicts,
      recordCount: figures.count,
    }
    this.#decide({
      kind: 'COMPARE',
      figures: { totals: figures.totals, root: hexText(root) },
      quarantined: figures.quarantined,
      conflicts: figures.conflicts,
    })
    const rootTerminal = row.rootTerminal ?? Buffer.alloc(0)
    const [proof] = await keepProofs(unit, [
      {
        ...scopeColumnsOf(row),
        epoch: row.epoch,
        batchId: row.id,
        kind: 'BATCH',
        fromSeq: row.openSeq ?? 1,
        throughSeq,
        rootTerminal,
        rootHost: root,
        totalsEqual: equalTotals(this.said, figures.totals),
        equal: this.row.state === 'BALANCED',
        tagTerminal: row.closeTag,
        tagHost: hostTag(journal, throughSeq, root),
      },
    ])
    if (proof?.equal === false) await openDifferences(unit, this.#differences(root))
    const kinds = ['TOTALS'] as const
    if (this.#isSumRight)
      await closeDifferences(unit, journal, {
        fromSeq: row.openSeq ?? 1,
        throughSeq,
        kinds,
        proofId: proof?.id ?? null,
      })
  }

  get #isSumRight(): boolean {
    return equalTotals(this.said, this.own ?? []) || equalTotals(this.said, this.#filled)
  }

  #differences(root: Buffer): NewDifference[] {
    const { row, journal } = this
    const place = { scope: scopeColumnsOf(row), epoch: row.epoch, toSeq: row.throughSeq ?? 0 }
    return [
      ...(row.rootTerminal?.equals(root) === true
        ? []
        : [{ ...place, kind: 'UNLOCATED' as const, fromSeq: Math.min(journal.equalSeq + 1, place.toSeq) }]),
      ...(this.#isSumRight
        ? []
        : [
            {
              ...{ ...place, kind: 'TOTALS' as const, fromSeq: row.openSeq ?? 1 },
              ...amountColumns(moneyApart(this.said, this.#filled)),
            },
          ]),
    ]
  }

  #core(): Batch {
    const { row } = this
    return {
      epoch: row.epoch,
      batch: row.batchNo,
      state: row.state,
      throughSeq: row.throughSeq,
      terminal: row.rootTerminal === null ? null : { totals: this.said, root: hexText(row.rootTerminal) },
      own: null,
      imbalances: [],
      uploadedThrough: row.uploadedThrough,
      late: [],
    }
  }

  /** False when it is refused. */
  #decide(command: BatchCommand): boolean {
    let batch = this.#core()
    const decision = decideBatch(batch, command)
    if (!decision.ok) return false
    for (const event of decision.events) {
      batch = evolveBatch(batch, event)
      this.#facts.push(event)
      this.#touched = true
    }
    const { state, imbalances, uploadedThrough } = batch
    this.row = {
      ...this.row,
      state,
      uploadedThrough,
      imbalances: imbalances.length > 0 ? [...imbalances] : this.row.imbalances,
    }
    return true
  }

  standing(): BatchStanding {
    return { row: this.row, throughSeq: this.#standing ?? this.row.throughSeq ?? 0, changed: this.#touched }
  }

  events(at: number) {
    const { row } = this
    return this.#facts.map((event) => ({
      type: event.type,
      subject: row.id,
      terminal: scopeColumnsOf(row),
      path: row.path,
      at,
      data: {
        terminalId: row.terminalId,
        epoch: row.epoch,
        batch: row.batchNo,
        throughSeq: row.throughSeq,
        ...(event.type === 'BatchUnbalanced' ? { imbalances: event.imbalances } : {}),
      },
    }))
  }
}

function scopeColumnsOf({ terminalId, acquirerId, agentId, merchantId, storeId, path }: BatchRow): TerminalScope {
  return { terminalId, acquirerId, agentId, merchantId, storeId, path }
}
