import { type ChangeKind, evolveChange, permissionRefusal, proposeChange as proposed } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import { insertChange, type Unit } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { Refused } from '../graphql/wish.ts'
import { approverOf } from './approver.ts'
import { CHANGE_RULES } from './change-kinds.ts'

/** What somebody wishes to change. */
export interface ChangeWish {
  readonly kind: ChangeKind
  /** Id of what is changed. */
  readonly subject: string
  readonly after: unknown
  readonly reason: string
}

/**
 * Asks for a change that a second person must approve. The one way to it: whoever has such a change calls this in the
 * transaction of the wish.
 * @returns the id of the request
 * @throws Refused
 */
export async function proposeChange(operation: Operation, unit: Unit, wish: ChangeWish): Promise<string> {
  const { kind, subject, after, reason } = wish
  const rule = CHANGE_RULES[kind]
  const forbidden = permissionRefusal(operation.authority, rule.permission)
  if (forbidden !== null) throw new Refused(forbidden)
  const problem = reasonProblem(reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const { version: baseVersion, ...found } = await rule.prepare(operation, unit, subject, after)
  const { personId: requestedBy, humanId: requestedHuman } = await approverOf(operation, unit)
  const id = unit.newId('change')
  const event = proposed(
    { id, kind, subject, ...found, baseVersion, reason: reason.trim(), requestedBy, requestedHuman },
    unit.clock.now(),
  )
  const change = evolveChange(null, event)
  await insertChange(unit, change)
  const { type, at, requestedBy: by, ...data } = { requestedBy, ...event }
  unit.append([{ type, subject: id, path: change.path, at, data: { by, ...data } }])
  return id
}
