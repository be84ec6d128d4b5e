import { accept, type Decision, type Instant, refuse, unreachable } from '@budeng/kernel'
import { type Checker, checkerRefusal, tierRefusal } from './checker.ts'
import { needsCommand } from './command.ts'
import type { Correction } from './correction.ts'
import type { CorrectionEvent, CorrectionInput, Current, InputOf, Shown } from './correction-events.ts'
import { decideAnswer, decideCompared, decideUnreachable } from './decide-proof.ts'
import { evidenceText, missingEvidence } from './evidence.ts'
import { reasonProblem } from './form-checks.ts'
import type { Impact } from './impact.ts'
import { isProvable } from './kinds.ts'
import { EVIDENCE_MAX } from './limits.ts'
import type { Proposal } from './proposal.ts'
import type { CorrectionRefusal } from './refusals.ts'
import { isCorrectionOver } from './states.ts'
import { capProblem, requirementOf, stricter, type TierLimits } from './tiers.ts'

export type CorrectionDecision = Decision<CorrectionEvent, CorrectionRefusal>

/** A correction begins. What is wrong with it is told while it is a draft, and does not keep it from being one. */
export function draftCorrection(
  proposal: Proposal,
  shown: { readonly impact: Impact; readonly diffHash: string; readonly beneficiaries: readonly string[] },
  at: Instant,
  limits?: TierLimits,
): CorrectionDecision {
  const problem = textProblem(proposal)
  return problem ?? accept({ type: 'CorrectionDrafted', at, ...proposal, ...shownOf(shown, limits) })
}

function shownOf(
  { impact, diffHash, beneficiaries }: Parameters<typeof draftCorrection>[1],
  limits?: TierLimits,
): Shown {
  const { stake, flow } = impact
  return { diffHash, stake, flow, beneficiaries, requirement: requirementOf(stake, limits) }
}

/** A rule gives no reason: its explanation stands in the case. */
function textProblem({ reason, evidence, automatic }: Pick<Proposal, 'reason' | 'evidence' | 'automatic'>) {
  const problem = automatic !== null && reason === '' ? null : reasonProblem(reason)
  if (problem !== null) return refuse(problem, undefined, ['reason'])
  return evidence.length > EVIDENCE_MAX ? refuse('TOO_MUCH_EVIDENCE', { limit: EVIDENCE_MAX }) : null
}

/**
 * What follows from something said to a correction. Answers for every state and every input: only people get refusals,
 * what comes late or twice changes nothing, or is kept as doubted.
 */
export function decideCorrection(
  correction: Correction,
  input: CorrectionInput,
  limits?: TierLimits,
): CorrectionDecision {
  switch (input.kind) {
    case 'edit':
      return decideEdit(correction, input, limits)
    case 'submit':
      return decideSubmit(correction, input)
    case 'validate':
      return decideValidate(correction, input)
    case 'withdraw':
      return decideWithdraw(correction, input)
    case 'approve':
      return decideApprove(correction, input, limits)
    case 'reject':
      return decideReject(correction, input)
    case 'tick':
      return decideTick(correction, input.at)
    case 'post':
      return decidePost(correction, input)
    case 'postFailed':
      return correction.state === 'APPROVED'
        ? accept<CorrectionEvent>({ type: 'CorrectionPostFailed', at: input.at, code: input.code })
        : accept()
    case 'retry':
      return decideRetry(correction, input)
    case 'sent':
      return correction.state === 'POSTED' && needsCommand(correction)
        ? accept<CorrectionEvent>({ type: 'CorrectionSent', at: input.at, commandId: input.commandId })
        : accept()
    case 'answered':
      return decideAnswer(correction, input)
    case 'unreachable':
      return decideUnreachable(correction, input)
    case 'compared':
      return decideCompared(correction, input)
    case 'waive':
      return decideWaive(correction, input)
    case 'close':
      return decideClose(correction, input.at)
    default:
      return unreachable(input)
  }
}

function decideEdit(correction: Correction, input: InputOf<'edit'>, limits?: TierLimits): CorrectionDecision {
  if (correction.state !== 'DRAFT') return refuse('NOT_DRAFT', { state: correction.state })
  const { at, by, changes } = input
  const problem = textProblem({ ...correction, ...changes })
  return problem ?? accept({ type: 'CorrectionEdited', at, by, changes, ...shownOf(input, limits) })
}

function decideSubmit(correction: Correction, { at, by, usage, caps, others }: InputOf<'submit'>): CorrectionDecision {
  if (correction.state !== 'DRAFT') return refuse('NOT_DRAFT', { state: correction.state })
  // what a rule drafted, whoever submits it makes his own
  const isOwn = by === null ? isOfRule(correction) : isMaker(correction, by) || isOfRule(correction)
  if (!isOwn) return refuse('NOT_YOURS')
  const lacking = missingEvidence(correction.kind, correction.evidence)
  if (lacking.length > 0) return refuse('EVIDENCE_MISSING', { missing: evidenceText(lacking) })
  if (others > 0) return refuse('CORRECTION_PENDING', { count: others })
  const cap = by === null ? null : capProblem(usage, correction.stake, caps)
  if (cap !== null) return refuse(cap)
  return accept({ type: 'CorrectionSubmitted', at, by })
}

function staleReason(correction: Correction, { version, diffHash }: Current): 'VERSION' | 'DIFF' | null {
  if (version !== correction.baseVersion) return 'VERSION'
  return diffHash === correction.diffHash ? null : 'DIFF'
}

/** In the transaction of the submission, or later when attachments had to be looked through. */
function decideValidate(
  correction: Correction,
  { at, problems, current, automatic }: InputOf<'validate'>,
): CorrectionDecision {
  if (correction.state !== 'SUBMITTED') return accept()
  const reason = staleReason(correction, current)
  if (reason !== null) return accept({ type: 'CorrectionStale', at, reason })
  if (problems.length > 0) return accept({ type: 'CorrectionInvalid', at, problems })
  if (correction.makers.length > 0) return accept({ type: 'CorrectionPending', at })
  // nobody's name stands under it: it goes by itself, or not at all
  const obstacles = automatic?.obstacles ?? ['MODE']
  return obstacles.length === 0
    ? accept({ type: 'CorrectionApproved', at, approval: null })
    : accept({ type: 'CorrectionInvalid', at, problems: obstacles })
}

function isOfRule({ automatic, makers }: Correction): boolean {
  return automatic !== null && makers.length === 0
}

/** Another account of the same human is the maker too. */
function isMaker(correction: Correction, { personId, humanId }: { personId: string; humanId: string }): boolean {
  return correction.makers.some((maker) => maker.personId === personId || maker.humanId === humanId)
}

const WITHDRAWABLE: readonly string[] = ['DRAFT', 'SUBMITTED', 'PENDING_APPROVAL', 'APPROVED', 'POST_FAILED']

function decideWithdraw(correction: Correction, { at, by }: InputOf<'withdraw'>): CorrectionDecision {
  if (isCorrectionOver(correction.state)) return refuse('CORRECTION_OVER', { state: correction.state })
  if (!WITHDRAWABLE.includes(correction.state)) return refuse('NOT_PENDING', { state: correction.state })
  // what a rule drafted, and nobody made his own, the platform takes back when its ground is gone
  const isOwn = by === null ? isOfRule(correction) && correction.state === 'DRAFT' : isMaker(correction, by)
  if (!isOwn) return refuse('NOT_YOURS')
  return accept({ type: 'CorrectionWithdrawn', at, by: by?.personId ?? null })
}

/** What was asked for when it was written down, or what the limits ask for by now: the stricter one. */
function demanded(correction: Correction, limits?: TierLimits): Correction {
  return { ...correction, requirement: stricter(correction.requirement, requirementOf(correction.stake, limits)) }
}

/** Who may decide, and why not. Screens ask here too. `limits`: of the acquirer, now. */
export function approvalRefusal(
  correction: Correction,
  checker: Checker,
  at: Instant,
  makerHumans: readonly string[],
  limits?: TierLimits,
): ReturnType<typeof refuse<CorrectionRefusal>> | null {
  if (correction.state !== 'PENDING_APPROVAL') return refuse('NOT_PENDING', { state: correction.state })
  if (correction.lapsesAt !== null && at >= correction.lapsesAt) return refuse('APPROVAL_LAPSED')
  return checkerRefusal(correction, checker, at, makerHumans) ?? tierRefusal(demanded(correction, limits), checker)
}

function decideApprove(correction: Correction, input: InputOf<'approve'>, limits?: TierLimits): CorrectionDecision {
  const { at, checker, hash, makerHumans, current } = input
  const refusal = approvalRefusal(correction, checker, at, makerHumans, limits)
  if (refusal !== null) return refusal
  if (hash !== correction.diffHash) return refuse('HASH_CHANGED', undefined, ['hash'])
  const reason = staleReason(correction, current)
  if (reason !== null) return accept({ type: 'CorrectionStale', at, reason })
  const { personId, humanId, organisationId } = checker
  const approval = { personId, humanId, organisationId, at, hash }
  const isEnough = correction.approvals.length + 1 >= demanded(correction, limits).requirement.checkers
  return accept({ type: isEnough ? 'CorrectionApproved' : 'CorrectionApprovedInPart', at, approval })
}

/** A "no" needs no other organisation. */
function decideReject(correction: Correction, input: InputOf<'reject'>): CorrectionDecision {
  const { at, checker, hash, reason, makerHumans } = input
  if (correction.state !== 'PENDING_APPROVAL') return refuse('NOT_PENDING', { state: correction.state })
  const refusal = checkerRefusal(correction, checker, at, makerHumans)
  if (refusal !== null) return refusal
  if (hash !== correction.diffHash) return refuse('HASH_CHANGED', undefined, ['hash'])
  const problem = reasonProblem(reason)
  if (problem !== null) return refuse(problem, undefined, ['reason'])
  return accept({ type: 'CorrectionRejected', at, by: checker.personId, reason: reason.trim() })
}

function decideTick(correction: Correction, at: Instant): CorrectionDecision {
  const waits = ['PENDING_APPROVAL', 'APPROVED', 'POST_FAILED'].includes(correction.state)
  return waits && correction.lapsesAt !== null && at >= correction.lapsesAt
    ? accept({ type: 'CorrectionExpired', at })
    : accept()
}

/** Base and diff are looked at once more, inside the transaction that posts. */
function decidePost(correction: Correction, { at, current, through, epoch }: InputOf<'post'>): CorrectionDecision {
  if (correction.state !== 'APPROVED') return accept()
  if (correction.lapsesAt !== null && at >= correction.lapsesAt) return accept({ type: 'CorrectionExpired', at })
  const reason = staleReason(correction, current)
  if (reason !== null) return accept({ type: 'CorrectionStale', at, reason })
  const posted: CorrectionEvent = { type: 'CorrectionPosted', at, through }
  const isOlder = correction.target !== null && correction.target.epoch < epoch
  if (!isOlder || !isProvable(correction.kind)) return accept(posted)
  // that journal is gone: nothing there can be amended or compared any more
  return accept<CorrectionEvent>(posted, { type: 'CorrectionWaived', at, by: null, ground: 'OLDER_EPOCH', note: '' })
}

/** Once more. A terminal that answered another root than its journal has is asked again. */
function decideRetry({ state, differs }: Correction, { at, by }: InputOf<'retry'>): CorrectionDecision {
  const hasLied = state === 'TERMINAL_APPLIED' && differs !== null
  const isRetryable = hasLied || state === 'POST_FAILED' || state === 'NACKED' || state === 'UNREACHABLE'
  return isRetryable ? accept({ type: 'CorrectionRetried', at, by }) : refuse('NOT_RETRYABLE', { state })
}

const WAIVABLE: readonly string[] = ['POSTED', 'SENT', 'TERMINAL_APPLIED', 'NACKED', 'UNREACHABLE']

function decideWaive(correction: Correction, input: InputOf<'waive'>): CorrectionDecision {
  const { at, checker, makerHumans, ground, note, grounds } = input
  if (isCorrectionOver(correction.state)) return refuse('CORRECTION_OVER', { state: correction.state })
  if (!WAIVABLE.includes(correction.state) || !isProvable(correction.kind))
    return refuse('NOT_OPEN', { state: correction.state })
  const refusal = checkerRefusal(correction, checker, at, makerHumans)
  if (refusal !== null) return refusal
  if (!grounds.includes(ground)) return refuse('GROUND_MISSING', { ground })
  const problem = reasonProblem(note)
  if (problem !== null) return refuse(problem, undefined, ['note'])
  return accept({ type: 'CorrectionWaived', at, by: checker.personId, ground, note: note.trim() })
}

function decideClose({ state, kind }: Correction, at: Instant): CorrectionDecision {
  const isDone = state === 'VERIFIED' || (state === 'POSTED' && !isProvable(kind))
  return isDone ? accept({ type: 'CorrectionClosed', at }) : accept()
}
