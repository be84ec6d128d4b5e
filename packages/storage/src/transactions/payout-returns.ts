import { bookingDay } from '@budeng/transactions'
import { type PayoutReturnRow, payoutReturnTable, unnestInsert } from '../rows/index.ts'
import type { Unit } from '../unit.ts'
import { postEntries } from './ledger.ts'
import type { PayoutStanding } from './payouts.ts'

interface NewReturn {
  /** Of the change that two persons made. */
  readonly id: string
  readonly reference: string
  readonly reason: string
  readonly agentId: string | null
  readonly zone: string
}

/**
 * Notes that the bank sent a payout back: its entry is taken back on the accounts of then, so that what was paid is owed
 * again. Its transactions are told by the worker. Under `holdPayouts`; a second note of the same changes nothing.
 */
export async function notePayoutReturn(unit: Unit, payout: PayoutStanding, made: NewReturn): Promise<void> {
  const at = unit.clock.now()
  const { id: payoutId, acquirerId, merchantId, path, currency, minor } = payout
  const { id, reference, reason, agentId, zone } = made
  const row: PayoutReturnRow = {
    ...{ payoutId, id, acquirerId, merchantId, path, reference, reason, at },
    ...{ toldAt: null, toldId: null, told: 0, endedAt: null },
  }
  const [posted] = await postEntries(unit, [
    {
      ...{ kind: 'REVERSED', book: 'PAYOUT', transactionId: payoutId, version: 1, occurredAt: null },
      terminal: { terminalId: null, acquirerId, agentId, merchantId, path },
      businessDate: bookingDay(at, zone),
    },
  ])
  if (posted == null) return
  await unnestInsert(unit, payoutReturnTable, [row])
  const data = { payoutId, currency, minor: String(minor), reference, reason }
  unit.append([{ type: 'PayoutReturned', subject: merchantId, path, at, data }])
}
