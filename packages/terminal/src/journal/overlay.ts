import { moneyText } from '@budeng/kernel'
import { type AmendmentOp, fieldTexts, type JournalRecord, type Patch, recordOfTexts } from '@budeng/transactions'

/** One amendment as it lies over a record. */
export interface Version {
  readonly version: number
  readonly op: AmendmentOp
  readonly correctionId: string
  readonly patch: Patch
  /** Its own place in the journal. */
  readonly seq: number
}

/** A record with all that was laid over it: nothing of it is ever lost. [P-22.10] */
export interface RecordView {
  readonly epoch: number
  readonly seq: number
  /** As it was written. */
  readonly original: JournalRecord
  readonly versions: readonly Version[]
  /** As it is shown and printed now. */
  readonly effective: JournalRecord
  /** What it was marked as by its newest mark. */
  readonly mark: Mark | null
}

const MARKS = { MARK_DUPLICATE: 'DUPLICATE', MARK_DISPUTED: 'DISPUTED', MARK_REVERSED: 'REVERSED' } as const
export type Mark = (typeof MARKS)[keyof typeof MARKS]

const MARK_WORDS: Readonly<Record<Mark, string>> = {
  DUPLICATE: '重复交易 / duplicate',
  DISPUTED: '争议交易 / disputed',
  REVERSED: '已冲正 / reversed',
}

/** The record with the values of all versions over it, a later one over an earlier; null when that is no record any more. */
export function laidOver(original: JournalRecord, versions: readonly Version[]): JournalRecord | null {
  const patches = versions.map(({ op, patch }) => (op === 'INSERT' || op in MARKS ? {} : patch))
  const read = recordOfTexts(Object.assign({}, fieldTexts(original), ...patches))
  return read.ok ? read.record : null
}

/** The newest mark; a status that was set after it takes it away. */
export function markOf(versions: readonly Version[]): Mark | null {
  const last = versions.findLast(({ op }) => op in MARKS || op === 'SET_STATUS')
  return last === undefined || last.op === 'SET_STATUS' ? null : MARKS[last.op as keyof typeof MARKS]
}

/** The lines of a copy of a receipt: the values of now, what they were, and the number of the correction. [P-22.10] */
export function receiptLines({ original, effective, versions, mark }: RecordView): readonly string[] {
  const newest = versions.at(-1)
  const lines = [headOf(effective), moneyOf(effective)]
  if (newest === undefined) return lines
  const was = [headOf(original), moneyOf(original)].filter((line, at) => line !== lines[at])
  return [
    ...lines,
    ...(mark === null ? [] : [MARK_WORDS[mark]]),
    ...was.map((line) => `原 / original: ${line}`),
    `更正 ${newest.version} / correction ${newest.version}`,
  ]
}

function headOf({ type, batch, stan, outcome }: JournalRecord): string {
  return [type, batch, stan, outcome].filter((each) => each !== undefined).join(' ')
}

function moneyOf({ amount, currency, exponent }: JournalRecord): string {
  if (amount === undefined || currency === undefined || exponent === undefined) return ''
  return `${currency} ${moneyText({ minor: BigInt(amount), exponent })}`
}
