import {
  type CorrectionAnswer,
  type CorrectionObjection,
  type CorrectionOrder,
  fromBase64url,
  type Outcome,
  toBase64url,
} from '@budeng/protocol'
import {
  type AmendedJournal,
  amendmentRecord,
  answerOrder,
  canonical,
  foundingRecordOf,
  type JournalRecord,
  parseRecord,
  type Patch,
  type RecordType,
  recordText,
  stanKeyOf,
  stanKeyText,
} from '@budeng/transactions'
import type { Store } from '../store.ts'
import { recordAt } from './totals.ts'
import type { Journal } from './journal.ts'
import type { EpochJournal } from './journal-state.ts'
import { laidOver, type Version } from './overlay.ts'

interface AmendmentsParts {
  readonly store: Store
  readonly journal: Journal
}

/** The amendments of one journal, by what they amend and by their correction. Grows with the journal. */
interface EpochIndex {
  through: number
  readonly byTarget: Map<number, Version[]>
  readonly byCorrection: Map<string, number>
}

/** Corrections at the terminal: checked against its own journal, written as records of their own, laid over what they amend. [P-22] */
export class Amendments {
  readonly #parts: AmendmentsParts
  readonly #indexes = new Map<number, EpochIndex>()

  constructor(parts: AmendmentsParts) {
    this.#parts = parts
  }

  /** Applies a correction, once: what is in the journal already is answered as it was. The signature was checked. [P-22.5] */
  apply(order: CorrectionOrder): Outcome {
    const { journal } = this.#parts
    const { epoch, version, correctionId, op, patch } = order
    const laid = { version, correctionId, op, patch: patch as Patch }
    const target =
      order.op === 'INSERT'
        ? { original: null }
        : {
            targetSeq: order.targetSeq,
            targetLeaf: order.targetLeaf,
            original: { ...order.original, type: order.original.type as RecordType },
          }
    const ordered = { ...laid, ...target }
    const record = amendmentRecord(ordered)
    const known = this.#index(epoch)?.byCorrection.get(correctionId)
    if (known !== undefined)
      return this.#isSame(epoch, known, record) ? this.#applied(epoch, known) : objection('OTHER_CORRECTION')
    const held = journal.held(epoch)
    if (epoch !== journal.epoch || held === undefined) return nack({ code: 'NACK_EPOCH', epoch: journal.epoch })
    if (!parseRecord(recordText(record)).ok) return objection('UNREADABLE')
    if (order.op !== 'INSERT' && order.targetSeq <= held.erasedThrough) return erased(held)
    const answer = answerOrder(ordered, epoch, this.#amended(held))
    switch (answer.kind) {
      case 'NACK_BASE':
        return nack({ code: 'NACK_BASE', leaf: answer.ownLeaf && toBase64url(Buffer.from(answer.ownLeaf, 'hex')) })
      case 'NACK_POLICY':
        return answer.reason === 'OTHER_EPOCH'
          ? nack({ code: 'NACK_EPOCH', epoch: journal.epoch })
          : objection(answer.reason)
      case 'APPEND':
        return this.#objection(held, order) ?? this.#append(answer.record)
    }
  }

  /** What only the terminal can see: whether it is the record that is meant, and remains one. */
  #objection(held: EpochJournal, order: CorrectionOrder): Outcome | null {
    if (order.op === 'INSERT') return null
    const record = recordAt(held, order.targetSeq)
    const target = record && foundingRecordOf(record)
    const { batch, stan, type } = order.original
    if (target === null || target.batch !== batch || target.stan !== stan || target.type !== type)
      return objection('WRONG_ORIGINAL')
    const version = { ...order, patch: order.patch as Patch, seq: held.lastSeq + 1 }
    const versions = [...this.versionsOf(held.epoch, order.targetSeq), version]
    return laidOver(target, versions) === null ? objection('UNREADABLE') : null
  }

  /** The record is one write; it goes to the platform like any other. [P-17.3] */
  #append(record: JournalRecord): Outcome {
    const { journal } = this.#parts
    const draft = journal.draft()
    const seq = draft.record(record)
    journal.commit(draft)
    return this.#applied(draft.epoch, seq)
  }

  /** Told from the journal alone, so that it is the same after a loss of power. [P-22.7] */
  #applied(epoch: number, seq: number): Outcome {
    const { journal } = this.#parts
    const held = journal.held(epoch)
    const stored = journal.record(epoch, seq)
    const root = journal.rootThrough(epoch, seq)
    if (held === undefined || stored === undefined || root === null) return erased(held)
    const data = { amendmentSeq: seq, leaf: stored.leaf, root: toBase64url(root), throughSeq: seq }
    const isLate = this.#isLate(held, seq)
    return { status: 'SUCCEEDED', code: 'APPLIED', data: isLate ? { ...data, adjustment: true } : data }
  }

  /** The batch of what is amended was closed before the amendment was written. [P-22.8] */
  #isLate(held: EpochJournal, seq: number): boolean {
    const record = recordAt(held, seq)
    const { targetSeq } = record?.amendment ?? {}
    const about = targetSeq === undefined ? record : recordAt(held, targetSeq)
    const batch = about && foundingRecordOf(about).batch
    const { batches } = this.#parts.store.state.journal
    const entry = batches.findLast((each) => each.epoch === held.epoch && each.batch === batch)
    return entry === undefined || (entry.closing !== null && entry.closing.throughSeq < seq)
  }

  #isSame(epoch: number, seq: number, ordered: JournalRecord): boolean {
    const held = this.#parts.journal.held(epoch)
    const record = held && recordAt(held, seq)
    if (record == null) return true // erased since: what it was is not known any more
    const { at: _at, ...bare } = record
    return Buffer.from(canonical(bare)).equals(canonical(ordered))
  }

  #amended(held: EpochJournal): AmendedJournal {
    return {
      epoch: held.epoch,
      leafAt: (seq) => {
        const leaf = held.records.get(seq)?.leaf
        return leaf === undefined ? null : (fromBase64url(leaf)?.toString('hex') ?? null)
      },
      versionAt: (seq) => Math.max(0, ...this.versionsOf(held.epoch, seq).map(({ version }) => version)),
      holdsKey: (key) => {
        for (const seq of held.records.keys()) {
          const record = recordAt(held, seq)
          const own = record && stanKeyOf(foundingRecordOf(record))
          if (own && stanKeyText(own) === stanKeyText(key)) return true
        }
        return false
      },
    }
  }

  /** All versions that were laid over a record, in their order. */
  versionsOf(epoch: number, seq: number): readonly Version[] {
    const versions = this.#index(epoch)?.byTarget.get(seq) ?? []
    return versions.toSorted((a, b) => a.version - b.version || a.seq - b.seq)
  }

  #index(epoch: number): EpochIndex | null {
    const held = this.#parts.journal.held(epoch)
    if (held === undefined) return null
    const index = this.#indexes.get(epoch) ?? {
      through: held.erasedThrough,
      byTarget: new Map(),
      byCorrection: new Map(),
    }
    this.#indexes.set(epoch, index)
    for (let seq = index.through + 1; seq <= held.lastSeq; seq++) {
      // a quick look first: nearly all records are none
      if (held.records.get(seq)?.body.includes('"amendment"') !== true) continue
      const amendment = recordAt(held, seq)?.amendment
      if (amendment === undefined) continue
      const { op, version, correctionId, patch, targetSeq = seq } = amendment
      index.byCorrection.set(correctionId, seq)
      index.byTarget.set(targetSeq, [
        ...(index.byTarget.get(targetSeq) ?? []),
        { op, version, correctionId, patch, seq },
      ])
    }
    index.through = held.lastSeq
    return index
  }
}

function nack({ code, ...data }: Exclude<CorrectionAnswer, { code: 'APPLIED' }>): Outcome {
  return { status: 'REJECTED', code, data }
}

function objection(reason: CorrectionObjection): Outcome {
  return nack({ code: 'NACK_POLICY', reason })
}

function erased(held: EpochJournal | undefined): Outcome {
  return nack({ code: 'NACK_ERASED', journalFrom: (held?.erasedThrough ?? 0) + 1 })
}
