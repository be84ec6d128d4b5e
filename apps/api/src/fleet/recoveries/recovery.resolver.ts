import { policyValues, stepUpNeed } from '@budeng/access'
import {
  HUMAN_STEPS,
  playbookRefusal,
  PLAYBOOK_IDS,
  PLAYBOOKS,
  playbookTier,
  RECOVERY_ANSWER_MS,
  startRefusal,
  type Step,
} from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import {
  type CareVisitRow,
  type EventView,
  listRecoveries,
  listWorkOrders,
  type PersonRow,
  type RecoveryRow,
  type TerminalView,
  type WorkOrderRow,
} from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import { levelFor } from '../../access/find-organisation.ts'
import { PersonObject } from '../../access/person.type.ts'
import { policiesHere, rulesUnder } from '../../access/place-policies.ts'
import { stepUpPolicy } from '../../access/step-up-policy.ts'
import { type Connection, connectionOf, PageArgs } from '../../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../../graphql/cursor.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { pageSize } from '../../graphql/paging.ts'
import { DateTimeScalar } from '../../graphql/scalars.ts'
import { photoAddress } from '../../files/photo.route.ts'
import { causeText, userError } from '../../language/language.ts'
import { CareVisitObject } from '../care/care.type.ts'
import { CommandObject } from '../command.type.ts'
import { EventObject } from '../event.type.ts'
import { TerminalObject } from '../terminal.type.ts'
import { changeWorkOrder } from './change-work-order.ts'
import {
  PlaybookChoiceObject,
  RecoveriesArgs,
  RecoveryAnswerInput,
  RecoveryConnection,
  RecoveryGiveUpInput,
  RecoveryObject,
  RecoveryPayload,
  RecoveryStartInput,
  RecoveryStepObject,
  WorkOrderChangeInput,
  WorkOrderConnection,
  WorkOrderObject,
  WorkOrderPayload,
  WorkOrderPhotoObject,
  WorkOrdersArgs,
} from './recovery.type.ts'
import { answerRecovery, beginRecovery, giveUpRecovery } from './start-recovery.ts'

@Resolver()
export class RecoveriesResolver {
  @Query(() => RecoveryObject, { nullable: true, description: 'A recovery that the viewer sees; null for any other.' })
  async recovery(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<RecoveryRow | null> {
    const known = idOf('recovery', id)
    return known === null ? null : await operation.load.recovery.load(known)
  }

  @Query(() => RecoveryConnection, {
    description: 'Recoveries that the viewer sees, the newest first; those that wait for a person, the oldest.',
  })
  async recoveries(
    @Args(() => RecoveriesArgs) args: RecoveriesArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<RecoveryRow>> {
    return await recoveryPage(operation, args, null, 'root')
  }

  @Query(() => WorkOrderConnection, { description: 'Open work orders that the viewer sees, the first due first.' })
  async workOrders(
    @Args(() => WorkOrdersArgs) args: WorkOrdersArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<WorkOrderRow>> {
    const first = pageSize(args.first, 'root')
    const organisationId = args.organisationId ?? null
    const hash = listHash({ workOrders: organisationId })
    const key = args.after == null ? null : decodeCursor(args.after, hash, ['number', 'string'])
    const after = key === null ? null : { dueAt: key[0], id: key[1] }
    const level = await levelFor(operation, organisationId)
    const rows =
      level === null
        ? []
        : await operation.read((db) => listWorkOrders(db, { level, terminalId: null, after, limit: first + 1 }))
    return connectionOf(rows, first, args.after, ({ dueAt, id }) => encodeCursor([dueAt, id], hash))
  }

  @Mutation(() => RecoveryPayload, {
    description: 'Starts a playbook for one terminal. Its steps follow by themselves; see `Recovery.steps`.',
  })
  async recoveryStart(
    @Arg('input', () => RecoveryStartInput, { description: 'Which terminal, which playbook, and why.' })
    input: RecoveryStartInput,
    @Ctx('operation') operation: Operation,
  ): Promise<RecoveryPayload> {
    return await beginRecovery(operation, input)
  }

  @Mutation(() => RecoveryPayload, { description: 'Says how a step went that a person had to do.' })
  async recoveryAnswer(
    @Arg('input', () => RecoveryAnswerInput, { description: 'Which step, and whether it worked.' })
    input: RecoveryAnswerInput,
    @Ctx('operation') operation: Operation,
  ): Promise<RecoveryPayload> {
    return await answerRecovery(operation, input)
  }

  @Mutation(() => RecoveryPayload, { description: 'Ends a recovery as ESCALATED: a work order is opened.' })
  async recoveryGiveUp(
    @Arg('input', () => RecoveryGiveUpInput, { description: 'Which one, and why.' }) input: RecoveryGiveUpInput,
    @Ctx('operation') operation: Operation,
  ): Promise<RecoveryPayload> {
    return await giveUpRecovery(operation, input)
  }

  @Mutation(() => WorkOrderPayload, { description: 'Says who goes there, or how it ended.' })
  async workOrderChange(
    @Arg('input', () => WorkOrderChangeInput, { description: 'Which one, and what of it.' })
    input: WorkOrderChangeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<WorkOrderPayload> {
    return await changeWorkOrder(operation, input)
  }
}

async function recoveryPage(
  operation: Operation,
  args: Pick<RecoveriesArgs, 'first' | 'after'> & Partial<RecoveriesArgs>,
  terminalId: string | null,
  depth: 'root' | 'nested',
): Promise<Connection<RecoveryRow>> {
  const first = pageSize(args.first, depth)
  const { organisationId = null, running = null, waiting = false } = args
  const ends = [...new Set(args.ends ?? [])].sort()
  const hash = listHash({ recoveries: organisationId, terminalId, running, waiting, ends })
  const key = args.after == null ? null : decodeCursor(args.after, hash, ['number', 'string'])
  const after = key === null ? null : { startedAt: key[0], id: key[1] }
  const level = await levelFor(operation, organisationId)
  const rows =
    level === null
      ? []
      : await operation.read((db) =>
          listRecoveries(db, { level, terminalId, running, waiting, ends, after, limit: first + 1 }),
        )
  return connectionOf(rows, first, args.after, ({ startedAt, id }) => encodeCursor([startedAt, id], hash))
}

@Resolver(() => TerminalObject)
export class TerminalRecoveryResolver {
  @FieldResolver(() => RecoveryConnection, { description: 'Its recoveries, the newest first.' })
  async recoveries(
    @Root() { id }: TerminalView,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<RecoveryRow>> {
    return await recoveryPage(operation, page, id, 'nested')
  }

  @FieldResolver(() => [PlaybookChoiceObject], {
    description: 'Which playbooks the viewer may start now, and why not: from the rule that decides a start.',
  })
  async playbooks(
    @Root() terminal: TerminalView,
    @Ctx('operation') operation: Operation,
  ): Promise<PlaybookChoiceObject[]> {
    const sight = await operation.load.recoverySight.load(terminal.id)
    if (sight === null) return []
    const { authority } = rulesUnder(operation, policyValues(await policiesHere(operation, terminal.path)))
    const policy = await stepUpPolicy(operation, terminal.path)
    const standing = { at: operation.now, by: operation.viewer.person.id, view: sight, ...sight.now }
    return PLAYBOOK_IDS.map((playbook) => {
      const refusal = playbookRefusal(playbook, authority) ?? startRefusal({ ...standing, playbook })
      const tier = playbookTier(playbook, authority)
      return {
        ...{ playbook, tier, allowed: refusal === null },
        reasons: refusal === null ? [] : [userError(refusal.refusal, operation.reader)],
        stepUp: stepUpNeed({ tier, terminals: 1 }, operation.viewer.role, policy),
      }
    })
  }
}

@Resolver(() => RecoveryObject)
export class RecoveryResolver {
  @FieldResolver(() => TerminalObject, { nullable: true, description: 'The terminal; null when it was moved away.' })
  async terminal(
    @Root() { terminalId }: RecoveryRow,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalView | null> {
    return await operation.load.terminal.load(terminalId)
  }

  @FieldResolver(() => Boolean, { description: 'True when nobody asked for it: it began by policy.' })
  automatic(@Root() { startedBy }: RecoveryRow): boolean {
    return startedBy === null
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The cause that it was begun against, in words; null where none was known.',
  })
  causeText(@Root() { cause }: RecoveryRow, @Ctx('operation') { reader }: Operation): string | null {
    return cause === null ? null : causeText({ code: cause, evidence: [] }, reader).text
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'In whose right it runs; null: by itself, or when the viewer does not see them.',
  })
  async startedBy(
    @Root() { startedBy }: RecoveryRow,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonRow | null> {
    return startedBy === null ? null : await operation.load.person.load(startedBy)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who answers for it; null for nobody, and for people that the viewer does not see.',
  })
  async claimedBy(
    @Root() { claimedBy }: RecoveryRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<PersonRow | null> {
    return claimedBy === null ? null : await load.person.load(claimedBy)
  }

  @FieldResolver(() => DateTimeScalar, { description: 'By when it should have ended.' })
  answerBy(@Root() { startedAt }: RecoveryRow): Instant {
    return startedAt + RECOVERY_ANSWER_MS
  }

  @FieldResolver(() => Boolean, { description: 'True while a person has to do its step.' })
  waiting(@Root() { playbook, step }: RecoveryRow): boolean {
    return HUMAN_STEPS.some((one) => one.playbook === playbook && one.step === step)
  }

  @FieldResolver(() => Boolean, { description: 'True while it runs beyond that.' })
  overdue(@Root() { startedAt, step }: RecoveryRow, @Ctx('operation') { now }: Operation): boolean {
    return step !== null && startedAt + RECOVERY_ANSWER_MS < now
  }

  @FieldResolver(() => [EventObject], { description: 'What became of it and what people said, oldest first.' })
  async timeline(@Root() { id }: RecoveryRow, @Ctx('operation') { load }: Operation): Promise<readonly EventView[]> {
    return await load.timeline.load(id)
  }

  @FieldResolver(() => [RecoveryStepObject], {
    description: 'The steps that went and the one that goes, in order; then those that come when all goes well.',
  })
  steps(@Root() recovery: RecoveryRow): RecoveryStepShown[] {
    const { steps } = PLAYBOOKS[recovery.playbook]
    const stepNamed = (id: string) => steps.find((step) => step.id === id)
    const went = recovery.steps.flatMap((record) => {
      const step = stepNamed(record.step)
      return step === undefined ? [] : [{ ...shown(step), ...record }]
    })
    const coming: RecoveryStepShown[] = []
    for (let step = stepNamed(recovery.step ?? ''); step !== undefined && coming.length < steps.length; ) {
      const now = { startedAt: recovery.stepStartedAt, commandId: recovery.commandId }
      coming.push({ ...shown(step), ...(step.id === recovery.step ? now : {}) })
      step = 'step' in step.onSuccess ? stepNamed(step.onSuccess.step) : undefined
    }
    return [...went, ...coming]
  }

  @FieldResolver(() => CommandObject, {
    nullable: true,
    description: 'The command of the step that is under way; null when that is no command.',
  })
  async command(@Root() { commandId }: RecoveryRow, @Ctx('operation') operation: Operation) {
    return commandId === null ? null : await operation.load.command.load(commandId)
  }

  @FieldResolver(() => WorkOrderObject, { nullable: true, description: 'What it left to do on the spot.' })
  async workOrder(@Root() { id }: RecoveryRow, @Ctx('operation') operation: Operation): Promise<WorkOrderRow | null> {
    return await operation.load.workOrderOf.load(id)
  }
}

interface RecoveryStepShown extends RecoveryStepObject {
  readonly commandId: string | null
}

function shown({ id, act }: Step): RecoveryStepShown {
  const subject = act.kind === 'COMMAND' ? act.type : act.kind === 'HUMAN' ? act.task : act.check
  return { step: id, kind: act.kind, subject, outcome: null, note: '', startedAt: null, endedAt: null, commandId: null }
}

@Resolver(() => RecoveryStepObject)
export class RecoveryStepResolver {
  @FieldResolver(() => CommandObject, {
    nullable: true,
    description: 'The command that it asked for, with what proves it; null when it asked for none.',
  })
  async command(@Root() { commandId }: RecoveryStepShown, @Ctx('operation') { load }: Operation) {
    return commandId === null ? null : await load.command.load(commandId)
  }
}

@Resolver(() => WorkOrderObject)
export class WorkOrderResolver {
  @FieldResolver(() => TerminalObject, { nullable: true, description: 'The terminal; null when it was moved away.' })
  async terminal(
    @Root() { terminalId }: WorkOrderRow,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalView | null> {
    return await operation.load.terminal.load(terminalId)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who answers for it; null for nobody, and for people that the viewer does not see.',
  })
  async claimedBy(
    @Root() { claimedBy }: WorkOrderRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<PersonRow | null> {
    return claimedBy === null ? null : await load.person.load(claimedBy)
  }

  @FieldResolver(() => Boolean, { description: 'True while it is open beyond its time.' })
  overdue(@Root() { dueAt, closedAt }: WorkOrderRow, @Ctx('operation') { now }: Operation): boolean {
    return closedAt === null && dueAt < now
  }

  @FieldResolver(() => [EventObject], { description: 'What became of it and what people said, oldest first.' })
  async timeline(@Root() { id }: WorkOrderRow, @Ctx('operation') { load }: Operation): Promise<readonly EventView[]> {
    return await load.timeline.load(id)
  }

  @FieldResolver(() => [WorkOrderPhotoObject], { description: 'Its photographs, the oldest first.' })
  async photos(@Root() { id }: WorkOrderRow, @Ctx('operation') { load }: Operation): Promise<WorkOrderPhotoObject[]> {
    const photos = await load.photos.load(id)
    return photos.map(({ name, bytes, createdAt: sentAt, sha256 }) => ({
      ...{ name, bytes, sentAt, address: photoAddress(id, sha256) },
    }))
  }

  @FieldResolver(() => RecoveryObject, { nullable: true, description: 'The recovery that left it.' })
  async recovery(
    @Root() { recoveryId }: WorkOrderRow,
    @Ctx('operation') operation: Operation,
  ): Promise<RecoveryRow | null> {
    return recoveryId === null ? null : await operation.load.recovery.load(recoveryId)
  }

  @FieldResolver(() => CareVisitObject, { nullable: true, description: 'The visit that left it.' })
  async visit(@Root() { visitId }: WorkOrderRow, @Ctx('operation') { load }: Operation): Promise<CareVisitRow | null> {
    return visitId === null ? null : await load.careVisit.load(visitId)
  }
}
