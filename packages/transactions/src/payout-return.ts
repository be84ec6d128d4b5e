import { DAY, type Instant, refuse } from '@budeng/kernel'
import { PAYOUT_RETURN_DAYS_MAX } from './limits.ts'

/** A payout as far as its return asks. */
export interface PaidOut {
  readonly at: Instant
  readonly returnedAt: Instant | null
}

export type PayoutReturnRefusalCode = 'PAYOUT_RETURNED' | 'PAYOUT_TOO_OLD'

/**
 * Why a payout cannot be noted as sent back by the bank (退汇), or null. A bank sends the whole transfer back, once: then
 * the payout's entry is taken back whole and what was paid is owed again. Paid anew, it is a payout of its own.
 */
export function payoutReturnRefusal({ at, returnedAt }: PaidOut, now: Instant) {
  if (returnedAt !== null) return refuse<PayoutReturnRefusalCode>('PAYOUT_RETURNED')
  return now - at > PAYOUT_RETURN_DAYS_MAX * DAY
    ? refuse<PayoutReturnRefusalCode>('PAYOUT_TOO_OLD', { days: PAYOUT_RETURN_DAYS_MAX })
    : null
}
