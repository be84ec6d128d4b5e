import { permissionRefusal, type RecoveryPolicy } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import { lockPolicy, nodesByIds, savePolicy } from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../graphql/wish.ts'
import type { WishedPayload } from '../graphql/wished.type.ts'
import { policiesAt } from './place-policies.ts'
import type { AutomaticRecoveryStopInput } from './policy-input.ts'

/** Less than before is decided by one, at once; a change that waits for a second person meanwhile is stale then. */
export async function stopAutomaticRecovery(
  operation: Operation,
  input: AutomaticRecoveryStopInput,
): Promise<WishedPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'automaticRecoveryStop', key, input: rest }, async (unit) => {
    const forbidden = permissionRefusal(operation.authority, 'alert:rule')
    if (forbidden !== null) throw new Refused(forbidden)
    const nodeId = idOf('node', input.organisationId)
    const [node] = nodeId === null ? [] : await nodesByIds(unit, [nodeId])
    const isAbove = operation.viewer.above.some(({ id }) => id === node?.id)
    if (node === undefined || isAbove) throw notFound('organisationId')
    const problem = reasonProblem(input.reason)
    if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
    const own = await lockPolicy(unit, node.id, 'RECOVERY')
    const before = (await policiesAt(unit, operation.house, [node.path]))(node.path).RECOVERY.value
    const value: RecoveryPolicy = { ...before, stopped: true }
    const at = unit.clock.now()
    const version = (own?.version ?? 0) + 1
    await savePolicy(unit, { nodeId: node.id, kind: 'RECOVERY', path: node.path, value, version, changedAt: at })
    const data = { kind: 'RECOVERY', before, after: value, reason: input.reason.trim() }
    unit.append([{ type: 'AutomaticRecoveryStopped', subject: node.id, path: node.path, at, data }])
    return { id: node.id }
  })
  return told(operation, outcome)
}
