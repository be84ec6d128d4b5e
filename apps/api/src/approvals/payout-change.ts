import { reasonProblem } from '@budeng/fleet'
import { moneyText } from '@budeng/kernel'
import { holdPayouts, nodesByIds, type NodeRow, notePayout, type Payable, payableOf, type Unit } from '@budeng/storage'
import { currencyExponent } from '@budeng/transactions'
import type { Operation } from '../graphql/operation.ts'
import { notFound, Refused } from '../graphql/wish.ts'
import { ledgerMoney } from '../transactions/ledger-money.ts'
import type { ChangeRule } from './change-kinds.ts'

/** What the acquirer paid to a merchant, by its own books. Amounts are decimal texts of minor units. */
export interface PayoutWord {
  readonly currency: string
  readonly minor: string
  /** Last business day that it pays for. */
  readonly throughDate: string
  /** Of the transfer, so that it is found in the acquirer's books. */
  readonly reference: string
}

/** A payout is noted by two at the acquirer: the books of record are theirs, and money is gone when it is noted. */
export const payoutChange: ChangeRule = {
  permission: 'ledger:write',
  prepare: async (operation, unit, merchantId, wish) => {
    const { merchant, acquirer } = await payoutPlace(operation, unit, merchantId)
    await holdPayouts(unit, merchantId)
    const after = checkedWord(wish as PayoutWord)
    const payable = await payableOf(
      unit,
      { id: merchantId, acquirerId: acquirer.id },
      after.currency,
      after.throughDate,
    )
    checkPayable(after, payable)
    const before = { merchant: merchant.name, owed: String(payable.owed), held: String(payable.held) }
    return { path: acquirer.path, before, after, version: payable.payouts, needsAbove: false }
  },
  versionNow: async (unit, { subject, after }) => {
    await holdPayouts(unit, subject)
    const { currency, throughDate } = after as PayoutWord
    return (await payableOf(unit, { id: subject, acquirerId: '' }, currency, throughDate)).payouts
  },
  apply: async (operation, unit, { id, subject: merchantId, after }) => {
    const { merchant, acquirer, agentId } = await payoutPlace(operation, unit, merchantId)
    const word = checkedWord(after as PayoutWord)
    const { currency, throughDate, reference } = word
    // refunds and corrections may have come while it waited
    checkPayable(word, await payableOf(unit, { id: merchantId, acquirerId: acquirer.id }, currency, throughDate))
    await notePayout(unit, {
      ...{ id, acquirerId: acquirer.id, agentId, merchantId, path: merchant.path, currency, throughDate, reference },
      minor: BigInt(word.minor),
      zone: acquirer.timeZone,
    })
  },
}

/** The merchant, its acquirer, and the agent under which it stands: what is noted at the acquirer alone. @throws Refused */
export async function payoutPlace(
  { level }: Operation,
  unit: Unit,
  merchantId: string,
): Promise<{ readonly merchant: NodeRow; readonly acquirer: NodeRow; readonly agentId: string | null }> {
  const [merchant] = await nodesByIds(unit, [merchantId])
  if (merchant?.kind !== 'MERCHANT') throw notFound('merchantId')
  if (level.kind !== 'ACQUIRER') throw new Refused({ code: 'LEDGER_PLACE' })
  const [acquirer] = await nodesByIds(unit, [level.id])
  if (acquirer === undefined) throw notFound('merchantId')
  const agents = (await nodesByIds(unit, merchant.path.split('.'))).filter(({ kind }) => kind === 'AGENT')
  const nearest = agents.toSorted((a, b) => a.path.length - b.path.length).at(-1)
  return { merchant, acquirer, agentId: nearest?.id ?? null }
}

const MINOR = /^[1-9]\d{0,14}$/
const DAY = /^\d{4}-\d\d-\d\d$/

/** @throws Refused */
function checkedWord({ currency, minor, throughDate, reference }: PayoutWord): PayoutWord {
  const bad = (member: string) => new Refused({ code: 'BAD_PAYOUT', params: { member }, path: ['input', member] })
  if (currencyExponent(currency) === null) throw bad('currency')
  if (!MINOR.test(minor)) throw bad('minor')
  if (!DAY.test(throughDate) || Number.isNaN(Date.parse(`${throughDate}T00:00:00Z`))) throw bad('throughDate')
  const problem = reasonProblem(reference)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reference'] })
  return { currency, minor, throughDate, reference: reference.trim() }
}

/** @throws Refused when the day's file is not there, or it is more than is cleared and owed */
function checkPayable({ currency, minor, throughDate }: PayoutWord, { owed, held, isFiled }: Payable): void {
  if (!isFiled) throw new Refused({ code: 'PAYOUT_NOT_CLEARED', params: { day: throughDate }, path: ['input'] })
  const payable = owed - held
  if (BigInt(minor) <= payable) return
  const params = { payable: `${currency} ${moneyText(ledgerMoney(payable, currency))}` }
  throw new Refused({ code: 'PAYOUT_TOO_MUCH', params, path: ['input', 'minor'] })
}
