import { fieldDiffs, type WaiveGround } from '@budeng/corrections'
import {
  type CommandRow,
  type EventView,
  impactOfRow,
  type NodeRow,
  type PersonRow,
  type TerminalView,
} from '@budeng/storage'
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import { namedOrganisation } from '../access/find-organisation.ts'
import { OrganisationObject } from '../access/organisation.type.ts'
import { PersonObject } from '../access/person.type.ts'
import { CommandObject } from '../fleet/command.type.ts'
import { EventObject } from '../fleet/event.type.ts'
import { TerminalObject } from '../fleet/terminal.type.ts'
import type { Operation } from '../graphql/operation.ts'
import { ConsistencyProofObject } from '../transactions/batch.type.ts'
import { proofView } from '../transactions/record-view.ts'
import { namedTransaction } from '../transactions/statement.resolver.ts'
import type { TransactionView } from '../transactions/transaction-view.ts'
import { TransactionObject } from '../transactions/transaction.type.ts'
import { actionsOf, groundsShown } from './actions.ts'
import {
  CorrectionActionObject,
  CorrectionDecisionObject,
  CorrectionDiffObject,
  CorrectionObject,
} from './correction.type.ts'
import type { CorrectionView } from './correction-view.ts'
import { WaiveGroundEnum } from './enums.ts'
import { findCorrection, viewOf } from './find-correction.ts'
import { CorrectionImpactObject, CorrectionMovedLinesObject } from './impact.type.ts'
import { accountsShown, impactView, type MovedLinesView } from './impact-view.ts'
import { textsInVersion } from './present-texts.ts'

/** What hangs on a correction: read when it is asked for. */
@Resolver(() => CorrectionObject)
export class CorrectionResolver {
  @FieldResolver(() => CorrectionDiffObject, { description: 'What changes, with the hash that an approval names.' })
  async diff(
    @Root() { row, correction }: CorrectionView,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionDiffObject> {
    const { diffHash: hash, patch, baseVersion } = correction
    const found = row.transactionId === null ? null : await operation.load.transaction.load(row.transactionId)
    return { hash, fields: fieldDiffs(patch, found === null ? {} : textsInVersion(found, baseVersion)) }
  }

  @FieldResolver(() => CorrectionImpactObject, {
    description: 'What it does, as it was shown when it was last written; postings and order are bound by the hash.',
  })
  impact(@Root() { row }: CorrectionView, @Ctx('operation') operation: Operation): CorrectionImpactObject {
    return impactView(impactOfRow(row), accountsShown(operation))
  }

  @FieldResolver(() => [PersonObject], {
    description: 'Who wrote it (经办), the first one first, as far as the viewer sees them; empty: the platform.',
  })
  async makers(@Root() { correction }: CorrectionView, @Ctx('operation') { load }: Operation): Promise<PersonRow[]> {
    const found = await Promise.all(correction.makers.map(({ personId }) => load.person.load(personId)))
    return found.filter((one) => one !== null)
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'Of whom the first maker is.' })
  async makerOrganisation(
    @Root() { row }: CorrectionView,
    @Ctx('operation') operation: Operation,
  ): Promise<NodeRow | null> {
    const { makerOrganisationId: id } = row
    return id === null ? null : await namedOrganisation(operation, id)
  }

  @FieldResolver(() => TerminalObject, { nullable: true, description: 'The terminal, when the viewer still sees it.' })
  async terminal(@Root() { row }: CorrectionView, @Ctx('operation') { load }: Operation): Promise<TerminalView | null> {
    return await load.terminal.load(row.terminalId)
  }

  @FieldResolver(() => TerminalObject, {
    nullable: true,
    description: 'The terminal to which it moves, when the viewer sees it; null: it stays.',
  })
  async moveTo(
    @Root() { correction }: CorrectionView,
    @Ctx('operation') { load }: Operation,
  ): Promise<TerminalView | null> {
    return correction.moveTo === null ? null : await load.terminal.load(correction.moveTo)
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'The merchant at the time.' })
  async merchant(@Root() { row }: CorrectionView, @Ctx('operation') operation: Operation): Promise<NodeRow | null> {
    return await namedOrganisation(operation, row.merchantId)
  }

  @FieldResolver(() => TransactionObject, {
    nullable: true,
    description: 'What is corrected; null for a claim, and for what is inserted until it is posted.',
  })
  async transaction(
    @Root() { row }: CorrectionView,
    @Ctx('operation') operation: Operation,
  ): Promise<TransactionView | null> {
    return row.transactionId === null ? null : await namedTransaction(operation, row.transactionId)
  }

  @FieldResolver(() => [CorrectionDecisionObject], { description: 'What second persons (复核) said, in their order.' })
  async decisions(
    @Root() { id }: CorrectionView,
    @Ctx('operation') { load }: Operation,
  ): Promise<readonly CorrectionDecisionObject[]> {
    return await load.correctionDecisions.load(id)
  }

  @FieldResolver(() => CommandObject, { nullable: true, description: 'The order sent to the terminal last.' })
  async command(
    @Root() { correction }: CorrectionView,
    @Ctx('operation') { load }: Operation,
  ): Promise<CommandRow | null> {
    const last = correction.commandIds.at(-1)
    return last === undefined ? null : await load.command.load(last)
  }

  @FieldResolver(() => ConsistencyProofObject, {
    nullable: true,
    description: 'The proof that was kept; null before it.',
  })
  async proof(
    @Root() { row }: CorrectionView,
    @Ctx('operation') { load }: Operation,
  ): Promise<ConsistencyProofObject | null> {
    const proof = row.proofId === null ? null : await load.proof.load(row.proofId)
    return proof === null ? null : proofView(proof)
  }

  @FieldResolver(() => CorrectionObject, { nullable: true, description: 'The earlier correction that it corrects.' })
  async corrects(
    @Root() { row }: CorrectionView,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionView | null> {
    return row.correctsId === null ? null : await findCorrection(operation, row.correctsId)
  }

  @FieldResolver(() => [CorrectionObject], { description: 'Later corrections of it.' })
  async correctedBy(
    @Root() { row, id }: CorrectionView,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionView[]> {
    const same = row.transactionId === null ? [] : await operation.load.correctionsOf.load(row.transactionId)
    return same.filter(({ correctsId }) => correctsId === id).flatMap((one) => viewOf(operation, one) ?? [])
  }

  @FieldResolver(() => [EventObject], {
    description: 'Everything that happened to it, the oldest first; the first hundred facts.',
  })
  async timeline(@Root() { id }: CorrectionView, @Ctx('operation') { load }: Operation): Promise<readonly EventView[]> {
    return await load.timeline.load(id)
  }

  @FieldResolver(() => [WaiveGroundEnum], { description: 'On which grounds its proof may be given up now.' })
  async waiveGrounds(@Root() view: CorrectionView, @Ctx('operation') operation: Operation): Promise<WaiveGround[]> {
    return await groundsShown(operation, view)
  }

  @FieldResolver(() => [CorrectionActionObject], { description: 'What the viewer may do with it, and why not.' })
  async actions(
    @Root() view: CorrectionView,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionActionObject[]> {
    return await actionsOf(operation, view)
  }
}

/** At which terminal they count. */
@Resolver(() => CorrectionMovedLinesObject)
export class CorrectionMovedLinesResolver {
  @FieldResolver(() => TerminalObject, { nullable: true, description: 'Where they count, when the viewer sees it.' })
  async terminal(
    @Root() { terminalId }: MovedLinesView,
    @Ctx('operation') { load }: Operation,
  ): Promise<TerminalView | null> {
    return await load.terminal.load(terminalId)
  }
}

/** Who said it, when the viewer sees them. */
@Resolver(() => CorrectionDecisionObject)
export class CorrectionDecisionResolver {
  @FieldResolver(() => PersonObject, { nullable: true, description: 'Who, when the viewer sees them.' })
  async person(
    @Root() { personId }: CorrectionDecisionObject & { readonly personId: string },
    @Ctx('operation') { load }: Operation,
  ): Promise<PersonRow | null> {
    return await load.person.load(personId)
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'Of whom, when the viewer sees it by name.' })
  async organisation(
    @Root() { organisationId }: CorrectionDecisionObject & { readonly organisationId: string },
    @Ctx('operation') operation: Operation,
  ): Promise<NodeRow | null> {
    return await namedOrganisation(operation, organisationId)
  }
}
