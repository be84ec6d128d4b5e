import { type Decision, accept, refuse } from '@budeng/kernel'
import { equalTotals, type Totals } from './totals.ts'

export const BATCH_STATES = [
  'OPEN',
  'CLOSING',
  'COMPARING',
  'BALANCED',
  'UNBALANCED',
  'UPLOADING',
  'RECONCILED',
  'CLOSED',
  'FORCE_CLOSED',
] as const
export type BatchState = (typeof BATCH_STATES)[number]

/** Why a batch does not balance. */
export const IMBALANCES = ['TOTALS', 'ROOT', 'QUARANTINED', 'KEY_CONFLICT'] as const
export type Imbalance = (typeof IMBALANCES)[number]

/** Totals and root of one side at the closing number. Root in hex. */
export interface BatchFigures {
  readonly totals: Totals
  readonly root: string
}

/** One batch of a terminal and epoch. */
export interface Batch {
  readonly epoch: number
  readonly batch: string
  readonly state: BatchState
  /** The last record that belongs to the closing, as the terminal named it. */
  readonly throughSeq: number | null
  readonly terminal: BatchFigures | null
  readonly own: BatchFigures | null
  readonly imbalances: readonly Imbalance[]
  /** How far the terminal's upload has come; it goes on from there after a break. */
  readonly uploadedThrough: number
  /** Records that came when it was over: numbers, ascending. Each is adjusted in the open batch. */
  readonly late: readonly number[]
}

export type BatchCommand =
  | { readonly kind: 'CLOSE'; readonly throughSeq: number; readonly figures: BatchFigures }
  /** All records through this number are here. */
  | { readonly kind: 'RECEIVED'; readonly throughSeq: number }
  | {
      readonly kind: 'COMPARE'
      readonly figures: BatchFigures
      readonly quarantined: number
      readonly conflicts: number
    }
  | { readonly kind: 'UPLOAD'; readonly throughSeq: number }
  | { readonly kind: 'RECONCILE'; readonly openDifferences: number }
  | { readonly kind: 'FINISH' }
  | { readonly kind: 'FORCE_CLOSE'; readonly isChecker: boolean; readonly reason: string }
  | { readonly kind: 'ARRIVE'; readonly seq: number }

export type BatchEvent =
  | { readonly type: 'BatchClosing'; readonly throughSeq: number; readonly figures: BatchFigures }
  | { readonly type: 'BatchComparing' }
  | { readonly type: 'BatchBalanced'; readonly figures: BatchFigures }
  | { readonly type: 'BatchUnbalanced'; readonly figures: BatchFigures; readonly imbalances: readonly Imbalance[] }
  | { readonly type: 'BatchUploading'; readonly throughSeq: number }
  | { readonly type: 'BatchReconciled' }
  | { readonly type: 'BatchClosed' }
  | { readonly type: 'BatchForceClosed'; readonly from: BatchState; readonly reason: string }
  | { readonly type: 'BatchLateArrival'; readonly seq: number }

export const BATCH_REFUSALS = [
  'BATCH_NOT_READY',
  'BATCH_OVER',
  'CLOSE_DIFFERS',
  'DIFFERENCES_OPEN',
  'CHECKER_NEEDED',
  'REASON_MISSING',
] as const
export type BatchRefusal = (typeof BATCH_REFUSALS)[number]

/** A batch as the host's number opens it at sign-on. */
export function openBatch(epoch: number, batch: string): Batch {
  return {
    epoch,
    batch,
    state: 'OPEN',
    throughSeq: null,
    terminal: null,
    own: null,
    imbalances: [],
    uploadedThrough: 0,
    late: [],
  }
}

/** True when no step follows. */
export function isBatchOver({ state }: Pick<Batch, 'state'>): boolean {
  return state === 'CLOSED' || state === 'FORCE_CLOSED'
}

/** True when a number does not rise: the platform raises the epoch, so that keys stay permanent. */
export function isBatchWrap(previous: string, next: string): boolean {
  return Number(next) < Number(previous)
}

/** How far the way to its end a batch is: a command for a step that is behind it is a repeat. */
const STAGES: Readonly<Record<BatchState, number>> = {
  OPEN: 0,
  CLOSING: 1,
  COMPARING: 2,
  BALANCED: 3,
  UNBALANCED: 3,
  UPLOADING: 4,
  RECONCILED: 5,
  CLOSED: 6,
  FORCE_CLOSED: 6,
}

/** Each step may be asked for again: what is done already changes nothing. */
export function decideBatch(batch: Batch, command: BatchCommand): Decision<BatchEvent, BatchRefusal> {
  switch (command.kind) {
    case 'CLOSE':
      return decideClose(batch, command)
    case 'RECEIVED':
      return batch.state === 'CLOSING' && command.throughSeq >= (batch.throughSeq ?? 0)
        ? accept({ type: 'BatchComparing' })
        : accept()
    case 'COMPARE':
      return decideCompare(batch, command)
    case 'UPLOAD':
      return decideUpload(batch, command.throughSeq)
    case 'RECONCILE':
      return decideReconcile(batch, command.openDifferences)
    case 'FINISH':
      if (batch.state === 'BALANCED' || batch.state === 'RECONCILED') return accept({ type: 'BatchClosed' })
      return isBatchOver(batch) ? accept() : refuse('BATCH_NOT_READY')
    case 'FORCE_CLOSE':
      if (isBatchOver(batch)) return batch.state === 'FORCE_CLOSED' ? accept() : refuse('BATCH_OVER')
      if (!command.isChecker) return refuse('CHECKER_NEEDED')
      if (command.reason.trim() === '') return refuse('REASON_MISSING')
      return accept({ type: 'BatchForceClosed', from: batch.state, reason: command.reason.trim() })
    case 'ARRIVE':
      return isLate(batch, command.seq) && !batch.late.includes(command.seq)
        ? accept({ type: 'BatchLateArrival', seq: command.seq })
        : accept()
  }
}

function decideClose(
  batch: Batch,
  { throughSeq, figures }: Extract<BatchCommand, { kind: 'CLOSE' }>,
): Decision<BatchEvent, BatchRefusal> {
  if (batch.state === 'OPEN') return accept({ type: 'BatchClosing', throughSeq, figures })
  // forced before the terminal asked: nothing to close any more
  if (batch.terminal === null) return accept()
  const isRepeat =
    batch.throughSeq === throughSeq &&
    batch.terminal.root === figures.root &&
    equalTotals(batch.terminal.totals, figures.totals)
  return isRepeat ? accept() : refuse('CLOSE_DIFFERS')
}

function decideCompare(
  batch: Batch,
  { figures, quarantined, conflicts }: Extract<BatchCommand, { kind: 'COMPARE' }>,
): Decision<BatchEvent, BatchRefusal> {
  if (STAGES[batch.state] > STAGES.COMPARING) return accept()
  if (batch.state !== 'COMPARING' || batch.terminal === null) return refuse('BATCH_NOT_READY')
  const imbalances: Imbalance[] = []
  if (!equalTotals(batch.terminal.totals, figures.totals)) imbalances.push('TOTALS')
  if (batch.terminal.root !== figures.root) imbalances.push('ROOT')
  // what cannot be read enters the tree by the leaf that was sent, and proves nothing
  if (quarantined > 0) imbalances.push('QUARANTINED')
  if (conflicts > 0) imbalances.push('KEY_CONFLICT')
  return accept(
    imbalances.length === 0 ? { type: 'BatchBalanced', figures } : { type: 'BatchUnbalanced', figures, imbalances },
  )
}

function decideUpload(batch: Batch, throughSeq: number): Decision<BatchEvent, BatchRefusal> {
  if (batch.state === 'UNBALANCED') return accept({ type: 'BatchUploading', throughSeq })
  if (batch.state === 'UPLOADING')
    return throughSeq > batch.uploadedThrough ? accept({ type: 'BatchUploading', throughSeq }) : accept()
  return STAGES[batch.state] > STAGES.UPLOADING ? accept() : refuse('BATCH_NOT_READY')
}

function decideReconcile(batch: Batch, openDifferences: number): Decision<BatchEvent, BatchRefusal> {
  if (STAGES[batch.state] > STAGES.UPLOADING) return accept()
  if (batch.state !== 'UPLOADING' || batch.uploadedThrough < (batch.throughSeq ?? 0)) return refuse('BATCH_NOT_READY')
  return openDifferences === 0
    ? accept({ type: 'BatchReconciled' })
    : refuse('DIFFERENCES_OPEN', { count: openDifferences })
}

/** True for a record that belongs to this batch and comes after its closing number, or after its end. */
export function isLate(batch: Batch, seq: number): boolean {
  return isBatchOver(batch) || (batch.throughSeq !== null && seq > batch.throughSeq)
}

/** A batch after a fact. */
export function evolveBatch(batch: Batch, event: BatchEvent): Batch {
  switch (event.type) {
    case 'BatchClosing':
      return { ...batch, state: 'CLOSING', throughSeq: event.throughSeq, terminal: event.figures }
    case 'BatchComparing':
      return { ...batch, state: 'COMPARING' }
    case 'BatchBalanced':
      return { ...batch, state: 'BALANCED', own: event.figures }
    case 'BatchUnbalanced':
      return { ...batch, state: 'UNBALANCED', own: event.figures, imbalances: event.imbalances }
    case 'BatchUploading':
      return { ...batch, state: 'UPLOADING', uploadedThrough: event.throughSeq }
    case 'BatchReconciled':
      return { ...batch, state: 'RECONCILED' }
    case 'BatchClosed':
      return { ...batch, state: 'CLOSED' }
    case 'BatchForceClosed':
      return { ...batch, state: 'FORCE_CLOSED' }
    case 'BatchLateArrival':
      return { ...batch, late: [...batch.late, event.seq].sort((a, b) => a - b) }
  }
}
