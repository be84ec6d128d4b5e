import type { Money } from '@budeng/kernel'
import {
  accountPostings,
  accountsByIds,
  type LedgerAccountRow,
  listAccounts,
  type NodeRow,
  type StatementKey,
  type TerminalView,
  trialBalance,
} from '@budeng/storage'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql'
import { levelWith, namedOrganisation } from '../access/find-organisation.ts'
import { OrganisationObject } from '../access/organisation.type.ts'
import { TerminalObject } from '../fleet/terminal.type.ts'
import { type Connection, connectionOf, PageArgs } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import { DateScalar } from '../graphql/scalars.ts'
import { LedgerAccountKindEnum } from './enums.ts'
import { LedgerAccountConnection, LedgerAccountObject, TrialBalanceObject } from './ledger.type.ts'
import { MoneyObject } from './money.type.ts'
import { dayCursor, dayKeyOf, PeriodArgs, periodOf } from './day-cursor.ts'
import { ledgerMoney } from './ledger-money.ts'
import { namedTransaction } from './statement.resolver.ts'
import { LedgerAccountLineConnection, LedgerAccountLineObject } from './statement.type.ts'
import type { TransactionView } from './transaction-view.ts'
import { TransactionObject } from './transaction.type.ts'

@ArgsType()
class LedgerAccountsArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Under this organisation.' })
  organisationId: string | null

  @Field(() => LedgerAccountKindEnum, { nullable: true, description: 'Only this kind.' })
  kind: LedgerAccountRow['kind'] | null
}

/** A posting of an account as its fields are read. */
type AccountLineView = LedgerAccountLineObject & { readonly key: StatementKey; readonly transactionId: string }

/** An account as its fields are read. */
type AccountView = LedgerAccountObject & { readonly row: LedgerAccountRow }

@Resolver(() => LedgerAccountObject)
export class LedgerResolver {
  @Query(() => LedgerAccountConnection, {
    description:
      'Accounts of the memorandum ledger in the viewer’s subtree, in the order of opening; empty without `ledger:read`.',
  })
  async ledgerAccounts(
    @Args(() => LedgerAccountsArgs) { organisationId, kind, ...page }: LedgerAccountsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<AccountView>> {
    const first = pageSize(page.first, 'root')
    const hash = listHash({ organisationId: organisationId ?? null, kind: kind ?? null })
    const [afterId] = page.after == null ? [null] : decodeCursor(page.after, hash, ['number'])
    const level = await levelWith(operation, 'ledger:read', organisationId)
    const rows =
      level === null
        ? []
        : await operation.read((db) => listAccounts(db, { level, kind: kind ?? null, afterId, limit: first + 1 }))
    return connectionOf(rows.map(accountView), first, page.after, ({ row }) => encodeCursor([row.id], hash))
  }

  @Query(() => LedgerAccountObject, {
    nullable: true,
    description: 'One account of the ledger by its number; null without `ledger:read`, and for any other.',
  })
  async ledgerAccount(
    @Arg('number', () => String, { description: 'Its number.' }) number: string,
    @Ctx('operation') operation: Operation,
  ): Promise<AccountView | null> {
    const id = /^[1-9]\d{0,14}$/.test(number) ? Number(number) : null
    if (id === null || !operation.authority.permits.has('ledger:read')) return null
    const [row] = await operation.read((db) => accountsByIds(db, [id]))
    return row === undefined ? null : accountView(row)
  }

  @Query(() => TrialBalanceObject, {
    nullable: true,
    description:
      'The ledger of the viewer’s acquirer by kind of account; null without `ledger:read`, and for whoever stands below the acquirer.',
  })
  async trialBalance(
    @Arg('asOf', () => DateScalar, { nullable: true, description: 'At the end of this day; left out: now.' })
    asOf: string | null,
    @Ctx('operation') operation: Operation,
  ): Promise<TrialBalanceObject | null> {
    const { authority, level } = operation
    if (!authority.permits.has('ledger:read') || level.kind !== 'ACQUIRER') return null
    const rows = await operation.read((db) => trialBalance(db, level.id, asOf ?? null))
    const currencies = [...new Set(rows.map(({ currency }) => currency))]
    const sumOf = (currency: string) =>
      rows.filter((row) => row.currency === currency).reduce((sum, { balance }) => sum + balance, 0n)
    return {
      rows: rows.map(({ kind, currency, balance }) => ({ kind, balance: ledgerMoney(balance, currency) })),
      sums: currencies.map((currency) => ledgerMoney(sumOf(currency), currency)),
      asOf: asOf ?? null,
    }
  }

  @FieldResolver(() => MoneyObject, { description: 'What stands on it now; debit is positive.' })
  async balance(@Root() { row }: AccountView, @Ctx('operation') operation: Operation): Promise<Money> {
    return ledgerMoney(await operation.load.balance.load(row.id), row.currency)
  }

  @FieldResolver(() => LedgerAccountLineConnection, {
    description: 'Its postings of a period, by business day and booking.',
  })
  async postings(
    @Root() { row: { id, currency } }: AccountView,
    @Args(() => PeriodArgs) { from, to, ...page }: PeriodArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<AccountLineView>> {
    const period = periodOf(operation, { from, to })
    const first = pageSize(page.first, 'nested')
    const hash = listHash({ postings: id, ...period })
    const after = dayKeyOf(page.after, hash)
    const rows = await operation.read((db) => accountPostings(db, id, period, after, first + 1))
    const lines = rows.map(({ effectiveDate, entryId, minor, kind, book, recordedAt, transactionId }) => ({
      ...{ number: String(entryId), effectiveDate, recordedAt, book, isReversal: kind === 'REVERSED' },
      ...{ amount: ledgerMoney(minor, currency), key: { effectiveDate, entryId }, transactionId },
    }))
    return connectionOf(lines, first, page.after, ({ key }) => dayCursor(key, hash))
  }

  @FieldResolver(() => OrganisationObject, {
    nullable: true,
    description: 'The acquirer, agent or merchant whose it is; null for the account of a terminal.',
  })
  async organisation(@Root() { row }: AccountView, @Ctx('operation') operation: Operation): Promise<NodeRow | null> {
    return row.kind === 'TERMINAL_CLEARING' ? null : await namedOrganisation(operation, row.ownerId)
  }

  @FieldResolver(() => TerminalObject, {
    nullable: true,
    description: 'The terminal whose it is, when the viewer still sees it; null for every other kind.',
  })
  async terminal(@Root() { row }: AccountView, @Ctx('operation') operation: Operation): Promise<TerminalView | null> {
    return row.kind === 'TERMINAL_CLEARING' ? await operation.load.terminal.load(row.ownerId) : null
  }
}

@Resolver(() => LedgerAccountLineObject)
export class LedgerAccountLineResolver {
  @FieldResolver(() => TransactionObject, {
    nullable: true,
    description: 'What it books; null when the viewer does not see it.',
  })
  async transaction(
    @Root() { transactionId }: AccountLineView,
    @Ctx('operation') operation: Operation,
  ): Promise<TransactionView | null> {
    return await namedTransaction(operation, transactionId)
  }
}

function accountView(row: LedgerAccountRow): AccountView {
  return { number: String(row.id), kind: row.kind, currency: row.currency, row }
}
