import { reasonProblem } from '@budeng/fleet'
import { holdPayouts, notePayoutReturn, payoutById, type PayoutStanding, type Unit } from '@budeng/storage'
import { payoutReturnRefusal } from '@budeng/transactions'
import { notFound, Refused } from '../graphql/wish.ts'
import type { ChangeRule } from './change-kinds.ts'
import { payoutPlace } from './payout-change.ts'

/** What the bank's statement says of the transfer that came back. */
interface PayoutReturnWord {
  /** Of the transfer back, so that it is found in the acquirer's books. */
  readonly reference: string
}

/** That a payout came back is noted by two at the acquirer, as the payout was: what was paid is owed again. */
export const payoutReturnChange: ChangeRule = {
  permission: 'ledger:write',
  prepare: async (operation, unit, payoutId, wish) => {
    if (operation.level.kind !== 'ACQUIRER') throw new Refused({ code: 'LEDGER_PLACE' })
    const payout = await returnable(unit, payoutId)
    const { merchant, acquirer } = await payoutPlace(operation, unit, payout.merchantId)
    const { currency, minor, throughDate, reference } = payout
    const before = { merchant: merchant.name, currency, minor: String(minor), throughDate, reference }
    return { path: acquirer.path, before, after: checkedWord(wish as PayoutReturnWord), version: 0, needsAbove: false }
  },
  versionNow: async (unit, { subject }) => ((await heldPayout(unit, subject))?.returned === null ? 0 : 1),
  apply: async (operation, unit, { id, subject, after, reason }) => {
    const payout = await returnable(unit, subject)
    const { acquirer, agentId } = await payoutPlace(operation, unit, payout.merchantId)
    const { reference } = checkedWord(after as PayoutReturnWord)
    await notePayoutReturn(unit, payout, { id, reference, reason, agentId, zone: acquirer.timeZone })
  },
}

/** The payout, with nothing of its merchant paid or sent back meanwhile. */
async function heldPayout(unit: Unit, payoutId: string): Promise<PayoutStanding | null> {
  const payout = await payoutById(unit, payoutId)
  if (payout === null) return null
  await holdPayouts(unit, payout.merchantId)
  return await payoutById(unit, payoutId)
}

/** @throws Refused when it is not there, or the core says no */
async function returnable(unit: Unit, payoutId: string): Promise<PayoutStanding> {
  const payout = await heldPayout(unit, payoutId)
  if (payout === null) throw notFound('payoutId')
  const refused = payoutReturnRefusal({ at: payout.at, returnedAt: payout.returned?.at ?? null }, unit.clock.now())
  if (refused !== null) throw new Refused({ ...refused.refusal, path: ['input', 'payoutId'] })
  return payout
}

/** @throws Refused */
function checkedWord({ reference }: PayoutReturnWord): PayoutReturnWord {
  const problem = reasonProblem(reference)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reference'] })
  return { reference: reference.trim() }
}
