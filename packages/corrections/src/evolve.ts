import { Fault } from '@budeng/kernel'
import type { Correction } from './correction.ts'
import type { CorrectionEvent } from './correction-events.ts'
import { APPROVAL_LAPSE_MS } from './limits.ts'
import type { Maker } from './proposal.ts'
import type { CorrectionState } from './states.ts'

/** A correction after a fact. */
export function evolveCorrection(correction: Correction | null, event: CorrectionEvent): Correction {
  if (event.type === 'CorrectionDrafted') return drafted(event)
  if (correction === null) throw new Fault(`${event.type} of a correction that was never drafted`)
  const next = { ...correction, version: correction.version + 1 }
  const state = STATE_AFTER[event.type]
  return withFact(state === undefined ? next : { ...next, state }, event)
}

function drafted(event: Extract<CorrectionEvent, { type: 'CorrectionDrafted' }>): Correction {
  const { type: _type, at, maker, ...rest } = event
  return { ...rest, ...NEW, draftedAt: at, makers: maker === null ? [] : [maker] }
}

const NEW = {
  state: 'DRAFT',
  approvals: [],
  submittedAt: null,
  lapsesAt: null,
  postedAt: null,
  postedThrough: null,
  commandIds: [],
  applied: null,
  nack: null,
  proof: null,
  differs: null,
  waived: null,
  problems: [],
  closedAt: null,
  version: 1,
} as const

/** What was answered before counts no more: the next answer is the one that is compared. */
const AGAIN = { applied: null, nack: null, differs: null, problems: [] } as const

/** An event that is not here leaves the state as it is, or says itself what it becomes. */
const STATE_AFTER: Readonly<Partial<Record<CorrectionEvent['type'], CorrectionState>>> = {
  CorrectionSubmitted: 'SUBMITTED',
  CorrectionPending: 'PENDING_APPROVAL',
  CorrectionInvalid: 'INVALID',
  CorrectionWithdrawn: 'WITHDRAWN',
  CorrectionApproved: 'APPROVED',
  CorrectionRejected: 'REJECTED',
  CorrectionExpired: 'EXPIRED',
  CorrectionStale: 'STALE',
  CorrectionPosted: 'POSTED',
  CorrectionPostFailed: 'POST_FAILED',
  CorrectionSent: 'SENT',
  CorrectionApplied: 'TERMINAL_APPLIED',
  CorrectionNacked: 'NACKED',
  CorrectionUnreachable: 'UNREACHABLE',
  CorrectionVerified: 'VERIFIED',
  CorrectionWaived: 'WAIVED',
  CorrectionClosed: 'CLOSED',
}

function withFact(correction: Correction, event: CorrectionEvent): Correction {
  switch (event.type) {
    case 'CorrectionEdited': {
      const { diffHash, stake, flow, beneficiaries, requirement, by, changes } = event
      return { ...withMaker(correction, by), ...changes, diffHash, stake, flow, beneficiaries, requirement }
    }
    case 'CorrectionSubmitted':
      return { ...(event.by === null ? correction : withMaker(correction, event.by)), submittedAt: event.at }
    case 'CorrectionPending':
      return { ...correction, lapsesAt: event.at + APPROVAL_LAPSE_MS }
    case 'CorrectionInvalid':
      return { ...correction, problems: event.problems }
    case 'CorrectionApprovedInPart':
      return { ...correction, approvals: [...correction.approvals, event.approval] }
    case 'CorrectionApproved': {
      const approvals = event.approval === null ? correction.approvals : [...correction.approvals, event.approval]
      return { ...correction, approvals, lapsesAt: event.at + APPROVAL_LAPSE_MS }
    }
    case 'CorrectionRejected':
      return { ...correction, problems: [event.reason] }
    case 'CorrectionStale':
      return { ...correction, problems: [event.reason] }
    case 'CorrectionPosted':
      return { ...correction, postedAt: event.at, postedThrough: event.through, lapsesAt: null }
    case 'CorrectionPostFailed':
    case 'CorrectionUnreachable':
      return { ...correction, problems: [event.code] }
    case 'CorrectionRetried':
      return { ...correction, ...AGAIN, state: correction.state === 'POST_FAILED' ? 'APPROVED' : 'POSTED' }
    case 'CorrectionSent':
      return { ...correction, commandIds: [...correction.commandIds, event.commandId], nack: null }
    case 'CorrectionApplied':
      return { ...correction, applied: event.applied, nack: null, problems: [] }
    case 'CorrectionAnsweredLate':
      return { ...correction, applied: event.applied }
    case 'CorrectionNacked':
      return { ...correction, nack: { reason: event.reason, ownLeaf: event.ownLeaf } }
    case 'CorrectionRootsDiffer':
      return { ...correction, differs: event.roots }
    case 'CorrectionVerified':
      return { ...correction, proof: event.roots, differs: null }
    case 'CorrectionWaived':
      return { ...correction, waived: { ground: event.ground, by: event.by, note: event.note } }
    case 'CorrectionClosed':
      return { ...correction, closedAt: event.at, proof: correction.proof ?? 'NOT_APPLICABLE' }
    default:
      return correction
  }
}

function withMaker(correction: Correction, by: Maker): Correction {
  const isKnown = correction.makers.some(({ personId }) => personId === by.personId)
  return isKnown ? correction : { ...correction, makers: [...correction.makers, by] }
}
