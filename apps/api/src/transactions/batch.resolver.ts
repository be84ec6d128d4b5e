import type { BatchTotalRow, PersonRow, TerminalView } from '@budeng/storage'
import { netOfTotals, type Side } from '@budeng/transactions'
import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql'
import { PersonObject } from '../access/person.type.ts'
import { RightObject, rightOf } from '../access/right.type.ts'
import { TerminalObject } from '../fleet/terminal.type.ts'
import type { Operation } from '../graphql/operation.ts'
import type { BoundedConnection } from './bounded-connection.ts'
import { BatchObject, BatchTotalObject, ConsistencyProofObject } from './batch.type.ts'
import { BatchCompareInput, BatchComparePayload } from './batch-compare.type.ts'
import { BatchForceCloseInput, BatchForceClosePayload } from './batch-close.type.ts'
import { compareBatch, compareRefusal } from './compare-batch.ts'
import { forceCloseBatch } from './force-close.ts'
import { type BatchView, proofView } from './record-view.ts'
import { TransactionsArgs } from './transaction-input.ts'
import { MoneyObject } from './money.type.ts'
import { transactionPage } from './transaction-page.ts'
import type { TransactionView } from './transaction-view.ts'
import { TransactionPageObject } from './transaction.type.ts'

@Resolver(() => BatchObject)
export class BatchResolver {
  @Mutation(() => BatchForceClosePayload, {
    description:
      'Ends a batch on which the two sides do not agree, with a reason. What differs stays open. For a checker (`batch:close`).',
  })
  async batchForceClose(
    @Arg('input', () => BatchForceCloseInput, { description: 'Which batch, and why.' }) input: BatchForceCloseInput,
    @Ctx('operation') operation: Operation,
  ): Promise<BatchForceClosePayload> {
    return await forceCloseBatch(operation, input)
  }

  @Mutation(() => BatchComparePayload, {
    description:
      'Compares a batch with its terminal now: two round trips, and what differs is located (`differences`).',
  })
  async batchCompare(
    @Arg('input', () => BatchCompareInput, { description: 'Which batch.' }) input: BatchCompareInput,
    @Ctx('operation') operation: Operation,
  ): Promise<BatchComparePayload> {
    return await compareBatch(operation, input)
  }

  @FieldResolver(() => RightObject, { description: 'Whether `batchCompare` would be accepted now.' })
  async compare(@Root() batch: BatchView, @Ctx('operation') operation: Operation): Promise<RightObject> {
    const terminal = await operation.load.terminal.load(batch.terminalId)
    const closing = { ...batch, throughSeq: batch.throughSeq === null ? null : Number(batch.throughSeq) }
    return rightOf(compareRefusal(operation, closing, terminal, operation.now), operation.reader)
  }

  @FieldResolver(() => TerminalObject, {
    nullable: true,
    description: 'The terminal, when the viewer still sees it: it may have moved since.',
  })
  async terminal(@Root() batch: BatchView, @Ctx('operation') operation: Operation): Promise<TerminalView | null> {
    return await operation.load.terminal.load(batch.terminalId)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who closed it by force, when the viewer sees them.',
  })
  async closedBy(@Root() batch: BatchView, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return batch.closedBy === null ? null : await operation.load.person.load(batch.closedBy)
  }

  @FieldResolver(() => [BatchTotalObject], {
    description: 'Ours beside the terminal’s, by block and side; empty without financial records.',
  })
  async totals(@Root() batch: BatchView, @Ctx('operation') operation: Operation): Promise<BatchTotalObject[]> {
    return (await operation.load.batchTotals.load(batch.id)).map(totalView)
  }

  @FieldResolver(() => [MoneyObject], {
    description: 'Charged less given back by our copy, a sum for each currency; empty without financial records.',
  })
  async net(@Root() batch: BatchView, @Ctx('operation') operation: Operation): Promise<readonly MoneyObject[]> {
    const totals = await operation.load.batchTotals.load(batch.id)
    return netOfTotals(
      totals.map(({ currency, exponent, side, amount }) => ({ currency, exponent, side: side as Side, minor: amount })),
    )
  }

  @FieldResolver(() => ConsistencyProofObject, {
    nullable: true,
    description: 'The newest comparison of this batch; null before the first.',
  })
  async proof(
    @Root() batch: BatchView,
    @Ctx('operation') operation: Operation,
  ): Promise<ConsistencyProofObject | null> {
    const proof = await operation.load.batchProof.load(batch.id)
    return proof === null ? null : proofView(proof)
  }

  @FieldResolver(() => TransactionPageObject, { description: 'Its transactions, the newest first.' })
  async transactions(
    @Root() batch: BatchView,
    @Args(() => TransactionsArgs) args: TransactionsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<BoundedConnection<TransactionView>> {
    const filter = { ...args.filter, batchNo: batch.batchNo }
    return await transactionPage(operation, { ...args, filter }, 'nested', batch.terminalId)
  }
}

function totalView(row: BatchTotalRow): BatchTotalObject {
  const kind = { currency: row.currency, exponent: row.exponent }
  const isSaid = row.saidCount !== null && row.saidAmount !== null
  return {
    scope: row.cardScope as BatchTotalObject['scope'],
    side: row.side as Side,
    count: row.count,
    amount: { ...kind, minor: row.amount },
    terminalCount: row.saidCount,
    terminalAmount: row.saidAmount === null ? null : { ...kind, minor: row.saidAmount },
    equal: isSaid ? row.saidCount === row.count && row.saidAmount === row.amount : null,
  }
}
