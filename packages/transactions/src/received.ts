/** Sequence numbers from the first to the last, both included. */
export interface SeqRange {
  readonly first: number
  readonly last: number
}

/** How far a journal is received: everything through `throughSeq`, and the ranges beyond a gap in their order. */
export interface Received {
  readonly throughSeq: number
  readonly ahead: readonly SeqRange[]
}

export const NOTHING_RECEIVED: Received = { throughSeq: 0, ahead: [] }

/** Ranges beyond a gap that are remembered; what would need more of them is not taken, and comes again. */
export const AHEAD_RANGES_MAX = 512

/** True when the number is received already. */
export function isReceived({ throughSeq, ahead }: Received, seq: number): boolean {
  return seq <= throughSeq || ahead.some(({ first, last }) => seq >= first && seq <= last)
}

/** The highest number that is received. */
export function highestSeq({ throughSeq, ahead }: Received): number {
  return ahead.at(-1)?.last ?? throughSeq
}

export interface Receiving {
  readonly received: Received
  /** Numbers that are new and taken, rising. */
  readonly fresh: readonly number[]
  /** Numbers that would need more ranges than are remembered. */
  readonly refused: readonly number[]
}

/** Takes numbers in, in whatever order and however often they come. */
export function receiveSeqs(before: Received, seqs: Iterable<number>): Receiving {
  const fresh: number[] = []
  const refused: number[] = []
  let received = before
  for (const seq of [...new Set(seqs)].sort((a, b) => a - b)) {
    if (isReceived(received, seq)) continue
    const next = withSeq(received, seq)
    if (next.ahead.length > AHEAD_RANGES_MAX) refused.push(seq)
    else {
      received = next
      fresh.push(seq)
    }
  }
  return { received, fresh, refused }
}

function withSeq({ throughSeq, ahead }: Received, seq: number): Received {
  const place = ahead.findIndex(({ first }) => first > seq)
  const at = place === -1 ? ahead.length : place
  const before = ahead[at - 1]
  const after = ahead[at]
  const first = before?.last === seq - 1 ? before.first : seq
  const last = after?.first === seq + 1 ? after.last : seq
  const joined = [
    ...ahead.slice(0, first === seq ? at : at - 1),
    { first, last },
    ...ahead.slice(last === seq ? at : at + 1),
  ]
  const [lowest] = joined
  return lowest?.first === throughSeq + 1
    ? { throughSeq: lowest.last, ahead: joined.slice(1) }
    : { throughSeq, ahead: joined }
}

/** What is missing below the highest number that is received, in its order. */
export function missingRanges({ throughSeq, ahead }: Received): readonly SeqRange[] {
  let from = throughSeq + 1
  return ahead.map(({ first, last }) => {
    const range = { first: from, last: first - 1 }
    from = last + 1
    return range
  })
}

export interface JournalAcknowledgement {
  readonly throughSeq: number
  readonly missing: readonly SeqRange[]
}

/** What may be said of it in one acknowledgement that names at most so many ranges: with more it ends before the next. */
export function journalAcknowledgementOf(received: Received, rangesMax: number): JournalAcknowledgement {
  const missing = missingRanges(received)
  const next = missing[rangesMax]
  return next === undefined
    ? { throughSeq: highestSeq(received), missing }
    : { throughSeq: next.first - 1, missing: missing.slice(0, rangesMax) }
}
