import { accept, type Authority, type Decision, type Instant, type Refusal, refuse } from '@budeng/kernel'
import { reasonProblem } from '../free-text.ts'
import type { RefusalCode } from '../refusals.ts'
import { type DispatchStop, liesUnder } from './stop.ts'

export const STOP_PERMISSION = 'dispatch:stop'

/** Somebody at the switch: what they may do, where they stand, and what they are called. */
export interface StopHand {
  readonly authority: Authority
  readonly nodeId: string
  readonly path: string
  readonly name: string
}

export type StopEvent =
  | ({ readonly type: 'DispatchStopped'; readonly at: Instant } & Pick<
      DispatchStop,
      'id' | 'nodeId' | 'path' | 'setAtId' | 'by' | 'byName' | 'reason'
    >)
  | {
      readonly type: 'DispatchResumed'
      readonly at: Instant
      readonly by: string
      readonly byName: string
      readonly reason: string
    }

/** Throws the switch of a node: a reason is all that is asked, for whoever needs it needs it now. */
export function decideStop(
  wish: {
    readonly id: string
    readonly at: Instant
    readonly node: { readonly id: string; readonly path: string }
    readonly reason: string
    /** The stop that stands at this very node. */
    readonly standing: DispatchStop | null
  },
  hand: StopHand,
): Decision<StopEvent, RefusalCode> {
  const { id, at, node, standing } = wish
  const by = hand.authority.personId
  if (by === null || !hand.authority.permits.has(STOP_PERMISSION))
    return refuse('NOT_PERMITTED', { permission: STOP_PERMISSION })
  const problem = reasonProblem(wish.reason)
  if (problem !== null) return refuse(problem, undefined, ['reason'])
  if (standing !== null) return refuse('STOPPED_ALREADY', { since: standing.since, by: standing.byName })
  const reason = wish.reason.trim()
  const who = { by, byName: hand.name, setAtId: hand.nodeId }
  return accept({ type: 'DispatchStopped', at, id, nodeId: node.id, path: node.path, ...who, reason })
}

/** Why this person may not take the stop back, before any reason is given. */
export function liftRefusal(stop: DispatchStop, hand: StopHand): Refusal<RefusalCode> | null {
  if (hand.authority.personId === null || !hand.authority.permits.has(STOP_PERMISSION))
    return refuse('NOT_PERMITTED', { permission: STOP_PERMISSION }).refusal
  if (stop.liftedAt !== null) return refuse('STOP_OVER').refusal
  return isBelowSetter(stop, hand) ? refuse('STOPPED_ABOVE', { by: stop.byName }).refusal : null
}

export function decideLift(
  stop: DispatchStop,
  wish: { readonly at: Instant; readonly reason: string },
  hand: StopHand,
): Decision<StopEvent, RefusalCode> {
  const refusal = liftRefusal(stop, hand)
  const by = hand.authority.personId
  if (refusal !== null || by === null) return { ok: false, refusal: refusal ?? { code: 'NOT_PERMITTED' } }
  const problem = reasonProblem(wish.reason)
  if (problem !== null) return refuse(problem, undefined, ['reason'])
  return accept({ type: 'DispatchResumed', at: wish.at, by, byName: hand.name, reason: wish.reason.trim() })
}

/** What an acquirer stopped, an agent does not let go, though it is the agent's own subtree. */
function isBelowSetter(stop: DispatchStop, hand: StopHand): boolean {
  if (!liesUnder(stop.path, hand.path)) return true
  const setAt = stop.path.split('.').indexOf(stop.setAtId)
  // where its setter's node is no longer on the way, whoever stands above the stop decides
  return setAt !== -1 && setAt < hand.path.split('.').length - 1
}

export function evolveStop(stop: DispatchStop | null, event: StopEvent): DispatchStop {
  if (event.type === 'DispatchStopped') {
    const { id, nodeId, path, setAtId, by, byName, reason, at } = event
    const lift = { liftedAt: null, liftedBy: null, liftedByName: null, liftReason: null }
    return { id, nodeId, path, setAtId, since: at, by, byName, reason, ...lift, version: 1 }
  }
  if (stop === null) throw new TypeError('nothing was stopped')
  const { at, by, byName, reason } = event
  const lift = { liftedAt: at, liftedBy: by, liftedByName: byName, liftReason: reason }
  return { ...stop, ...lift, version: stop.version + 1 }
}
