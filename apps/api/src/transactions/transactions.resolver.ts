import type { BatchRow, TerminalView } from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { TerminalObject } from '../fleet/terminal.type.ts'
import type { BoundedConnection } from './bounded-connection.ts'
import { batchPage } from './batch-page.ts'
import { BatchObject, BatchPageObject } from './batch.type.ts'
import { findBatch } from './find-batch.ts'
import { type BatchView, batchView } from './record-view.ts'
import { BatchesArgs, TransactionsArgs } from './transaction-input.ts'
import { transactionPage } from './transaction-page.ts'
import { type TransactionView, viewOfRow } from './transaction-view.ts'
import { TransactionObject, TransactionPageObject } from './transaction.type.ts'

/** A transaction that the viewer may see. */
export async function findTransaction(operation: Operation, id: string): Promise<TransactionView | null> {
  const known = idOf('transaction', id)
  if (known === null || !operation.authority.permits.has('transaction:read')) return null
  const row = await operation.load.transaction.load(known)
  return row === null ? null : viewOfRow(row)
}

@Resolver()
export class TransactionsResolver {
  @Query(() => TransactionObject, {
    nullable: true,
    description: 'One transaction that the viewer may see; null for any other.',
  })
  async transaction(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<TransactionView | null> {
    return await findTransaction(operation, id)
  }

  @Query(() => TransactionPageObject, {
    description:
      'Transactions (交易) of the viewer’s subtree as of when they happened, the newest first. A page may hold fewer than asked for although more follow: see `searchedThrough`.',
  })
  async transactions(
    @Args(() => TransactionsArgs) args: TransactionsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<BoundedConnection<TransactionView>> {
    return await transactionPage(operation, args, 'root')
  }

  @Query(() => BatchObject, { nullable: true, description: 'One batch that the viewer may see; null for any other.' })
  async batch(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<BatchView | null> {
    return await findBatch(operation, id)
  }

  @Query(() => BatchPageObject, {
    description:
      'Batches (批次) of the viewer’s subtree, the newest opened first. A page may hold fewer than asked for although more follow: see `searchedThrough`.',
  })
  async batches(
    @Args(() => BatchesArgs) args: BatchesArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<BoundedConnection<BatchView>> {
    return viewsOf(await batchPage(operation, args, 'root'))
  }
}

/** A page of batches as their fields are read. */
export function viewsOf(page: BoundedConnection<BatchRow>): BoundedConnection<BatchView> {
  return {
    ...page,
    nodes: page.nodes.map(batchView),
    edges: page.edges.map(({ cursor, node }) => ({ cursor, node: batchView(node) })),
  }
}

/** Money below a terminal. */
@Resolver(() => TerminalObject)
export class TerminalMoneyResolver {
  @FieldResolver(() => TransactionPageObject, { description: 'Its transactions, the newest first.' })
  async transactions(
    @Root() terminal: TerminalView,
    @Args(() => TransactionsArgs) args: TransactionsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<BoundedConnection<TransactionView>> {
    return await transactionPage(operation, args, 'nested', terminal.id)
  }

  @FieldResolver(() => BatchPageObject, { description: 'Its batches, the newest first.' })
  async batches(
    @Root() terminal: TerminalView,
    @Args(() => BatchesArgs) args: BatchesArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<BoundedConnection<BatchView>> {
    return viewsOf(await batchPage(operation, args, 'nested', terminal.id))
  }
}

const SEARCHED_THROUGH = {
  nullable: true,
  description:
    'Set when the page ended early: everything newer than this was looked at, and `endCursor` goes on from there.',
}

@Resolver(() => TransactionPageObject)
export class TransactionPageResolver {
  @FieldResolver(() => DateTimeScalar, SEARCHED_THROUGH)
  searchedThrough(@Root() page: BoundedConnection<TransactionView>): number | null {
    return page.searchedThrough
  }
}

@Resolver(() => BatchPageObject)
export class BatchPageResolver {
  @FieldResolver(() => DateTimeScalar, SEARCHED_THROUGH)
  searchedThrough(@Root() page: BoundedConnection<BatchView>): number | null {
    return page.searchedThrough
  }
}
