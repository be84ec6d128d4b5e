import { type CareFacts, isWorkOrderOver } from '@budeng/fleet'
import {
  loadRecoveries,
  type RecoveryRow,
  saveClaim,
  type TerminalScope,
  type Unit,
  type WorkOrderRow,
  workOrdersByIds,
} from '@budeng/storage'
import { idOf } from '../../graphql/ids.ts'

/** A recovery or a work order as people care for it: it ends by its own steps, so it is never cleared by hand. */
export interface CaredWork {
  readonly name: 'Recovery' | 'WorkOrder'
  readonly row: RecoveryRow | WorkOrderRow
  readonly facts: CareFacts
}

/** The work that an id names, under lock; null: it names none that the viewer sees. */
export async function lockWork(unit: Unit, id: string): Promise<CaredWork | null> {
  const recoveryId = idOf('recovery', id)
  const orderId = idOf('workOrder', id)
  const [recovery] = recoveryId === null ? [] : await loadRecoveries(unit, [recoveryId], 'update')
  if (recovery !== undefined) return { name: 'Recovery', row: recovery, facts: facts(recovery, recovery.step === null) }
  const [order] = orderId === null ? [] : await workOrdersByIds(unit, [orderId], 'update')
  if (order === undefined) return null
  return { name: 'WorkOrder', row: order, facts: facts(order, isWorkOrderOver(order.state)) }
}

function facts({ claimedBy }: { readonly claimedBy: string | null }, isOver: boolean): CareFacts {
  const nobody = { acknowledgedAt: null, acknowledgedBy: null, clearedAt: null, clearedBy: null }
  return { ...nobody, claimedBy, state: isOver ? 'CLEARED' : 'ACKNOWLEDGED', standing: !isOver }
}

export async function saveWork(unit: Unit, work: CaredWork, after: CareFacts): Promise<void> {
  await saveClaim(unit, work.name === 'Recovery' ? 'recovery' : 'work_order', work.row.id, after.claimedBy)
}

export function placeOfWork({ row }: CaredWork): TerminalScope {
  const { terminalId, acquirerId, agentId, merchantId, storeId, path } = row
  return { terminalId, acquirerId, agentId, merchantId, storeId, path }
}
