import { type EventView, type NodeRow, type PersonRow, sidesOfCase, type TerminalView } from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import { namedOrganisation } from '../../access/find-organisation.ts'
import { OrganisationObject } from '../../access/organisation.type.ts'
import { PersonObject } from '../../access/person.type.ts'
import { EventObject } from '../../fleet/event.type.ts'
import { TerminalObject } from '../../fleet/terminal.type.ts'
import type { Connection } from '../../graphql/connection.ts'
import type { Operation } from '../../graphql/operation.ts'
import { lineView } from '../../transactions/files/file-view.ts'
import { hostView } from '../../transactions/files/host-view.ts'
import { recordView } from '../../transactions/record-view.ts'
import { viewOfRow } from '../../transactions/transaction-view.ts'
import type { TransactionView } from '../../transactions/transaction-view.ts'
import { TransactionObject } from '../../transactions/transaction.type.ts'
import { CorrectionObject } from '../correction.type.ts'
import type { CorrectionView } from '../correction-view.ts'
import { viewOf } from '../find-correction.ts'
import { caseActions } from './case-actions.ts'
import { CaseClaimInput, CaseEndInput, CaseJudgeInput, CasesArgs, CaseSuppressInput } from './case-input.ts'
import { casePage } from './case-page.ts'
import { CasePayload } from './case-payload.type.ts'
import { CaseActionObject, CaseObject, CasePageObject, CaseSideObject, CaseSidesObject } from './case.type.ts'
import type { CaseView } from './case-view.ts'
import { findCase } from './find-case.ts'
import { claim, dismiss, judge, release, settle, suppress } from './say-to-case.ts'

@Resolver()
export class CasesResolver {
  @Query(() => CaseObject, { nullable: true, description: 'One case that the viewer may see; null for any other.' })
  async case(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<CaseView | null> {
    return await findCase(operation, id)
  }

  @Query(() => CasePageObject, {
    description: 'Cases (差异案例) of the viewer’s subtree, the oldest open ones first unless said.',
  })
  async cases(
    @Args(() => CasesArgs) args: CasesArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<CaseView>> {
    return await casePage(operation, args, 'root')
  }

  @Mutation(() => CasePayload, { description: 'The rule was wrong (误报): a verdict by which rules are measured.' })
  async caseDismiss(
    @Arg('input', () => CaseEndInput, { description: 'Which, and why.' }) input: CaseEndInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CasePayload> {
    return await dismiss(operation, input)
  }

  @Mutation(() => CasePayload, {
    description: 'The rule was right, and it is seen to: for what no correction would put right. A verdict too.',
  })
  async caseSettle(
    @Arg('input', () => CaseEndInput, { description: 'Which, and how.' }) input: CaseEndInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CasePayload> {
    return await settle(operation, input)
  }

  @Mutation(() => CasePayload, { description: 'A verdict on what was corrected by itself.' })
  async caseJudge(
    @Arg('input', () => CaseJudgeInput, { description: 'Which, and what.' }) input: CaseJudgeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CasePayload> {
    return await judge(operation, input)
  }

  @Mutation(() => CasePayload, { description: 'Puts a case off (抑制), with an owner and an end; then it is back.' })
  async caseSuppress(
    @Arg('input', () => CaseSuppressInput, { description: 'Which, until when, and why.' }) input: CaseSuppressInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CasePayload> {
    return await suppress(operation, input)
  }

  @Mutation(() => CasePayload, { description: 'The viewer works on it: told to the others, binding nobody.' })
  async caseClaim(
    @Arg('input', () => CaseClaimInput, { description: 'Which.' }) input: CaseClaimInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CasePayload> {
    return await claim(operation, input)
  }

  @Mutation(() => CasePayload, { description: 'Nobody works on it any more.' })
  async caseRelease(
    @Arg('input', () => CaseClaimInput, { description: 'Which.' }) input: CaseClaimInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CasePayload> {
    return await release(operation, input)
  }
}

/** What hangs on a case: read when it is asked for. */
@Resolver(() => CaseObject)
export class CaseResolver {
  @FieldResolver(() => TerminalObject, {
    nullable: true,
    description: 'The terminal; null when it is of more than one.',
  })
  async terminal(@Root() { row }: CaseView, @Ctx('operation') { load }: Operation): Promise<TerminalView | null> {
    return row.terminalId === null ? null : await load.terminal.load(row.terminalId)
  }

  @FieldResolver(() => OrganisationObject, {
    nullable: true,
    description: 'The merchant; null when it is of more than one.',
  })
  async merchant(@Root() { row }: CaseView, @Ctx('operation') operation: Operation): Promise<NodeRow | null> {
    return row.merchantId === null ? null : await namedOrganisation(operation, row.merchantId)
  }

  @FieldResolver(() => CaseSidesObject, { description: 'The records side by side; empty without `transaction:read`.' })
  async sides(@Root() { row }: CaseView, @Ctx('operation') operation: Operation): Promise<CaseSidesObject> {
    if (!operation.authority.permits.has('transaction:read')) return { sides: [], looseLines: [] }
    const { sides, lines } = await operation.read((db) => sidesOfCase(db, row))
    return {
      sides: sides.map(({ place, tid, key, transaction, record, host, lines: own }) => ({
        ...{ place, tid, batchNo: key.batch, stan: key.stan, msgClass: key.msgClass },
        transaction: transaction === null ? null : viewOfRow(transaction),
        record: record === null ? null : recordView(record),
        hostRecords: host.map(hostView),
        fileLines: own.map(lineView),
      })),
      looseLines: lines.map(lineView),
    }
  }

  @FieldResolver(() => [CorrectionObject], { description: 'Corrections of it, the oldest first.' })
  async corrections(@Root() { id }: CaseView, @Ctx('operation') operation: Operation): Promise<CorrectionView[]> {
    const rows = await operation.load.correctionsOfCase.load(id)
    return rows.flatMap((row) => viewOf(operation, row) ?? [])
  }

  @FieldResolver(() => PersonObject, { nullable: true, description: 'Who works on it, when the viewer sees them.' })
  async claimedBy(@Root() { id }: CaseView, @Ctx('operation') { load }: Operation): Promise<PersonRow | null> {
    const found = await load.caseClaim.load(id)
    return found === null ? null : await load.person.load(found.personId)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who gave the verdict, when the viewer sees them.',
  })
  async judgedBy(@Root() { row }: CaseView, @Ctx('operation') { load }: Operation): Promise<PersonRow | null> {
    return row.judgedBy === null ? null : await load.person.load(row.judgedBy)
  }

  @FieldResolver(() => PersonObject, { nullable: true, description: 'Who put it off, when the viewer sees them.' })
  async suppressedBy(@Root() { one }: CaseView, @Ctx('operation') { load }: Operation): Promise<PersonRow | null> {
    return one.suppression === null ? null : await load.person.load(one.suppression.owner)
  }

  @FieldResolver(() => [EventObject], {
    description: 'Everything that happened to it, the oldest first; the first hundred facts.',
  })
  async timeline(@Root() { id }: CaseView, @Ctx('operation') { load }: Operation): Promise<readonly EventView[]> {
    return await load.timeline.load(id)
  }

  @FieldResolver(() => [CaseActionObject], { description: 'What the viewer may do with it, and why not.' })
  async actions(@Root() view: CaseView, @Ctx('operation') operation: Operation): Promise<CaseActionObject[]> {
    return await caseActions(operation, view)
  }
}

@Resolver(() => CaseSideObject)
export class CaseSideResolver {
  @FieldResolver(() => TransactionObject, { nullable: true, description: 'Ours; null: we have none.' })
  transaction(@Root() side: { readonly transaction: TransactionView | null }): TransactionView | null {
    return side.transaction
  }
}

/** The case behind a correction. */
@Resolver(() => CorrectionObject)
export class CorrectionCaseResolver {
  @FieldResolver(() => CaseObject, { nullable: true, description: 'The case that it is of; null: a person found it.' })
  async case(@Root() { row }: CorrectionView, @Ctx('operation') operation: Operation): Promise<CaseView | null> {
    return row.caseId === null ? null : await findCase(operation, row.caseId)
  }
}

/** Cases below a terminal. */
@Resolver(() => TerminalObject)
export class TerminalCasesResolver {
  @FieldResolver(() => CasePageObject, { description: 'Cases at it, the oldest open ones first unless said.' })
  async cases(
    @Root() terminal: TerminalView,
    @Args(() => CasesArgs) args: CasesArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<CaseView>> {
    return await casePage(operation, args, 'nested', terminal.id)
  }
}
