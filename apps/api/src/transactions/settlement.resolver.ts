import { payableOf, payoutsOf, statementCurrencies, type Unit } from '@budeng/storage'
import { changeAsked } from '../approvals/change-asked.ts'
import { addDays, bookingDay, currencyExponent } from '@budeng/transactions'
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql'
import { ownOrganisation } from '../access/find-organisation.ts'
import { confirmLarge } from '../access/step-up-large-acts.ts'
import { proposeChange } from '../approvals/propose-change.ts'
import { badInput } from '../graphql/api-error.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { DateScalar } from '../graphql/scalars.ts'
import { fulfil, notFound } from '../graphql/wish.ts'
import { PAYOUTS_SHOWN_MAX } from '../limits.ts'
import { ledgerMoney } from './ledger-money.ts'
import {
  PayableObject,
  PayoutObject,
  PayoutRequestInput,
  PayoutReturnRequestInput,
  SettlementRequestPayload,
  WriteOffRequestInput,
} from './settlement.type.ts'

/** Where nothing was booked yet. */
const CURRENCY_UNBOOKED = 'CNY'

@Resolver()
export class SettlementResolver {
  @Query(() => PayableObject, {
    nullable: true,
    description:
      'What may be paid to a merchant; null without `ledger:read`, for whoever stands below the acquirer, and for any other.',
  })
  async payable(
    @Arg('merchantId', () => ID, { description: 'The merchant.' }) merchantId: string,
    @Arg('throughDate', () => DateScalar, { nullable: true, description: 'Last business day; left out: yesterday.' })
    throughDate: string | null,
    @Arg('currency', () => String, {
      nullable: true,
      description: 'ISO 4217, three letters; left out: the first in which the merchant was booked.',
    })
    currency: string | null,
    @Ctx('operation') operation: Operation,
  ): Promise<PayableObject | null> {
    if (currency != null && currencyExponent(currency) === null)
      throw badInput('`currency` has three capital letters.', ['currency'])
    const merchant = await merchantOf(operation, merchantId)
    if (merchant === null) return null
    const place = { id: merchant.id, acquirerId: operation.level.id }
    const through = throughDate ?? addDays(bookingDay(operation.now, merchant.timeZone), -1)
    return await operation.read(async (db) => {
      const chosen = currency ?? (await statementCurrencies(db, merchant.id))[0] ?? CURRENCY_UNBOOKED
      const { owed, held, isFiled } = await payableOf(db, place, chosen, through)
      const money = (minor: bigint) => ledgerMoney(minor, chosen)
      return { throughDate: through, isFiled, owed: money(owed), held: money(held), payable: money(owed - held) }
    })
  }

  @Query(() => [PayoutObject], {
    description: 'The newest payouts of a merchant; empty without `ledger:read`, and below the acquirer.',
  })
  async payouts(
    @Arg('merchantId', () => ID, { description: 'The merchant.' }) merchantId: string,
    @Ctx('operation') operation: Operation,
  ): Promise<PayoutObject[]> {
    const merchant = await merchantOf(operation, merchantId)
    const rows = merchant === null ? [] : await operation.read((db) => payoutsOf(db, merchant.id, PAYOUTS_SHOWN_MAX))
    return rows.map(({ id, minor, currency, throughDate, reference, at, told, endedAt, returned }) => ({
      ...{ id, amount: ledgerMoney(minor, currency), throughDate, reference, at, told, endedAt, returned },
    }))
  }

  @Mutation(() => SettlementRequestPayload, {
    description:
      'Asks to note what the acquirer paid to a merchant (打款). It stands in the books when a second person has agreed; never more than what files have cleared.',
  })
  async payoutRequest(
    @Arg('input', () => PayoutRequestInput, { description: 'To whom, how much, for which days.' })
    input: PayoutRequestInput,
    @Ctx('operation') operation: Operation,
  ): Promise<SettlementRequestPayload> {
    const { currency, minor, throughDate, reference, reason } = input
    return await requested(operation, 'payoutRequest', input, async (unit) => {
      const subject = idOf('node', input.merchantId)
      if (subject === null) throw notFound('merchantId')
      const after = { currency, minor: String(minor), throughDate, reference }
      const id = await proposeChange(operation, unit, { kind: 'PAYOUT', subject, after, reason })
      await confirmLarge(operation, unit, 'payoutRequest', input)
      return id
    })
  }

  @Mutation(() => SettlementRequestPayload, {
    description:
      'Asks to note that the bank sent a payout back (退汇). When a second person has agreed, its entry is taken back and what was paid is owed again. Once for each payout.',
  })
  async payoutReturnRequest(
    @Arg('input', () => PayoutReturnRequestInput, { description: 'Which payout, and what the bank says.' })
    input: PayoutReturnRequestInput,
    @Ctx('operation') operation: Operation,
  ): Promise<SettlementRequestPayload> {
    const { reference, reason } = input
    return await requested(operation, 'payoutReturnRequest', input, async (unit) => {
      const subject = idOf('change', input.payoutId)
      if (subject === null) throw notFound('payoutId')
      const id = await proposeChange(operation, unit, { kind: 'PAYOUT_RETURN', subject, after: { reference }, reason })
      await confirmLarge(operation, unit, 'payoutReturnRequest', input)
      return id
    })
  }

  @Mutation(() => SettlementRequestPayload, {
    description:
      'Asks to write off what a difference left short (核销). It stands in the books when a second person has agreed; when the money comes all the same, that is taken back.',
  })
  async writeOffRequest(
    @Arg('input', () => WriteOffRequestInput, { description: 'Which difference, and why.' })
    input: WriteOffRequestInput,
    @Ctx('operation') operation: Operation,
  ): Promise<SettlementRequestPayload> {
    const { number: subject, reason } = input
    return await requested(operation, 'writeOffRequest', input, async (unit) => {
      const id = await proposeChange(operation, unit, { kind: 'WRITE_OFF', subject, after: null, reason })
      await confirmLarge(operation, unit, 'writeOffRequest', input)
      return id
    })
  }
}

async function merchantOf(operation: Operation, id: string) {
  const { authority, level } = operation
  if (!authority.permits.has('ledger:read') || level.kind !== 'ACQUIRER') return null
  const node = await ownOrganisation(operation, id)
  return node?.kind === 'MERCHANT' ? node : null
}

type Wish = PayoutRequestInput | PayoutReturnRequestInput | WriteOffRequestInput

async function requested(
  operation: Operation,
  name: 'payoutRequest' | 'payoutReturnRequest' | 'writeOffRequest',
  { idempotencyKey: key, stepUp, ...rest }: Wish,
  work: (unit: Unit) => Promise<string>,
): Promise<SettlementRequestPayload> {
  const outcome = await fulfil(operation, { name, key, input: rest, stepUp }, work)
  return await changeAsked(operation, outcome)
}
