import { accept, type Authority, type Decision, type Instant, refuse } from '@budeng/kernel'
import type { CommandType, Tier } from './command.ts'
import { APPROVAL_LAPSE_MS } from './limits.ts'
import type { RefusalCode } from './refusals.ts'

/** RUNNING: needed nobody else. APPROVED: a second person released it. */
export const BULK_STATES = ['RUNNING', 'PENDING_APPROVAL', 'APPROVED', 'DENIED', 'LAPSED'] as const
export type BulkState = (typeof BULK_STATES)[number]

/** One type of command for many terminals, asked for and approved as one. Its commands are made when it may run. */
export interface BulkAction {
  readonly id: string
  readonly type: CommandType
  readonly params: Readonly<Record<string, unknown>>
  readonly tier: Tier
  readonly reason: string
  readonly state: BulkState
  /** `actionHash` of what was shown; the approval names it. */
  readonly hash: string
  readonly requestedBy: string
  /** The absent person for whom a deputy asked. */
  readonly requestedFor: string | null
  /** The human behind that account, as known then. */
  readonly requestedHuman: string | null
  readonly requestedAt: Instant
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
  readonly note: string | null
  readonly lapsesAt: Instant | null
  /** Set when the one who asked released it alone, to be reviewed. */
  readonly breakGlassId: string | null
  readonly version: number
}

export type BulkEvent =
  | ({
      readonly type: 'BulkRequested'
      readonly at: Instant
      readonly by: string
      readonly byHuman: string | null
      readonly needsApproval: boolean
      readonly requestedFor?: string | null
    } & Pick<BulkAction, 'id' | 'params' | 'tier' | 'reason' | 'hash'> & { readonly commandType: CommandType })
  | {
      readonly type: 'BulkApproved'
      readonly at: Instant
      readonly by: string
      readonly note: string
      /** Only when the one who asked did it alone. */
      readonly breakGlassId?: string
    }
  | { readonly type: 'BulkDenied'; readonly at: Instant; readonly by: string; readonly note: string }
  | { readonly type: 'BulkLapsed'; readonly at: Instant }

export type BulkInput =
  | {
      readonly kind: 'approve' | 'deny'
      readonly at: Instant
      readonly authority: Authority
      readonly hash: string
      readonly note: string
      /** The humans behind the account that asked, as known now. */
      readonly makerHumans: readonly string[]
    }
  /** The one who asked releases it alone; whether that is allowed was asked elsewhere. */
  | {
      readonly kind: 'force'
      readonly at: Instant
      readonly authority: Authority
      readonly hash: string
      readonly breakGlassId: string
    }
  | { readonly kind: 'tick'; readonly at: Instant }

/**
 * In whose right the commands of an accepted action are made after the request: the person was found to be allowed to all
 * of it, text and number of terminals included, and presence is never asked in bulk.
 */
export function acceptedAuthority({
  requestedBy,
  requestedHuman,
  type,
  lapsesAt,
}: Pick<BulkAction, 'requestedBy' | 'requestedHuman' | 'type' | 'lapsesAt'>): Authority {
  return {
    personId: requestedBy,
    humanId: requestedHuman,
    // the commands of an action that had to be released wait for it, whoever asked
    isService: lapsesAt !== null,
    permits: new Set([`command:${type}`, 'message:text']),
    terminalsMax: Number.MAX_SAFE_INTEGER,
    presenceRequired: false,
    granted: [],
    standsFor: [],
  }
}

/** Who may decide, and why not: own requests are visible and not approvable. Screens ask here too. */
export function approvalRefusal(
  bulk: BulkAction,
  authority: Authority,
  at: Instant,
  makerHumans: readonly string[],
): ReturnType<typeof refuse<RefusalCode>> | null {
  return (
    pendingRefusal(bulk, at) ??
    secondPersonRefusal(authority, {
      persons: [bulk.requestedBy, bulk.requestedFor],
      humans: [bulk.requestedHuman ?? '', ...makerHumans],
    })
  )
}

/**
 * Why somebody is no second person for a request of commands. Another account of the same human is none, and neither is
 * whoever asked for the person, or is the deputy of the one by or for whom it was asked.
 */
export function secondPersonRefusal(
  authority: Authority,
  maker: { readonly persons: readonly (string | null)[]; readonly humans: readonly string[] },
): ReturnType<typeof refuse<RefusalCode>> | null {
  const { personId, humanId, isService, standsFor } = authority
  if (personId === null || isService || !authority.permits.has('action:approve'))
    return refuse('NOT_PERMITTED', { permission: 'action:approve' })
  const own: readonly (string | null)[] = [personId, humanId, ...standsFor]
  const isMaker = [...maker.persons, ...maker.humans].some((id) => id !== null && own.includes(id))
  return isMaker ? refuse('OWN_REQUEST') : null
}

function pendingRefusal(bulk: BulkAction, at: Instant): ReturnType<typeof refuse<RefusalCode>> | null {
  if (bulk.state !== 'PENDING_APPROVAL') return refuse('NOT_PENDING', { state: bulk.state })
  return bulk.lapsesAt !== null && at >= bulk.lapsesAt ? refuse('APPROVAL_LAPSED') : null
}

/** A decision counts only for exactly what was shown: it names the hash. */
export function decideBulk(bulk: BulkAction, input: BulkInput): Decision<BulkEvent, RefusalCode> {
  if (input.kind === 'tick') {
    const isOver = bulk.state === 'PENDING_APPROVAL' && bulk.lapsesAt !== null && input.at >= bulk.lapsesAt
    return isOver ? accept<BulkEvent>({ type: 'BulkLapsed', at: input.at }) : accept()
  }
  const { at, authority, hash } = input
  const refusal =
    input.kind === 'force' ? pendingRefusal(bulk, at) : approvalRefusal(bulk, authority, at, input.makerHumans)
  if (refusal !== null) return refusal
  if (hash !== bulk.hash) return refuse('HASH_CHANGED', undefined, ['hash'])
  const by = authority.personId ?? ''
  if (input.kind === 'force')
    return accept<BulkEvent>({ type: 'BulkApproved', at, by, note: '', breakGlassId: input.breakGlassId })
  const { note } = input
  return accept<BulkEvent>({ type: input.kind === 'approve' ? 'BulkApproved' : 'BulkDenied', at, by, note })
}

export function evolveBulk(bulk: BulkAction | null, event: BulkEvent): BulkAction {
  if (event.type === 'BulkRequested') return requested(event)
  if (bulk === null) throw new RangeError(`${event.type} of a bulk action that was never requested`)
  const version = bulk.version + 1
  if (event.type === 'BulkLapsed') return { ...bulk, version, state: 'LAPSED' }
  const state = event.type === 'BulkApproved' ? 'APPROVED' : 'DENIED'
  const breakGlassId = 'breakGlassId' in event ? (event.breakGlassId ?? null) : null
  return { ...bulk, version, state, decidedBy: event.by, decidedAt: event.at, note: event.note, breakGlassId }
}

function requested({
  at,
  by,
  byHuman,
  needsApproval,
  requestedFor = null,
  commandType,
  ...rest
}: Extract<BulkEvent, { type: 'BulkRequested' }>): BulkAction {
  const { id, params, tier, reason, hash } = rest
  return {
    id,
    type: commandType,
    params,
    tier,
    reason,
    hash,
    state: needsApproval ? 'PENDING_APPROVAL' : 'RUNNING',
    requestedBy: by,
    requestedFor,
    requestedHuman: byHuman,
    requestedAt: at,
    decidedBy: null,
    decidedAt: null,
    note: null,
    lapsesAt: needsApproval ? at + APPROVAL_LAPSE_MS : null,
    breakGlassId: null,
    version: 1,
  }
}
