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
  readonly requestedAt: Instant
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
  readonly note: string | null
  readonly lapsesAt: Instant | null
  readonly version: number
}

export type BulkEvent =
  | ({
      readonly type: 'BulkRequested'
      readonly at: Instant
      readonly by: string
      readonly needsApproval: boolean
      readonly requestedFor?: string | null
    } & Pick<BulkAction, 'id' | 'params' | 'tier' | 'reason' | 'hash'> & { readonly commandType: CommandType })
  | { readonly type: 'BulkApproved'; readonly at: Instant; readonly by: string; readonly note: string }
  | { readonly type: 'BulkDenied'; readonly at: Instant; readonly by: string; readonly note: string }
  | { readonly type: 'BulkLapsed'; readonly at: Instant }

export type BulkInput =
  | {
      readonly kind: 'approve' | 'deny'
      readonly at: Instant
      readonly authority: Authority
      readonly hash: string
      readonly note: string
    }
  | { readonly kind: 'tick'; readonly at: Instant }

/**
 * In whose right the commands of an accepted action are made after the request: the person was found to be allowed to all
 * of it, text and number of terminals included, and presence is never asked in bulk.
 */
export function acceptedAuthority({ requestedBy, type }: Pick<BulkAction, 'requestedBy' | 'type'>): Authority {
  return {
    personId: requestedBy,
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
): ReturnType<typeof refuse<RefusalCode>> | null {
  if (bulk.state !== 'PENDING_APPROVAL') return refuse('NOT_PENDING', { state: bulk.state })
  if (authority.personId === null || !authority.permits.has('action:approve'))
    return refuse('NOT_PERMITTED', { permission: 'action:approve' })
  if (isOwnRequest(bulk, authority)) return refuse('OWN_REQUEST')
  return bulk.lapsesAt !== null && at >= bulk.lapsesAt ? refuse('APPROVAL_LAPSED') : null
}

/** Asked by the person, for the person, or by or for somebody whose deputy the person is. */
function isOwnRequest({ requestedBy, requestedFor }: BulkAction, { personId, standsFor }: Authority): boolean {
  const own = [personId, ...standsFor]
  return own.includes(requestedBy) || (requestedFor !== null && own.includes(requestedFor))
}

/** A decision counts only for exactly what was shown: it names the hash. */
export function decideBulk(bulk: BulkAction, input: BulkInput): Decision<BulkEvent, RefusalCode> {
  if (input.kind === 'tick') {
    const isOver = bulk.state === 'PENDING_APPROVAL' && bulk.lapsesAt !== null && input.at >= bulk.lapsesAt
    return isOver ? accept<BulkEvent>({ type: 'BulkLapsed', at: input.at }) : accept()
  }
  const { at, authority, hash, note } = input
  const refusal = approvalRefusal(bulk, authority, at)
  if (refusal !== null) return refusal
  if (hash !== bulk.hash) return refuse('HASH_CHANGED', undefined, ['hash'])
  const by = authority.personId ?? ''
  return accept<BulkEvent>({ type: input.kind === 'approve' ? 'BulkApproved' : 'BulkDenied', at, by, note })
}

export function evolveBulk(bulk: BulkAction | null, event: BulkEvent): BulkAction {
  if (event.type === 'BulkRequested') return requested(event)
  if (bulk === null) throw new RangeError(`${event.type} of a bulk action that was never requested`)
  const version = bulk.version + 1
  if (event.type === 'BulkLapsed') return { ...bulk, version, state: 'LAPSED' }
  const state = event.type === 'BulkApproved' ? 'APPROVED' : 'DENIED'
  return { ...bulk, version, state, decidedBy: event.by, decidedAt: event.at, note: event.note }
}

function requested({
  at,
  by,
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
    requestedAt: at,
    decidedBy: null,
    decidedAt: null,
    note: null,
    lapsesAt: needsApproval ? at + APPROVAL_LAPSE_MS : null,
    version: 1,
  }
}
