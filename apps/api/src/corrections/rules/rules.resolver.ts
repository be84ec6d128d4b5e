import {
  hitsOfRules,
  labReports,
  labReportsByIds,
  type NodeRow,
  type PersonRow,
  type RuleExceptionRow,
  type RuleSuppressionRow,
  ruleExceptionsInForce,
  ruleStandings,
  suppressionsInForce,
} from '@budeng/storage'
import { RULE_HITS_WINDOW_MS, RULE_IDS, type RuleId } from '@budeng/corrections'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import { namedOrganisation } from '../../access/find-organisation.ts'
import { OrganisationObject } from '../../access/organisation.type.ts'
import { PersonObject } from '../../access/person.type.ts'
import { type Connection, connectionOf, PageArgs } from '../../graphql/connection.ts'
import { encodeCursor, listHash } from '../../graphql/cursor.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { pageSize } from '../../graphql/paging.ts'
import { SUPPRESSIONS_SHOWN_MAX } from '../../limits.ts'
import { momentKeyOf } from '../../transactions/bounded-connection.ts'
import { mayRead } from '../find-correction.ts'
import {
  changeMode,
  endException,
  endSuppressed,
  ownAcquirer,
  setException,
  startLab,
  stop,
  suppress,
} from './change-rules.ts'
import {
  RuleExceptionEndInput,
  RuleExceptionSetInput,
  RuleLabPayload,
  RuleLabStartInput,
  RuleModeChangeInput,
  RuleModeChangePayload,
  RulePayload,
  RuleStopInput,
  RuleSuppressInput,
  RuleSuppressionEndInput,
} from './rule-input.ts'
import {
  CorrectionRuleObject,
  RuleExceptionObject,
  RuleLabObject,
  RuleLabPageObject,
  RuleSuppressionObject,
} from './rule.type.ts'
import { type LabView, labView, type RuleView, ruleView } from './rule-view.ts'

@ArgsType()
class RuleLabsArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only of this rule, as `R05`.' })
  rule: string | null
}

/** A suppression as its fields are read. */
type SuppressionView = RuleSuppressionObject & { readonly row: RuleSuppressionRow }

/** A trial that the viewer may see. */
export async function findLab(operation: Operation, id: string): Promise<LabView | null> {
  const known = idOf('lab', id)
  if (known === null || !mayRead(operation)) return null
  const [row] = await operation.read((db) => labReportsByIds(db, [known]))
  return row === undefined ? null : labView(row)
}

@Resolver()
export class RulesResolver {
  @Query(() => [CorrectionRuleObject], {
    description:
      'Every version of every detection rule, as it stands at the viewer’s acquirer; empty below an acquirer.',
  })
  async correctionRules(@Ctx('operation') operation: Operation): Promise<RuleView[]> {
    const acquirerId = mayRead(operation) ? ownAcquirer(operation) : null
    if (acquirerId === null) return []
    const since = operation.now - RULE_HITS_WINDOW_MS
    const [standings, hits] = await operation.read(async (db) => [
      await ruleStandings(db, acquirerId),
      await hitsOfRules(db, acquirerId, since),
    ])
    return standings.map((standing) => ruleView(standing, hits, operation.reader))
  }

  @Query(() => [RuleExceptionObject], { description: 'What rules are to know now; empty below an acquirer.' })
  async ruleExceptions(@Ctx('operation') operation: Operation): Promise<readonly RuleExceptionRow[]> {
    const acquirerId = mayRead(operation) ? ownAcquirer(operation) : null
    if (acquirerId === null) return []
    return await operation.read((db) => ruleExceptionsInForce(db, acquirerId, SUPPRESSIONS_SHOWN_MAX))
  }

  @Query(() => [RuleSuppressionObject], { description: 'Where rules are not heard now; empty below an acquirer.' })
  async ruleSuppressions(@Ctx('operation') operation: Operation): Promise<SuppressionView[]> {
    const acquirerId = mayRead(operation) ? ownAcquirer(operation) : null
    if (acquirerId === null) return []
    const rows = await operation.read((db) => suppressionsInForce(db, [acquirerId], SUPPRESSIONS_SHOWN_MAX))
    return rows.map((row) => ({
      row,
      suppressionId: row.id,
      rule: row.rule,
      cause: row.cause,
      reason: row.reason,
      until: row.until,
    }))
  }

  @Query(() => RuleLabPageObject, { description: 'Trials of rules, the newest first; none below an acquirer.' })
  async ruleLabs(
    @Args(() => RuleLabsArgs) { rule, ...page }: RuleLabsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<LabView>> {
    const first = pageSize(page.first, 'root')
    const hash = listHash({ rule: rule ?? null })
    const key = momentKeyOf(page.after, hash)
    const acquirerId = mayRead(operation) ? ownAcquirer(operation) : null
    const known = rule == null || (RULE_IDS as readonly string[]).includes(rule)
    const after = key === null ? null : { requestedAt: key.at, id: key.id }
    const rows =
      acquirerId === null || !known
        ? []
        : await operation.read((db) => labReports(db, acquirerId, (rule ?? null) as RuleId | null, after, first + 1))
    return connectionOf(rows.map(labView), first, page.after, ({ row }) =>
      encodeCursor([row.requestedAt, row.id], hash),
    )
  }

  @Query(() => RuleLabObject, { nullable: true, description: 'One trial that the viewer may see; null for any other.' })
  async ruleLab(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<LabView | null> {
    return await findLab(operation, id)
  }

  @Mutation(() => RuleModeChangePayload, {
    description:
      'Asks for another mode of a version, or, without a mode, for what was stopped to go on. A second person agrees.',
  })
  async ruleModeChange(
    @Arg('input', () => RuleModeChangeInput, { description: 'Which, how, and why.' }) input: RuleModeChangeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<RuleModeChangePayload> {
    return await changeMode(operation, input)
  }

  @Mutation(() => RulePayload, {
    description: 'Stops what a rule, or all of them, corrects by itself: at once, by one person.',
  })
  async ruleStop(
    @Arg('input', () => RuleStopInput, { description: 'Which, and why.' }) input: RuleStopInput,
    @Ctx('operation') operation: Operation,
  ): Promise<RulePayload> {
    return await stop(operation, input)
  }

  @Mutation(() => RulePayload, { description: 'A rule is not heard below an organisation for a while (抑制).' })
  async ruleSuppress(
    @Arg('input', () => RuleSuppressInput, { description: 'Which, where, until when, and why.' })
    input: RuleSuppressInput,
    @Ctx('operation') operation: Operation,
  ): Promise<RulePayload> {
    return await suppress(operation, input)
  }

  @Mutation(() => RulePayload, { description: 'Ends a suppression before its time.' })
  async ruleSuppressionEnd(
    @Arg('input', () => RuleSuppressionEndInput, { description: 'Which.' }) input: RuleSuppressionEndInput,
    @Ctx('operation') operation: Operation,
  ): Promise<RulePayload> {
    return await endSuppressed(operation, input)
  }

  @Mutation(() => RulePayload, {
    description: 'Tells rules what the acquirer knows better, for a while (规则例外); said again it has another end.',
  })
  async ruleExceptionSet(
    @Arg('input', () => RuleExceptionSetInput, { description: 'What, until when, and why.' })
    input: RuleExceptionSetInput,
    @Ctx('operation') operation: Operation,
  ): Promise<RulePayload> {
    return await setException(operation, input)
  }

  @Mutation(() => RulePayload, { description: 'Ends an exception before its time.' })
  async ruleExceptionEnd(
    @Arg('input', () => RuleExceptionEndInput, { description: 'Which.' }) input: RuleExceptionEndInput,
    @Ctx('operation') operation: Operation,
  ): Promise<RulePayload> {
    return await endException(operation, input)
  }

  @Mutation(() => RuleLabPayload, {
    description: 'Tries a version of a rule over the last 90 days, beside another one (规则实验室).',
  })
  async ruleLabStart(
    @Arg('input', () => RuleLabStartInput, { description: 'Which, beside which.' }) input: RuleLabStartInput,
    @Ctx('operation') operation: Operation,
  ): Promise<RuleLabPayload> {
    return await startLab(operation, input)
  }
}

@Resolver(() => RuleLabObject)
export class RuleLabResolver {
  @FieldResolver(() => PersonObject, { nullable: true, description: 'Who asked for it, when the viewer sees them.' })
  async requestedBy(@Root() { row }: LabView, @Ctx('operation') { load }: Operation): Promise<PersonRow | null> {
    return await load.person.load(row.requestedBy)
  }
}

@Resolver(() => RuleExceptionObject)
export class RuleExceptionResolver {
  @FieldResolver(() => PersonObject, { nullable: true, description: 'Who answers for it, when the viewer sees them.' })
  async owner(
    @Root() { createdBy }: RuleExceptionRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<PersonRow | null> {
    return await load.person.load(createdBy)
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'The merchant, when it is about one.' })
  async merchant(
    @Root() { kind, value }: RuleExceptionRow,
    @Ctx('operation') operation: Operation,
  ): Promise<NodeRow | null> {
    return kind === 'REPEAT_MERCHANT' ? await namedOrganisation(operation, value) : null
  }
}

@Resolver(() => RuleSuppressionObject)
export class RuleSuppressionResolver {
  @FieldResolver(() => PersonObject, { nullable: true, description: 'Who answers for it, when the viewer sees them.' })
  async owner(@Root() { row }: SuppressionView, @Ctx('operation') { load }: Operation): Promise<PersonRow | null> {
    return await load.person.load(row.ownerId)
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'Where.' })
  async organisation(
    @Root() { row }: SuppressionView,
    @Ctx('operation') operation: Operation,
  ): Promise<NodeRow | null> {
    return await namedOrganisation(operation, row.path.split('.').at(-1) ?? '')
  }
}
