import type { HostRecordRow } from '@budeng/storage'
import { ledgerMoneyOf } from '../ledger-money.ts'
import type { HostRecordObject } from './witness.type.ts'

/** What a host told, as its fields are read. */
export function hostView(row: HostRecordRow): HostRecordObject {
  const { fact, at, mti, fate, responseCode, rrn, authCode, settlementDate, original, receivedAt } = row
  return {
    ...{ fact, at, mti, fate, responseCode, rrn, authCode, settlementDate, original, receivedAt },
    position: String(row.position),
    maskedCard: row.panMasked,
    amount: ledgerMoneyOf(row.amount, row.currency),
  }
}
