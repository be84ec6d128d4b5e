import { accept, type Decision, hashOf, type Instant, refuse } from '@budeng/kernel'
import { type Approver, approverRefusal } from './approver.ts'
import { CHANGE_LAPSE_MS } from './limits.ts'
import { sees } from './organisation.ts'
import type { AccessRefusalCode } from './refusals.ts'

/** What needs two people to change. */
export const CHANGE_KINDS = [
  'NODE_POLICY',
  'PERSON_ROLE',
  'PERSON_FACTOR_RESET',
  'IDENTITY_PROVIDER',
  'TARIFF',
  'RULE_MODE',
  'CORRECTION_LIMITS',
  'PAYOUT',
  'PAYOUT_RETURN',
  'WRITE_OFF',
] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

const MONEY_KINDS: ReadonlySet<ChangeKind> = new Set(['PAYOUT', 'PAYOUT_RETURN', 'WRITE_OFF'])

/** Whether a yes to it books. A tariff, the mode of a rule or a limit books nothing: what comes later is booked by them. */
export function booksMoney(kind: ChangeKind): boolean {
  return MONEY_KINDS.has(kind)
}

/** STALE: what it would change had changed by the time it was approved. */
export const CHANGE_STATES = ['PENDING', 'APPROVED', 'DENIED', 'LAPSED', 'WITHDRAWN', 'STALE'] as const
export type ChangeState = (typeof CHANGE_STATES)[number]

/** A change that one person asks for and another one approves, exactly as it was shown. */
export interface ChangeRequest {
  readonly id: string
  readonly kind: ChangeKind
  /** Id of what is changed: an organisation, a person. */
  readonly subject: string
  /** Where it is changed: who decides must see this place. */
  readonly path: string
  readonly before: unknown
  readonly after: unknown
  /** `changeHash` of what was shown; the approval names it. */
  readonly hash: string
  /** Version of what would be changed, when it was proposed; another one by now: STALE. */
  readonly baseVersion: number
  /** True: it loosens what is set above, so somebody above must agree. */
  readonly needsAbove: boolean
  readonly reason: string
  readonly requestedBy: string
  /** The human behind that account. */
  readonly requestedHuman: string
  readonly requestedAt: Instant
  readonly state: ChangeState
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
  readonly note: string | null
  readonly lapsesAt: Instant
  /** Set when one person did it alone, to be reviewed. */
  readonly breakGlassId: string | null
  readonly version: number
}

type Proposal = Pick<
  ChangeRequest,
  | 'id'
  | 'kind'
  | 'subject'
  | 'path'
  | 'before'
  | 'after'
  | 'baseVersion'
  | 'needsAbove'
  | 'reason'
  | 'requestedBy'
  | 'requestedHuman'
>

export type ChangeEvent =
  | ({ readonly type: 'ChangeRequested'; readonly at: Instant; readonly hash: string } & Proposal)
  | { readonly type: 'ChangeApproved'; readonly at: Instant; readonly by: string; readonly note: string }
  | { readonly type: 'ChangeDenied'; readonly at: Instant; readonly by: string; readonly note: string }
  /** One person did it alone. */
  | { readonly type: 'ChangeForced'; readonly at: Instant; readonly by: string; readonly breakGlassId: string }
  | { readonly type: 'ChangeWithdrawn'; readonly at: Instant; readonly by: string }
  | { readonly type: 'ChangeLapsed'; readonly at: Instant }
  | { readonly type: 'ChangeStale'; readonly at: Instant; readonly by: string }

export type ChangeInput =
  | {
      readonly kind: 'approve' | 'deny'
      readonly at: Instant
      readonly approver: Approver
      readonly hash: string
      readonly note: string
      /** The humans behind the account that asked, as known now. */
      readonly makerHumans: readonly string[]
      /** Of the subject, now, under lock. */
      readonly currentVersion: number
    }
  | {
      readonly kind: 'force'
      readonly at: Instant
      readonly approver: Approver
      readonly hash: string
      readonly breakGlassId: string
      readonly currentVersion: number
    }
  | { readonly kind: 'withdraw'; readonly at: Instant; readonly approver: Pick<Approver, 'personId' | 'humanId'> }
  | { readonly kind: 'tick'; readonly at: Instant }

/** What an approval is bound to: exactly this change of exactly this version. */
export function changeHash({
  id,
  kind,
  subject,
  before,
  after,
  baseVersion,
  reason,
}: Omit<Proposal, 'requestedBy'>): string {
  return hashOf({ id, kind, subject, before, after, baseVersion, reason })
}

export function proposeChange(proposal: Proposal, at: Instant): ChangeEvent {
  return { type: 'ChangeRequested', at, hash: changeHash(proposal), ...proposal }
}

type Refused = ReturnType<typeof refuse<AccessRefusalCode>>

/** Who may decide, and why not. Screens ask here too. */
export function changeRefusal(
  change: ChangeRequest,
  approver: Approver,
  at: Instant,
  makerHumans: readonly string[],
): Refused | null {
  const ended = endedRefusal(change, at)
  if (ended !== null) return ended
  const maker = { person: change.requestedBy, humans: [change.requestedHuman, ...makerHumans] }
  const refusal = approverRefusal(approver, 'change:approve', maker, at)
  if (refusal !== null) return refusal
  // what is seen from here and is not here lies below
  const isAbove = sees(approver.path, change.path) && approver.path !== change.path
  return change.needsAbove && !isAbove ? refuse('APPROVER_ABOVE') : null
}

/** A decision counts only for exactly what was shown, and only while nothing else changed the same thing. */
export function decideChange(change: ChangeRequest, input: ChangeInput): Decision<ChangeEvent, AccessRefusalCode> {
  const { at } = input
  switch (input.kind) {
    case 'tick':
      return change.state === 'PENDING' && at >= change.lapsesAt
        ? accept<ChangeEvent>({ type: 'ChangeLapsed', at })
        : accept()
    case 'withdraw': {
      const ended = endedRefusal(change, at)
      if (ended !== null) return ended
      return isMaker(change, input.approver)
        ? accept<ChangeEvent>({ type: 'ChangeWithdrawn', at, by: input.approver.personId })
        : refuse('NOT_YOURS')
    }
    case 'force': {
      const refusal = endedRefusal(change, at) ?? hashRefusal(change, input.hash)
      if (refusal !== null) return refusal
      const by = input.approver.personId
      if (input.currentVersion !== change.baseVersion) return accept<ChangeEvent>({ type: 'ChangeStale', at, by })
      return accept<ChangeEvent>({ type: 'ChangeForced', at, by, breakGlassId: input.breakGlassId })
    }
    case 'approve':
    case 'deny': {
      const refusal = changeRefusal(change, input.approver, at, input.makerHumans) ?? hashRefusal(change, input.hash)
      if (refusal !== null) return refusal
      const by = input.approver.personId
      if (input.kind === 'deny') return accept<ChangeEvent>({ type: 'ChangeDenied', at, by, note: input.note })
      if (input.currentVersion !== change.baseVersion) return accept<ChangeEvent>({ type: 'ChangeStale', at, by })
      return accept<ChangeEvent>({ type: 'ChangeApproved', at, by, note: input.note })
    }
  }
}

function endedRefusal(change: ChangeRequest, at: Instant): Refused | null {
  if (change.state !== 'PENDING') return refuse('NOT_PENDING', { state: change.state })
  return at >= change.lapsesAt ? refuse('APPROVAL_LAPSED') : null
}

function hashRefusal(change: ChangeRequest, hash: string): Refused | null {
  return hash === change.hash ? null : refuse('HASH_CHANGED', undefined, ['hash'])
}

/** Another account of the same human may take it back too. */
function isMaker(change: ChangeRequest, { personId, humanId }: Pick<Approver, 'personId' | 'humanId'>): boolean {
  return personId === change.requestedBy || humanId === change.requestedHuman
}

export function evolveChange(change: ChangeRequest | null, event: ChangeEvent): ChangeRequest {
  if (event.type === 'ChangeRequested') {
    const { type: _type, at, ...proposal } = event
    return { ...NEW, ...proposal, requestedAt: at, lapsesAt: at + CHANGE_LAPSE_MS }
  }
  if (change === null) throw new RangeError(`${event.type} of a change that was never requested`)
  const next = { ...change, version: change.version + 1, state: STATE_AFTER[event.type] }
  if (event.type === 'ChangeLapsed') return next
  const decided = { ...next, decidedBy: event.by, decidedAt: event.at }
  if (event.type === 'ChangeForced') return { ...decided, breakGlassId: event.breakGlassId }
  return 'note' in event ? { ...decided, note: event.note === '' ? null : event.note } : decided
}

const NEW = { state: 'PENDING', decidedBy: null, decidedAt: null, note: null, breakGlassId: null, version: 1 } as const

const STATE_AFTER: Readonly<Record<Exclude<ChangeEvent['type'], 'ChangeRequested'>, ChangeState>> = {
  ChangeApproved: 'APPROVED',
  ChangeForced: 'APPROVED',
  ChangeDenied: 'DENIED',
  ChangeWithdrawn: 'WITHDRAWN',
  ChangeLapsed: 'LAPSED',
  ChangeStale: 'STALE',
}
