import { permissionRefusal } from '@budeng/access'
import { isWorkOrderOver, reasonProblem, workOrderRefusal } from '@budeng/fleet'
import { saveWorkOrder, type Unit, type WorkOrderRow, workOrdersByIds } from '@budeng/storage'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput, told } from '../../graphql/wish.ts'
import type { WorkOrderChangeInput, WorkOrderPayload } from './recovery.type.ts'

/** Somebody takes a work order, or says how it ended. */
export async function changeWorkOrder(operation: Operation, input: WorkOrderChangeInput): Promise<WorkOrderPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'workOrderChange', key, input: rest }, (unit) =>
    change(operation, unit, input),
  )
  const id = idOf('workOrder', input.workOrderId)
  const workOrder = id === null ? null : await operation.load.workOrder.load(id)
  return outcome.ok ? { workOrder, ...told(operation, outcome) } : { workOrder, ...told(operation, outcome) }
}

async function change(operation: Operation, unit: Unit, input: WorkOrderChangeInput): Promise<{ workOrderId: string }> {
  const id = idOf('workOrder', input.workOrderId)
  const [order] = id === null ? [] : await workOrdersByIds(unit, [id], 'update')
  if (order === undefined) throw notFound('workOrderId')
  const forbidden = permissionRefusal(operation.authority, 'workorder:write')
  if (forbidden !== null) throw new Refused(forbidden)
  if (order.version !== input.expectedVersion)
    throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
  const after = await changed(operation, unit, order, input)
  await saveWorkOrder(unit, after)
  const { state, technician, parts, outcome } = after
  unit.append([
    {
      ...{ type: 'WorkOrderChanged', subject: order.id, terminal: order, path: order.path, at: unit.clock.now() },
      data: { before: { state: order.state }, after: { state, technician, parts, outcome } },
    },
  ])
  return { workOrderId: order.id }
}

async function changed(
  operation: Operation,
  unit: Unit,
  order: WorkOrderRow,
  { state, ...given }: WorkOrderChangeInput,
): Promise<WorkOrderRow> {
  const text = (member: 'technician' | 'parts' | 'outcome') => {
    const value = given[member]?.trim() ?? order[member]
    const problem = value === '' ? null : reasonProblem(value)
    if (problem !== null) throw new Refused({ code: problem, path: ['input', member] })
    return value
  }
  const [technician, parts, outcome] = [text('technician'), text('parts'), text('outcome')]
  const refusal = workOrderRefusal(order.state, { state, technician, outcome })
  if (refusal !== null) throw new Refused(underInput(refusal.refusal))
  const isClosed = isWorkOrderOver(state)
  return {
    ...{ ...order, state, technician, parts, outcome },
    closedAt: isClosed ? unit.clock.now() : null,
    closedBy: isClosed ? operation.viewer.person.id : null,
    version: order.version + 1,
  }
}
