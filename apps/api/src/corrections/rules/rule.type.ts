import type { CorrectionKind, RuleMode, Severity } from '@budeng/corrections'
import type { Instant, Money } from '@budeng/kernel'
import type { RuleExceptionRow, RuleLabRow } from '@budeng/storage'
import { Field, ID, Int, ObjectType } from 'type-graphql'
import { enumeration } from '../../graphql/enumeration.ts'
import { connectionTypes } from '../../graphql/connection.ts'
import { NodeObject } from '../../graphql/node.type.ts'
import { DateTimeScalar } from '../../graphql/scalars.ts'
import { MoneyObject } from '../../transactions/money.type.ts'
import { SeverityEnum } from '../cases/case-enums.ts'
import { RuleNameObject } from '../correction.type.ts'
import { CorrectionKindEnum } from '../enums.ts'

export const RuleModeEnum = enumeration<RuleMode>('RuleMode', 'How far a version of a rule goes.', {
  SHADOW: 'It only listens: hits are noted, and nobody hears of them.',
  PROPOSE: 'It opens cases and proposes corrections.',
  AUTO: 'It corrects by itself, under control.',
})

export const LabStateEnum = enumeration<RuleLabRow['state']>('RuleLabState', 'How far a trial of a rule is.', {
  WAITING: 'Not begun yet.',
  RUNNING: 'Under way.',
  DONE: 'Done: see the report.',
  FAILED: 'It could not be done.',
})

@ObjectType('RulePrecision', {
  simpleResolvers: true,
  description: "How often a rule was right, by checkers' verdicts on its last cases.",
})
export class RulePrecisionObject {
  @Field(() => Int, { description: 'Verdicts, at most 200: the last ones.' })
  judged: number

  @Field(() => Int, { description: 'How many said that it was right.' })
  right: number

  @Field(() => Int, { description: 'Hundredths of a percent; 0 without a verdict.' })
  bps: number
}

@ObjectType('RuleSwitch', { simpleResolvers: true, description: 'What one person stopped, and why.' })
export class RuleSwitchObject {
  @Field(() => String, { description: 'The rule; `*`: all of them.' })
  rule: string

  @Field(() => Boolean, { description: 'Stopped: nothing of it goes by itself.' })
  stopped: boolean

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => DateTimeScalar, { description: 'When it was turned last.' })
  changedAt: Instant
}

@ObjectType('CorrectionRule', {
  simpleResolvers: true,
  description: 'A version of a detection rule (规则), as it stands at the acquirer.',
})
export class CorrectionRuleObject extends RuleNameObject {
  @Field(() => String, { description: 'Its name, as `DUP_TAP`.' })
  name: string

  @Field(() => String, { description: "What it looks for, in the asker's language." })
  explanation: string

  @Field(() => Int, { description: 'How often it hit in the last 30 days.' })
  hits30d: number

  @Field(() => SeverityEnum, { description: 'How grave what it finds is.' })
  severity: Severity

  @Field(() => Boolean, { description: 'Certain by construction: in a clean month it never hits.' })
  exact: boolean

  @Field(() => [CorrectionKindEnum], { description: 'Kinds of correction that it proposes.' })
  kinds: readonly CorrectionKind[]

  @Field(() => RuleModeEnum, { description: 'As people set it, or as it begins.' })
  mode: RuleMode

  @Field(() => RuleModeEnum, {
    description: 'As it works now: one that errs, or is stopped, corrects nothing by itself.',
  })
  effectiveMode: RuleMode

  @Field(() => Boolean, { description: 'False: a later version is in force.' })
  inForce: boolean

  @Field(() => Boolean, { description: 'Stopped by its own switch, or by that of all rules.' })
  stopped: boolean

  @Field(() => RulePrecisionObject, { description: 'How often it was right.' })
  precision: RulePrecisionObject

  @Field(() => Int, {
    description: 'What it needs to correct by itself, in hundredths of a percent over 200 verdicts.',
  })
  targetBps: number

  @Field(() => Int, { description: 'Rises with every change of its setting; 0: nobody has set anything.' })
  settingVersion: number

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its mode was set last.' })
  setAt: Instant | null

  @Field(() => [RuleSwitchObject], {
    description: 'Its own switch and that of all rules, where somebody touched them.',
  })
  switches: readonly RuleSwitchObject[]
}

export const RuleExceptionKindEnum = enumeration<RuleExceptionRow['kind']>(
  'RuleExceptionKind',
  'What an acquirer knows better than a rule.',
  {
    REPEAT_MERCHANT: 'A merchant at which the same card pays the same twice: R05 and R06 are silent there.',
    AGGREGATOR_PAIR: 'A merchant number that stands for another one, as `sent>returned`: R16 is silent.',
  },
)

@ObjectType('RuleException', {
  simpleResolvers: true,
  description: 'What rules are to know at an acquirer (规则例外), until somebody looks again.',
})
export class RuleExceptionObject {
  @Field(() => RuleExceptionKindEnum, { description: 'Of what kind.' })
  kind: RuleExceptionRow['kind']

  @Field(() => String, { description: 'The id of a merchant, or `sent>returned`.' })
  value: string

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => DateTimeScalar, { description: 'When it was said.' })
  createdAt: Instant

  @Field(() => DateTimeScalar, { description: 'When it ends.' })
  until: Instant
}

@ObjectType('RuleLabReport', {
  simpleResolvers: true,
  description: 'What a version would have done over the last 90 days, judged by what people said of each cause.',
})
export class RuleLabReportObject {
  @Field(() => Int, { description: 'How many hits.' })
  hits: number

  @Field(() => RulePrecisionObject, { description: 'Over the causes on which there is a verdict.' })
  precision: RulePrecisionObject

  @Field(() => Int, {
    nullable: true,
    description: 'Of what was right, how much it finds, in hundredths of a percent.',
  })
  recallBps: number | null

  @Field(() => [MoneyObject], { description: 'What would be proposed wrongly, or nobody has judged.' })
  moneyAtRisk: readonly Money[]

  @Field(() => Int, { description: 'Causes that the other version does not find.' })
  gainedCount: number

  @Field(() => [String], { description: 'The first of them.' })
  gained: readonly string[]

  @Field(() => Int, { description: 'Causes that the other version finds and this one does not.' })
  lostCount: number

  @Field(() => [String], { description: 'The first of them.' })
  lost: readonly string[]
}

@ObjectType('RuleLab', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'A version of a rule, tried before it is switched on (规则实验室).',
})
export class RuleLabObject extends NodeObject {
  @Field(() => LabStateEnum, { description: 'How far it is.' })
  state: RuleLabRow['state']

  @Field(() => String, { description: 'The rule.' })
  rule: string

  @Field(() => Int, { description: 'The version that is tried.' })
  ruleVersion: number

  @Field(() => Int, { description: 'The version beside which it is tried.' })
  againstVersion: number

  @Field(() => DateTimeScalar, { description: 'Over what happened from then' })
  fromAt: Instant

  @Field(() => DateTimeScalar, { description: 'to then.' })
  toAt: Instant

  @Field(() => Int, { description: 'Transactions looked at so far.' })
  looked: number

  @Field(() => RuleLabReportObject, { nullable: true, description: 'Null until it is done.' })
  report: RuleLabReportObject | null

  @Field(() => String, { nullable: true, description: 'Why it could not be done.' })
  problem: string | null

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  requestedAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was done.' })
  finishedAt: Instant | null
}

export const { Connection: RuleLabPageObject } = connectionTypes('RuleLab', () => RuleLabObject)

@ObjectType('RuleSuppression', { simpleResolvers: true, description: 'Where a rule is not heard for a while (抑制).' })
export class RuleSuppressionObject {
  @Field(() => ID, { description: 'Its id.' })
  suppressionId: string

  @Field(() => String, { description: 'The rule.' })
  rule: string

  @Field(() => String, { nullable: true, description: 'Only of this cause; null: of whatever it finds there.' })
  cause: string | null

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => DateTimeScalar, { description: 'Until then.' })
  until: Instant
}
