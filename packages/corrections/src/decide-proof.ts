import { accept, type Decision } from '@budeng/kernel'
import { needsCommand } from './command.ts'
import type { Correction } from './correction.ts'
import type { CorrectionEvent, InputOf } from './correction-events.ts'
import { isProvable } from './kinds.ts'
import type { AnswerDoubt } from './words.ts'

type ProofDecision = Decision<CorrectionEvent, never>

const doubt = (at: number, reason: AnswerDoubt): ProofDecision =>
  accept({ type: 'CorrectionAnswerDoubted', at, reason })

/** Answers come late, twice, after a restart, or from somebody else; only the first that fits moves anything. */
export function decideAnswer(correction: Correction, input: InputOf<'answered'>): ProofDecision {
  const { at, commandId, answer, expectedLeaf } = input
  const { state, commandIds } = correction
  if (commandIds.length === 0) return doubt(at, 'NOT_SENT')
  if (!commandIds.includes(commandId)) return doubt(at, 'OTHER_COMMAND')
  if (answer.kind !== 'APPLIED') {
    const reason = answer.kind === 'NACK_BASE' ? 'BASE' : answer.reason
    const ownLeaf = answer.kind === 'NACK_BASE' ? answer.ownLeaf : null
    // one of an earlier order says nothing about the last
    const isNews = state === 'SENT' && commandId === commandIds.at(-1)
    return isNews ? accept({ type: 'CorrectionNacked', at, reason, ownLeaf }) : accept()
  }
  if (answer.leaf !== expectedLeaf) return doubt(at, 'OTHER_LEAF')
  const { seq, leaf, root } = answer
  const applied = { seq, leaf, root }
  if (correction.applied !== null) {
    const isRepeat = correction.applied.seq === seq && correction.applied.root === root
    return isRepeat ? accept() : doubt(at, 'SECOND_ANSWER')
  }
  const isOver = state === 'WAIVED'
  return accept({ type: isOver ? 'CorrectionAnsweredLate' : 'CorrectionApplied', at, applied })
}

/** Weeks without an answer, or a terminal that is gone. An answer may still come. */
export function decideUnreachable({ state, kind }: Correction, { at, code }: InputOf<'unreachable'>): ProofDecision {
  const waits = state === 'SENT' || (state === 'POSTED' && isProvable(kind))
  return waits ? accept({ type: 'CorrectionUnreachable', at, code }) : accept()
}

/**
 * Proof is an equal root and nothing else: the one that the terminal answered, through its amendment, or for what has no
 * command any beyond what was held when it was posted.
 */
export function decideCompared(correction: Correction, { at, roots }: InputOf<'compared'>): ProofDecision {
  const { state, kind, target, applied, postedThrough, differs } = correction
  const { epoch, throughSeq } = roots
  if (target === null || epoch !== target.epoch) return accept()
  const isUntold = isProvable(kind) && !needsCommand(correction)
  const isOfAmendment = state === 'TERMINAL_APPLIED' && throughSeq === applied?.seq
  const reachesLater = state === 'POSTED' && isUntold && throughSeq > (postedThrough ?? 0)
  if (!isOfAmendment && !reachesLater) return accept()
  // the root that was answered must be the one that is compared
  const isOther = isOfAmendment && roots.rootTerminal !== applied?.root
  if (roots.rootTerminal === roots.rootHost && !isOther) return accept({ type: 'CorrectionVerified', at, roots })
  const isKnown = differs?.throughSeq === throughSeq && differs.rootTerminal === roots.rootTerminal
  return isKnown ? accept() : accept({ type: 'CorrectionRootsDiffer', at, roots })
}
