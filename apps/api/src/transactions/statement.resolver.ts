import {
  type LedgerAccountRow,
  type NodeRow,
  payablesOf,
  type StatementLine,
  statementBounds,
  statementCurrencies,
  statementLines,
} from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql'
import { ownOrganisation } from '../access/find-organisation.ts'
import { OrganisationObject } from '../access/organisation.type.ts'
import { badInput } from '../graphql/api-error.ts'
import { type Connection, connectionOf, PageArgs } from '../graphql/connection.ts'
import { listHash } from '../graphql/cursor.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import { DateScalar } from '../graphql/scalars.ts'
import { dayCursor, dayKeyOf, periodOf } from './day-cursor.ts'
import { CURRENCY_UNBOOKED, ledgerMoney, ledgerMoneyOf } from './ledger-money.ts'
import { MerchantStatementObject, StatementLineConnection, StatementLineObject } from './statement.type.ts'
import { type TransactionView, viewOfRow } from './transaction-view.ts'
import { TransactionObject } from './transaction.type.ts'

/** A statement as its fields are read. */
type StatementView = MerchantStatementObject & {
  readonly accounts: readonly LedgerAccountRow[]
  readonly merchant: NodeRow
}
type LineView = StatementLineObject & { readonly row: StatementLine }

@Resolver(() => MerchantStatementObject)
export class StatementResolver {
  @Query(() => MerchantStatementObject, {
    nullable: true,
    description:
      'The statement of a merchant in the viewer’s subtree; null for any other. Needs `ledger:read`; the merchant’s own people read their own.',
  })
  async merchantStatement(
    @Arg('merchantId', () => ID, { description: 'The merchant.' }) merchantId: string,
    @Arg('from', () => DateScalar, {
      nullable: true,
      description: 'First business day; left out: thirty days before the last.',
    })
    from: string | null,
    @Arg('to', () => DateScalar, {
      nullable: true,
      description: 'Last business day, at most a year after the first; left out: today.',
    })
    to: string | null,
    @Arg('currency', () => String, {
      nullable: true,
      description: 'ISO 4217, three letters; left out: the first in which the merchant was booked.',
    })
    currency: string | null,
    @Ctx('operation') operation: Operation,
  ): Promise<StatementView | null> {
    const period = periodOf(operation, { from: from ?? null, to: to ?? null })
    if (currency != null && !/^[A-Z]{3}$/.test(currency))
      throw badInput('`currency` has three capital letters.', ['currency'])
    const merchant = await ownOrganisation(operation, merchantId)
    if (merchant === null || merchant.kind !== 'MERCHANT' || !mayReadStatement(operation, merchant)) return null
    return await operation.read(async (db) => {
      const currencies = await statementCurrencies(db, merchant.id)
      const chosen = currency ?? currencies[0] ?? CURRENCY_UNBOOKED
      const accounts = await payablesOf(db, merchant.id, chosen)
      const { opening, closing } = await statementBounds(db, accounts, period)
      const owed = (minor: bigint) => ledgerMoney(minor, chosen)
      return {
        ...{ ...period, currency: chosen, currencies, accounts, merchant },
        ...{ opening: owed(opening), closing: owed(closing) },
      }
    })
  }

  @FieldResolver(() => OrganisationObject, { description: 'Whose it is.' })
  merchant(@Root() { merchant }: StatementView): NodeRow {
    return merchant
  }

  @FieldResolver(() => StatementLineConnection, { description: 'Its lines by business day and booking.' })
  async lines(
    @Root() { accounts, merchant, from, to, currency }: StatementView,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<LineView>> {
    const first = pageSize(page.first, 'root')
    const hash = listHash({ statement: merchant.id, from, to, currency })
    const after = dayKeyOf(page.after, hash)
    const rows = await operation.read((db) => statementLines(db, accounts, { from, to }, after, first + 1))
    return connectionOf(
      rows.map((row) => lineView(row, currency)),
      first,
      page.after,
      ({ row }) => dayCursor(row, hash),
    )
  }
}

/** Whoever reads the ledger; and a merchant's own people, of themselves. */
export function mayReadStatement({ authority, level }: Operation, merchant: NodeRow): boolean {
  if (authority.permits.has('ledger:read')) return true
  return authority.permits.has('transaction:read') && level.kind === 'MERCHANT' && level.id === merchant.id
}

@Resolver(() => StatementLineObject)
export class StatementLineResolver {
  @FieldResolver(() => TransactionObject, {
    nullable: true,
    description: 'What it books; null when the viewer does not see it.',
  })
  async transaction(
    @Root() { row }: LineView,
    @Ctx('operation') operation: Operation,
  ): Promise<TransactionView | null> {
    return await namedTransaction(operation, row.transactionId)
  }
}

/** The transaction that a line of the ledger names. */
export async function namedTransaction(operation: Operation, id: string): Promise<TransactionView | null> {
  if (!operation.authority.permits.has('transaction:read')) return null
  const row = await operation.load.transaction.load(id)
  return row === null ? null : viewOfRow(row)
}

function lineView(row: StatementLine, currency: string): LineView {
  return {
    number: String(row.entryId),
    effectiveDate: row.effectiveDate,
    originalDate: row.originalDate,
    occurredAt: row.occurredAt,
    book: row.book,
    isReversal: row.kind === 'REVERSED',
    version: row.version,
    gross: ledgerMoneyOf(row.gross, currency),
    fee: ledgerMoneyOf(row.fee, currency),
    feeBase: ledgerMoneyOf(row.feeBase, currency),
    commission: ledgerMoneyOf(row.commission, currency),
    net: ledgerMoney(row.net, currency),
    row,
  }
}
