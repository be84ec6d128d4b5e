import { commandHash, commandLapsesAt } from '@budeng/fleet'
import { idKind } from '@budeng/kernel'
import type { BreakGlassRow, BulkRow, ChangeRequestRow, CommandRow } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import type { ApprovalView } from './approval.type.ts'

/** The card of what waits; null when it waits no longer, or is not the viewer's to see. */
export async function approvalView({ load }: Operation, id: string): Promise<ApprovalView | null> {
  switch (idKind(id)) {
    case 'bulk': {
      const bulk = await load.bulk.load(id)
      return bulk?.state === 'PENDING_APPROVAL' ? ofBulk(bulk) : null
    }
    case 'command': {
      const command = await load.command.load(id)
      return command?.state === 'PENDING_APPROVAL' && command.bulkId === null ? ofCommand(command) : null
    }
    case 'change': {
      const change = await load.change.load(id)
      return change?.state === 'PENDING' ? ofChange(change) : null
    }
    case 'breakGlass': {
      const glass = await load.breakGlass.load(id)
      return glass?.state === 'TO_REVIEW' ? ofReview(glass) : null
    }
    default:
      return null
  }
}

function ofBulk(row: BulkRow): ApprovalView {
  const { id, requestedAt: since, lapsesAt: until, hash, reason, requestedBy: makerId, path } = row
  return { id, kind: 'BULK', since, until, overdue: false, hash, reason, makerId, path, row }
}

function ofCommand(row: CommandRow): ApprovalView {
  const { id, requestedAt: since, reason, requestedBy: makerId, path } = row
  const until = commandLapsesAt(row)
  return { id, kind: 'COMMAND', since, until, overdue: false, hash: commandHash(row), reason, makerId, path, row }
}

function ofChange(row: ChangeRequestRow): ApprovalView {
  const { id, requestedAt: since, lapsesAt: until, hash, reason, requestedBy: makerId, path } = row
  return { id, kind: 'CHANGE', since, until, overdue: false, hash, reason, makerId, path, row }
}

function ofReview(row: BreakGlassRow): ApprovalView {
  const { id, usedAt: since, reviewDueAt: until, overdueAt, reason, usedBy: makerId, path } = row
  return { id, kind: 'REVIEW', since, until, overdue: overdueAt !== null, hash: null, reason, makerId, path, row }
}
