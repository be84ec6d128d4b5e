import type { BatchState, WireTotal } from '@budeng/protocol'
import type { JournalRecord } from '@budeng/transactions'
import type { HostRequest, SettlementAnswer } from '../ports.ts'

/** A record as it was first written: both texts for ever the same. */
export interface StoredRecord {
  readonly leaf: string
  readonly body: string
}

/** The journal of one epoch, as far as it is still held. */
export interface EpochJournal {
  readonly epoch: number
  lastSeq: number
  /** By seq, rising, without a gap from `erasedThrough` + 1 to `lastSeq`. */
  readonly records: Map<number, StoredRecord>
  erasedThrough: number
  /** Peaks of the tree of what was erased: the largest subtree first, base64url. */
  erasedPeaks: readonly string[]
  /** Acknowledged without a gap. */
  ackedThrough: number
  /** The newest acknowledged place at which our root and the platform's were equal. */
  equalThrough: number
}

/** What a closing said; told again to the byte. */
export interface Closing {
  readonly throughSeq: number
  readonly count: number
  readonly totals: readonly WireTotal[]
  readonly root: string
}

/** A batch whose records are still held. */
export interface BatchEntry {
  readonly epoch: number
  readonly batch: string
  readonly openSeq: number
  readonly closing: Closing | null
  /** Closed by a rise of the epoch: it goes on under the same number with the next record. [P-19.3] */
  readonly carried?: boolean
  /** As the platform's newest notice says, or null before the first; `at` is its time. */
  readonly state: BatchState | null
  readonly at: number
}

/** A host request without what only one sending has. */
export type KeptRequest = Omit<HostRequest, 'terminal' | 'attempt' | 'card'>

/** An online message that is under way: durable before it is sent. [P-18.1] */
export interface PendingOnline {
  readonly request: KeptRequest
  /** The record that will be written, but for the host's part. */
  readonly draft: JournalRecord
}

/** Something that is repeated until the host has answered it. */
export interface Waiting {
  readonly epoch: number
  /** The record that made it: a REVERSAL, or an offline sale or adjustment. */
  readonly seq: number
  readonly request: KeptRequest
  readonly tries: number
}

/** A settlement that was begun and has not ended. [P-19.9] */
export interface Settling {
  readonly epoch: number
  readonly batch: string
  readonly stan: string
  readonly tries: number
  /** The last record that its totals hold. */
  readonly throughSeq: number
  /** The host was asked; its totals differ and the details go up; all is answered and the batch closes. */
  readonly stage: 'ASKED' | 'UPLOADING' | 'DONE'
  readonly result?: SettlementAnswer['result']
  /** Details that the host has, and the message that is under way. */
  readonly upload?: { readonly sent: number; readonly stan?: string; readonly tries: number }
}

export interface JournalState {
  /** By epoch, rising; the last one is written. */
  readonly epochs: Map<number, EpochJournal>
  /** Oldest first; the last one is open while it has no closing. */
  batches: readonly BatchEntry[]
  /** Last STAN used. */
  stan: number
  pending: PendingOnline | null
  readonly reversals: Waiting[]
  readonly forwards: Waiting[]
  settling: Settling | null
  /** Faults that were reported and not cleared. */
  digestFault: boolean
  reversalFault: boolean
}

/** One change of the journal's state. */
export type JournalEntry =
  | ({ readonly e: 'record'; readonly epoch: number; readonly seq: number } & StoredRecord)
  | { readonly e: 'stan'; readonly stan: number }
  | { readonly e: 'pending'; readonly pending: PendingOnline | null }
  /** Goes to the end of its queue, or in the place of the same one. */
  | { readonly e: 'queued'; readonly queue: 'reversals' | 'forwards'; readonly waiting: Waiting }
  | { readonly e: 'unqueued'; readonly queue: 'reversals' | 'forwards'; readonly epoch: number; readonly seq: number }
  | { readonly e: 'settling'; readonly settling: Settling | null }
  | { readonly e: 'batch'; readonly batch: BatchEntry }
  /** One that was opened for a record that never came. */
  | { readonly e: 'batchDropped'; readonly batch: BatchEntry }
  | {
      readonly e: 'journalAcked'
      readonly epoch: number
      readonly ackedThrough: number
      readonly equalThrough: number
    }
  | { readonly e: 'erased'; readonly epoch: number; readonly throughSeq: number; readonly peaks: readonly string[] }
  | { readonly e: 'journalFault'; readonly fault: 'digestFault' | 'reversalFault'; readonly set: boolean }

export function emptyJournal(): JournalState {
  return {
    epochs: new Map(),
    batches: [],
    stan: 0,
    pending: null,
    reversals: [],
    forwards: [],
    settling: null,
    digestFault: false,
    reversalFault: false,
  }
}

function emptyEpoch(epoch: number): EpochJournal {
  return {
    epoch,
    lastSeq: 0,
    records: new Map(),
    erasedThrough: 0,
    erasedPeaks: [],
    ackedThrough: 0,
    equalThrough: 0,
  }
}

/** Makes one change. Total over what was written by this code. */
export function applyJournal(state: JournalState, entry: JournalEntry): void {
  switch (entry.e) {
    case 'record': {
      const { epoch, seq, leaf, body } = entry
      const journal = state.epochs.get(epoch) ?? emptyEpoch(epoch)
      state.epochs.set(epoch, journal)
      journal.records.set(seq, { leaf, body })
      journal.lastSeq = seq
      break
    }
    case 'stan':
      state.stan = entry.stan
      break
    case 'pending':
      state.pending = entry.pending
      break
    case 'queued': {
      const queue = state[entry.queue]
      const at = placeIn(queue, entry.waiting)
      queue[at === -1 ? queue.length : at] = entry.waiting
      break
    }
    case 'unqueued': {
      const at = placeIn(state[entry.queue], entry)
      if (at !== -1) state[entry.queue].splice(at, 1)
      break
    }
    case 'settling':
      state.settling = entry.settling
      break
    case 'batch':
      state.batches = [...state.batches.filter((each) => !isSameBatch(each, entry.batch)), entry.batch]
      state.batches = [...state.batches].sort(inOrder)
      break
    case 'batchDropped':
      state.batches = state.batches.filter((each) => !isSameBatch(each, entry.batch))
      break
    case 'journalAcked': {
      const journal = state.epochs.get(entry.epoch)
      if (journal === undefined) break
      journal.ackedThrough = entry.ackedThrough
      journal.equalThrough = entry.equalThrough
      break
    }
    case 'erased':
      erase(state, entry)
      break
    case 'journalFault':
      state[entry.fault] = entry.set
  }
}

function placeIn(queue: readonly Waiting[], { epoch, seq }: Pick<Waiting, 'epoch' | 'seq'>): number {
  return queue.findIndex((each) => each.epoch === epoch && each.seq === seq)
}

function isSameBatch(one: BatchEntry, other: BatchEntry): boolean {
  return one.epoch === other.epoch && one.batch === other.batch && one.openSeq === other.openSeq
}

function inOrder(one: BatchEntry, other: BatchEntry): number {
  return one.epoch - other.epoch || one.openSeq - other.openSeq
}

function erase(state: JournalState, { epoch, throughSeq, peaks }: Extract<JournalEntry, { e: 'erased' }>): void {
  const journal = state.epochs.get(epoch)
  if (journal === undefined) return
  for (let seq = journal.erasedThrough + 1; seq <= throughSeq; seq++) journal.records.delete(seq)
  journal.erasedThrough = throughSeq
  journal.erasedPeaks = peaks
  state.batches = state.batches.filter(
    (batch) => !(batch.epoch === epoch && batch.closing !== null && batch.closing.throughSeq <= throughSeq),
  )
  const isOver = journal.erasedThrough === journal.lastSeq && [...state.epochs.keys()].some((other) => other > epoch)
  if (isOver) state.epochs.delete(epoch)
}

/** A restored platform may know less: what is still held counts as never acknowledged, and batches as untold. [P-17.10] */
export function forgetAcknowledgements(state: JournalState): void {
  for (const journal of state.epochs.values()) {
    journal.ackedThrough = journal.erasedThrough
    journal.equalThrough = journal.erasedThrough
  }
  state.batches = state.batches.map((batch) => ({ ...batch, state: null }))
}

/** As JSON, for a line of the log. */
export function journalToJson(state: JournalState): object {
  return {
    ...state,
    epochs: [...state.epochs.values()].map(({ records, ...epoch }) => ({ ...epoch, records: [...records] })),
  }
}

/** What `journalToJson` made; anything else is a journal of level L0, which had none. */
export function journalFromJson(json: unknown): JournalState {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return emptyJournal()
  const stored = json as unknown as Omit<JournalState, 'epochs'> & {
    epochs: (Omit<EpochJournal, 'records'> & { records: [number, StoredRecord][] })[]
  }
  const epochs = stored.epochs.map((each) => [each.epoch, { ...each, records: new Map(each.records) }] as const)
  return { ...stored, epochs: new Map(epochs) }
}
