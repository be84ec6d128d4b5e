import type { Money } from '@budeng/kernel'
import {
  type ChangeRequestRow,
  listOpenMatches,
  type MatchKey,
  type RecordMatchRow,
  type Short,
  type TerminalView,
} from '@budeng/storage'
import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql'
import { ChangeRequestObject } from '../../approvals/change.type.ts'
import { TerminalObject } from '../../fleet/terminal.type.ts'
import { badInput } from '../../graphql/api-error.ts'
import { type Connection, connectionOf, PageArgs } from '../../graphql/connection.ts'
import { encodeCursor, listHash } from '../../graphql/cursor.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { pageSize } from '../../graphql/paging.ts'
import { DateScalar } from '../../graphql/scalars.ts'
import { FILTER_ITEMS_MAX } from '../../limits.ts'
import { dayKeyOf } from '../day-cursor.ts'
import { ledgerMoney, ledgerMoneyOf } from '../ledger-money.ts'
import { MoneyObject } from '../money.type.ts'
import { namedTransaction } from '../statement.resolver.ts'
import { levelOfMoney } from '../transaction-page.ts'
import type { TransactionView } from '../transaction-view.ts'
import { TransactionObject } from '../transaction.type.ts'
import { MatchStateEnum, WitnessSourceEnum } from './file-enums.ts'
import { findImport } from './file.resolver.ts'
import { hostView } from './host-view.ts'
import { type FileImportView, type FileLineView, lineView } from './file-view.ts'
import { FileImportObject, FileLineObject } from './file.type.ts'
import { HostRecordObject, RecordMatchConnection, RecordMatchObject } from './witness.type.ts'

@ArgsType()
class MatchesArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Under this organisation.' })
  organisationId: string | null

  @Field(() => [MatchStateEnum], { nullable: true, description: 'Any of these; left out: whatever is not in order.' })
  states: RecordMatchRow['state'][] | null

  @Field(() => WitnessSourceEnum, { nullable: true, description: 'Only by this witness.' })
  source: RecordMatchRow['source'] | null

  @Field(() => ID, { nullable: true, description: 'Only of this file.' })
  importId: string | null

  @Field(() => DateScalar, { nullable: true, description: 'First business day.' })
  from: string | null

  @Field(() => DateScalar, { nullable: true, description: 'Last business day.' })
  to: string | null
}

/** A match as its fields are read. */
type MatchView = RecordMatchObject & { readonly row: RecordMatchRow }

@Resolver(() => RecordMatchObject)
export class MatchResolver {
  @Query(() => RecordMatchConnection, {
    description:
      'Where hosts and files say otherwise than our records, or only one side has something, the newest business day first. What is the same is not listed: see `Transaction.matches`.',
  })
  async matches(
    @Args(() => MatchesArgs) { organisationId, states, source, importId, from, to, ...page }: MatchesArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<MatchView>> {
    const first = pageSize(page.first, 'root')
    if ((states?.length ?? 0) > FILTER_ITEMS_MAX) throw badInput('`states` has too many items.', ['states'])
    const known = importId == null ? null : idOf('fileImport', importId)
    const wish = {
      ...{ states: states == null ? null : [...new Set(states)].sort(), source: source ?? null },
      ...{ importId: known, from: from ?? null, to: to ?? null },
    }
    const hash = listHash({ ...wish, importId: importId ?? null, organisationId: organisationId ?? null })
    const after = keyOf(page.after, hash)
    const level = await levelOfMoney(operation, organisationId)
    const isNothing = level === null || (importId != null && known === null)
    const rows = isNothing
      ? []
      : await operation.read((db) => listOpenMatches(db, { level, ...wish, after, limit: first + 1 }))
    return connectionOf(rows.map(matchView), first, page.after, ({ row }) =>
      encodeCursor([Date.parse(row.businessDate), row.id], hash),
    )
  }

  @FieldResolver(() => TransactionObject, { nullable: true, description: 'Our transaction; null when we have none.' })
  async transaction(
    @Root() { row }: MatchView,
    @Ctx('operation') operation: Operation,
  ): Promise<TransactionView | null> {
    return row.transactionId === null ? null : await namedTransaction(operation, row.transactionId)
  }

  @FieldResolver(() => TerminalObject, {
    nullable: true,
    description: 'The terminal; null when it is not ours to see.',
  })
  async terminal(@Root() { row }: MatchView, @Ctx('operation') operation: Operation): Promise<TerminalView | null> {
    return row.terminalId === null ? null : await operation.load.terminal.load(row.terminalId)
  }

  @FieldResolver(() => MoneyObject, {
    nullable: true,
    description: 'What it leaves short in the books (短款); null when nothing, and without `ledger:read`.',
  })
  async short(@Root() { row }: MatchView, @Ctx('operation') operation: Operation): Promise<Money | null> {
    const short = await shortOfMatch(operation, row)
    return short === null ? null : ledgerMoney(short.minor, short.currency)
  }

  @FieldResolver(() => Boolean, { description: 'True when what it leaves short was written off.' })
  async isWrittenOff(@Root() { row }: MatchView, @Ctx('operation') operation: Operation): Promise<boolean> {
    return (await shortOfMatch(operation, row))?.isWrittenOff === true
  }

  @FieldResolver(() => ChangeRequestObject, {
    nullable: true,
    description: 'That it be written off, while that waits for a second person.',
  })
  async writeOffAsked(
    @Root() { row }: MatchView,
    @Ctx('operation') operation: Operation,
  ): Promise<ChangeRequestRow | null> {
    const waiting = await operation.load.waitingChanges.load(String(row.id))
    return waiting.find(({ kind }) => kind === 'WRITE_OFF') ?? null
  }

  @FieldResolver(() => FileLineObject, { nullable: true, description: 'The line of the file that says so.' })
  async line(@Root() { row }: MatchView, @Ctx('operation') operation: Operation): Promise<FileLineView | null> {
    const { importId, line } = row
    const found = importId === null || line === null ? null : await operation.load.fileLine.load({ importId, line })
    return found === null ? null : lineView(found)
  }
}

async function shortOfMatch({ authority, load }: Operation, row: RecordMatchRow): Promise<Short | null> {
  return authority.permits.has('ledger:read') ? await load.short.load(row) : null
}

function keyOf(after: string | null | undefined, hash: string): MatchKey | null {
  const key = dayKeyOf(after, hash)
  return key === null ? null : { businessDate: key.effectiveDate, id: key.entryId }
}

/** What other witnesses say of a transaction, beside the journal of its terminal. */
@Resolver(() => TransactionObject)
export class TransactionWitnessResolver {
  @FieldResolver(() => [HostRecordObject], {
    description: "What the acquirer's host says that it did under this number, the oldest first; at most twenty.",
  })
  async hostRecords(
    @Root() view: TransactionView,
    @Ctx('operation') operation: Operation,
  ): Promise<HostRecordObject[]> {
    const { terminalId, batchNo, stan } = view
    return (await operation.load.hostRecords.load({ terminalId, batchNo, stan })).map(hostView)
  }

  @FieldResolver(() => [FileLineObject], { description: "What the acquirer's files say of it." })
  async fileLines(@Root() { id }: TransactionView, @Ctx('operation') operation: Operation): Promise<FileLineView[]> {
    return (await operation.load.fileLines.load(id)).map(lineView)
  }

  @FieldResolver(() => [RecordMatchObject], { description: 'Whether they agree, by witness; empty before they spoke.' })
  async matches(@Root() { id }: TransactionView, @Ctx('operation') operation: Operation): Promise<MatchView[]> {
    return (await operation.load.matches.load(id)).map(matchView)
  }
}

@Resolver(() => FileLineObject)
export class FileLineResolver {
  @FieldResolver(() => FileImportObject, {
    nullable: true,
    description: 'The file; null when the viewer may not see it.',
  })
  async fileImport(
    @Root() { row }: FileLineView,
    @Ctx('operation') operation: Operation,
  ): Promise<FileImportView | null> {
    return row === undefined ? null : await findImport(operation, row.importId)
  }

  @FieldResolver(() => TransactionObject, { nullable: true, description: 'Our transaction; null when we have none.' })
  async transaction(
    @Root() { row }: FileLineView,
    @Ctx('operation') operation: Operation,
  ): Promise<TransactionView | null> {
    return row?.transactionId == null ? null : await namedTransaction(operation, row.transactionId)
  }
}

function matchView(row: RecordMatchRow): MatchView {
  const { id, source, state, businessDate, amount, theirs, currency, transactionId, at, changedAt } = row
  return {
    ...{ number: String(id), source, state, businessDate, at, changedAt, row },
    ours: transactionId === null ? null : ledgerMoneyOf(amount, currency),
    theirs: ledgerMoneyOf(theirs, currency),
  }
}
