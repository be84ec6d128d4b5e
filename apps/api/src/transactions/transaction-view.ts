import type { Instant, Money } from '@budeng/kernel'
import type { RecordLineRow, TransactionRow } from '@budeng/storage'
import {
  type AuthState,
  type FollowUpState,
  type Label,
  labelOf,
  type RecordType,
  type ReversalState,
  type SettlementState,
} from '@budeng/transactions'
import { moneyOf } from './money.type.ts'

/** A transaction as its fields are read: what a list's line holds; more is loaded with its row. */
export interface TransactionView {
  readonly id: string
  readonly terminalId: string
  readonly batchNo: string
  readonly stan: string
  readonly type: RecordType | null
  readonly label: Label
  readonly authorisation: AuthState
  readonly reversal: ReversalState
  readonly followUp: FollowUpState
  readonly settlement: SettlementState
  readonly amount: Money | null
  readonly rrn: string | null
  readonly maskedCard: string | null
  readonly at: Instant
  readonly recordedAt: Instant
  readonly late: boolean
}

export function viewOfLine(line: RecordLineRow): TransactionView {
  const maskedCard = line.first6 === null || line.last4 === null ? null : `${line.first6}******${line.last4}`
  return { ...sameOf(line), at: line.at, maskedCard }
}

export function viewOfRow(row: TransactionRow): TransactionView {
  return { ...sameOf(row), at: row.occurredAt ?? row.recordedAt, maskedCard: row.panMasked }
}

/** What line and row say alike. States in the database are those of the core. */
function sameOf(row: RecordLineRow | TransactionRow): Omit<TransactionView, 'at' | 'maskedCard'> {
  const authorisation = row.authState as AuthState
  const reversal = row.reversalState as ReversalState
  const followUp = row.followUpState as FollowUpState
  const settlement = row.settlementState as SettlementState
  const { id, terminalId, batchNo, stan, rrn, recordedAt, late } = row
  return {
    ...{ id, terminalId, batchNo, stan, rrn, recordedAt, late },
    type: row.type as RecordType | null,
    label: labelOf({ auth: authorisation, reversal, followUp, settlement, sync: 'TERMINAL_ONLY' }),
    ...{ authorisation, reversal, followUp, settlement },
    amount: moneyOf(row),
  }
}
