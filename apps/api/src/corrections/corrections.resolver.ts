import type { TerminalView } from '@budeng/storage'
import { countInbox } from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql'
import { TerminalObject } from '../fleet/terminal.type.ts'
import type { Operation } from '../graphql/operation.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { INBOX_COUNT_MAX } from '../limits.ts'
import type { BoundedConnection } from '../transactions/bounded-connection.ts'
import type { TransactionView } from '../transactions/transaction-view.ts'
import { TransactionObject } from '../transactions/transaction.type.ts'
import {
  CorrectionApproveInput,
  CorrectionDraftInput,
  CorrectionEditInput,
  CorrectionMoveInput,
  CorrectionPreviewInput,
  CorrectionRejectInput,
  CorrectionsArgs,
  CorrectionWaiveInput,
} from './correction-input.ts'
import { correctionPage, inboxOf } from './correction-page.ts'
import { CorrectionObject, CorrectionPageObject } from './correction.type.ts'
import type { CorrectionView } from './correction-view.ts'
import { findCorrection, mayRead, viewOf } from './find-correction.ts'
import { CorrectionFormObject, CorrectionPreviewObject } from './form.type.ts'
import { formOf, preview } from './form.ts'
import { approve, reject, waive } from './judge-correction.ts'
import { CorrectionPayload } from './payload.type.ts'
import { draft, edit, retry, submit, withdraw } from './write-correction.ts'

@Resolver()
export class CorrectionsResolver {
  @Query(() => CorrectionObject, {
    nullable: true,
    description: 'One correction that the viewer may see; null for any other.',
  })
  async correction(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionView | null> {
    return await findCorrection(operation, id)
  }

  @Query(() => CorrectionPageObject, {
    description:
      'Corrections (更正单) of the viewer’s subtree, the oldest first unless said. A page may hold fewer than asked for although more follow: see `searchedThrough`.',
  })
  async corrections(
    @Args(() => CorrectionsArgs) args: CorrectionsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<BoundedConnection<CorrectionView>> {
    return await correctionPage(operation, args, 'root')
  }

  @Query(() => Int, {
    description:
      'How many corrections wait for the viewer as a second person; counted up to 100. Beside the entry of the menu.',
  })
  async correctionsToCheck(@Ctx('operation') operation: Operation): Promise<number> {
    if (!operation.authority.permits.has('correction:approve')) return 0
    const { path } = operation.viewer.person
    return await operation.read((db) => countInbox(db, path, inboxOf(operation), INBOX_COUNT_MAX))
  }

  @Query(() => CorrectionFormObject, {
    nullable: true,
    description:
      'What may be corrected of a transaction; or, with a terminal alone, where there is none. Null: there is no such thing.',
  })
  async correctionForm(
    @Arg('transactionId', () => ID, { nullable: true, description: 'Of this transaction.' }) transactionId:
      | string
      | null,
    @Arg('terminalId', () => ID, { nullable: true, description: 'Of this terminal, for what we do not have.' })
    terminalId: string | null | undefined,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionFormObject | null> {
    const { permits } = operation.authority
    if (!permits.has('correction:make') || !permits.has('transaction:read')) return null
    return await formOf(operation, { transactionId: transactionId ?? null, terminalId: terminalId ?? null })
  }

  @Query(() => CorrectionPreviewObject, {
    nullable: true,
    description: 'What a correction would do, while it is written. Nothing is kept. Null for whoever makes none.',
  })
  async correctionPreview(
    @Arg('input', () => CorrectionPreviewInput, { description: 'As far as it is written.' })
    input: CorrectionPreviewInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionPreviewObject | null> {
    return operation.authority.permits.has('correction:make') ? await preview(operation, input) : null
  }

  @Mutation(() => CorrectionPayload, {
    description: 'Begins a correction. What is wrong with it does not keep it from being a draft.',
  })
  async correctionDraft(
    @Arg('input', () => CorrectionDraftInput, { description: 'What, and how.' }) input: CorrectionDraftInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionPayload> {
    return await draft(operation, input)
  }

  @Mutation(() => CorrectionPayload, { description: 'Changes a draft; whoever does becomes one of its makers.' })
  async correctionEdit(
    @Arg('input', () => CorrectionEditInput, { description: 'What changes.' }) input: CorrectionEditInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionPayload> {
    return await edit(operation, input)
  }

  @Mutation(() => CorrectionPayload, {
    description: 'Hands a draft in: evidence, caps of the day and its base are looked at.',
  })
  async correctionSubmit(
    @Arg('input', () => CorrectionMoveInput, { description: 'Which.' }) input: CorrectionMoveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionPayload> {
    return await submit(operation, input)
  }

  @Mutation(() => CorrectionPayload, { description: 'Takes a correction back (撤回), before it is posted.' })
  async correctionWithdraw(
    @Arg('input', () => CorrectionMoveInput, { description: 'Which.' }) input: CorrectionMoveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionPayload> {
    return await withdraw(operation, input)
  }

  @Mutation(() => CorrectionPayload, {
    description: 'Lets it be tried again (重试): the posting, or the order that the terminal did not take or answer.',
  })
  async correctionRetry(
    @Arg('input', () => CorrectionMoveInput, { description: 'Which.' }) input: CorrectionMoveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionPayload> {
    return await retry(operation, input)
  }

  @Mutation(() => CorrectionPayload, {
    description: 'The second person agrees (复核), to exactly the hash that was shown. It asks for a passkey.',
  })
  async correctionApprove(
    @Arg('input', () => CorrectionApproveInput, { description: 'Which, and what was shown.' })
    input: CorrectionApproveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionPayload> {
    return await approve(operation, input)
  }

  @Mutation(() => CorrectionPayload, { description: 'The second person says no (驳回), and why.' })
  async correctionReject(
    @Arg('input', () => CorrectionRejectInput, { description: 'Which, and why.' }) input: CorrectionRejectInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionPayload> {
    return await reject(operation, input)
  }

  @Mutation(() => CorrectionPayload, {
    description: 'A second person gives the proof up (豁免). It stays posted, and in the report of open differences.',
  })
  async correctionWaive(
    @Arg('input', () => CorrectionWaiveInput, { description: 'Which, on which ground, and why.' })
    input: CorrectionWaiveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionPayload> {
    return await waive(operation, input)
  }
}

@Resolver(() => CorrectionPageObject)
export class CorrectionPageResolver {
  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      'Set when the page ended early: everything up to here was looked at, and `endCursor` goes on from there.',
  })
  searchedThrough(@Root() page: BoundedConnection<CorrectionView>): number | null {
    return page.searchedThrough
  }
}

@Resolver(() => TransactionObject)
export class TransactionCorrectionsResolver {
  @FieldResolver(() => [CorrectionObject], {
    description:
      'Corrections of it, the oldest first, those that are under way included; empty without `correction:read`.',
  })
  async corrections(
    @Root() { id }: TransactionView,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionView[]> {
    if (!mayRead(operation)) return []
    return (await operation.load.correctionsOf.load(id)).flatMap((row) => viewOf(operation, row) ?? [])
  }
}

@Resolver(() => TerminalObject)
export class TerminalCorrectionsResolver {
  @FieldResolver(() => CorrectionPageObject, { description: 'Corrections at it, the oldest first unless said.' })
  async corrections(
    @Root() terminal: TerminalView,
    @Args(() => CorrectionsArgs) args: CorrectionsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<BoundedConnection<CorrectionView>> {
    return await correctionPage(operation, args, 'nested', { terminalId: terminal.id })
  }
}
