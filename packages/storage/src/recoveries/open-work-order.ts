import { WORK_ORDER_DUE_MS } from '../limits.ts'
import { unnestInsert, type WorkOrderRow, workOrderTable } from '../rows/index.ts'
import type { TerminalScope, Unit } from '../unit.ts'

export function placeOf({ terminalId, acquirerId, agentId, merchantId, storeId, path }: TerminalScope): TerminalScope {
  return { terminalId, acquirerId, agentId, merchantId, storeId, path }
}

/** Opens a work order for a terminal; a recovery or a visit that has left one leaves no second. */
export async function openWorkOrder(
  unit: Unit,
  at: TerminalScope,
  wish: Pick<WorkOrderRow, 'recoveryId' | 'visitId' | 'reason' | 'note' | 'claimedBy'>,
): Promise<void> {
  const place = placeOf(at)
  const openedAt = unit.clock.now()
  const order: WorkOrderRow = {
    ...place,
    ...wish,
    ...{ id: unit.newId('workOrder'), state: 'OPEN', technician: '', parts: '', outcome: '' },
    ...{ openedAt, dueAt: openedAt + WORK_ORDER_DUE_MS, closedAt: null, closedBy: null, version: 1 },
  }
  await unnestInsert(unit, workOrderTable, [order], { onConflict: 'on conflict do nothing' })
  const { recoveryId, visitId, reason, dueAt } = order
  unit.append([
    {
      ...{ type: 'WorkOrderOpened', subject: order.id, path: place.path, terminal: place, at: openedAt },
      data: { recoveryId, visitId, reason, dueAt },
    },
  ])
}
