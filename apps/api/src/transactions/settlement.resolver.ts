import { type ChangeRequestRow, payableOf, payoutsOf, statementCurrencies, type Unit } from '@budeng/storage'
import { changeAsked } from '../approvals/change-asked.ts'
import { addDays, bookingDay, currencyExponent } from '@budeng/transactions'
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import { ownOrganisation } from '../access/find-organisation.ts'
import { confirmLarge } from '../access/step-up-large-acts.ts'
import { ChangeRequestObject } from '../approvals/change.type.ts'
import { proposeChange } from '../approvals/propose-change.ts'
import { badInput } from '../graphql/api-error.ts'
import { type Connection, connectionOf } from '../graphql/connection.ts'
import { encodeCursor, listHash } from '../graphql/cursor.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import { DateScalar } from '../graphql/scalars.ts'
import { fulfil, notFound } from '../graphql/wish.ts'
import { momentKeyOf } from './bounded-connection.ts'
import { CURRENCY_UNBOOKED, ledgerMoney } from './ledger-money.ts'
import {
  PayableObject,
  PayoutConnection,
  PayoutObject,
  PayoutRequestInput,
  PayoutReturnRequestInput,
  PayoutsArgs,
  SettlementRequestPayload,
  WriteOffRequestInput,
} from './settlement.type.ts'

/** With the merchant of whom it is. */
type PayableView = PayableObject & { readonly merchantId: string }

@Resolver(() => PayableObject)
export class PayableResolver {
  @FieldResolver(() => [ChangeRequestObject], {
    description: 'Payouts that were asked for and wait for a second person, the longest waiting first.',
  })
  async asked(
    @Root() { merchantId }: PayableView,
    @Ctx('operation') { load }: Operation,
  ): Promise<readonly ChangeRequestRow[]> {
    return (await load.waitingChanges.load(merchantId)).filter(({ kind }) => kind === 'PAYOUT')
  }
}

@Resolver(() => PayoutObject)
export class PayoutResolver {
  @FieldResolver(() => ChangeRequestObject, {
    nullable: true,
    description: 'That the bank sent it back, while that waits for a second person.',
  })
  async returnAsked(
    @Root() { id }: PayoutObject,
    @Ctx('operation') { load }: Operation,
  ): Promise<ChangeRequestRow | null> {
    return (await load.waitingChanges.load(id)).find(({ kind }) => kind === 'PAYOUT_RETURN') ?? null
  }
}

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
  ): Promise<PayableView | null> {
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
      const sums = { owed: money(owed), held: money(held), payable: money(owed - held) }
      return { merchantId: merchant.id, throughDate: through, isFiled, ...sums }
    })
  }

  @Query(() => PayoutConnection, {
    description: 'Payouts of a merchant, the newest first; empty without `ledger:read`, and below the acquirer.',
  })
  async payouts(
    @Args(() => PayoutsArgs) args: PayoutsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<PayoutObject>> {
    const first = pageSize(args.first, 'root')
    const hash = listHash({ merchantId: args.merchantId })
    const after = momentKeyOf(args.after, hash)
    const merchant = await merchantOf(operation, args.merchantId)
    const rows =
      merchant === null ? [] : await operation.read((db) => payoutsOf(db, merchant.id, { after, limit: first + 1 }))
    const payouts = rows.map(({ id, minor, currency, throughDate, reference, at, told, endedAt, returned }) => ({
      ...{ id, amount: ledgerMoney(minor, currency), throughDate, reference, at, told, endedAt, returned },
    }))
    return connectionOf(payouts, first, args.after, ({ at, id }) => encodeCursor([at, id], hash))
  }

  @Mutation(() => SettlementRequestPayload, {
    description:
      'Asks to note what the acquirer paid to a merchant (打款). It stands in the books when a second person has agreed; never more than what files have cleared. It asks for a passkey.',
  })
  async payoutRequest(
    @Arg('input', () => PayoutRequestInput, { description: 'To whom, how much, for which days.' })
    input: PayoutRequestInput,
    @Ctx('operation') operation: Operation,
  ): Promise<SettlementRequestPayload> {
    const { amount, throughDate, reference, reason } = input
    return await requested(operation, 'payoutRequest', input, async (unit) => {
      const subject = idOf('node', input.merchantId)
      if (subject === null) throw notFound('merchantId')
      const after = { currency: amount.currency, minor: String(amount.amount), throughDate, reference }
      const id = await proposeChange(operation, unit, { kind: 'PAYOUT', subject, after, reason })
      await confirmLarge(operation, unit, 'payoutRequest', input)
      return id
    })
  }

  @Mutation(() => SettlementRequestPayload, {
    description:
      'Asks to note that the bank sent a payout back (退汇). When a second person has agreed, its entry is taken back and what was paid is owed again. Once for each payout. It asks for a passkey.',
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
      'Asks to write off what a difference left short (核销). It stands in the books when a second person has agreed; when the money comes all the same, that is taken back. It asks for a passkey.',
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
