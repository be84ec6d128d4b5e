import type { ContradictionCode, FirstAction, Metric, ResponseRoute, Severity } from '@budeng/fleet'
import type { Instant, Millis } from '@budeng/kernel'
import type { TerminalView } from '@budeng/storage'
import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { DateTimeScalar, DurationScalar } from '../../graphql/scalars.ts'
import { WishedPayload } from '../../graphql/wished.type.ts'
import { ContradictionEnum, FirstActionEnum, MetricEnum, ResponseRouteEnum, SeverityEnum } from './enums.ts'

@ObjectType('Fault', { simpleResolvers: true, description: 'A fault of a terminal that stands.' })
export class FaultObject {
  @Field(() => String, { description: 'Its code, e.g. `HW_PRINTER_JAM`; also one that the platform does not know.' })
  code: string

  @Field(() => String, { description: 'What it is, in the viewer’s language; the code where nobody knows.' })
  text: string

  @Field(() => SeverityEnum, { description: 'How much it matters.' })
  severity: Severity

  @Field(() => Boolean, { description: 'False: only the terminal knows what it means.' })
  known: boolean

  @Field(() => DateTimeScalar, { description: 'Since when it stands.' })
  since: Instant

  @Field(() => Boolean, { description: 'True when the terminal reported it.' })
  reported: boolean

  @Field(() => Boolean, { description: 'True when the platform found it in what it hears.' })
  derived: boolean

  @Field(() => String, { nullable: true, description: 'What the terminal said about it.' })
  detail: string | null

  @Field(() => FirstActionEnum, { description: 'The first thing to do.' })
  firstAction: FirstAction
}

@ObjectType('Contradiction', {
  simpleResolvers: true,
  description: 'What cannot be true at once in a terminal’s word.',
})
export class ContradictionObject {
  @Field(() => ContradictionEnum, { description: 'What contradicts what.' })
  code: ContradictionCode

  @Field(() => String, { nullable: true, description: 'The fault that stands against the part.' })
  fault: string | null
}

@ObjectType('HealthPoint', { simpleResolvers: true, description: 'A stretch of time of one metric.' })
export class HealthPointObject {
  @Field(() => DateTimeScalar, { description: 'When it begins.' })
  at: Instant

  @Field(() => Int, { description: 'The lowest value.' })
  low: number

  @Field(() => Int, { description: 'The mean, weighed by time.' })
  mean: number

  @Field(() => Int, { description: 'The highest value.' })
  high: number
}

@ObjectType('HealthSeries', { simpleResolvers: true, description: 'One metric of a terminal over time.' })
export class HealthSeriesObject {
  @Field(() => MetricEnum, { description: 'Which.' })
  metric: Metric

  @Field(() => DateTimeScalar, { description: 'Where it begins.' })
  from: Instant

  @Field(() => DurationScalar, { name: 'step', simple: false, description: 'How long a point is.' })
  stepMs: Millis

  @Field(() => [HealthPointObject], { description: 'Oldest first; stretches in which nothing was heard are left out.' })
  points: readonly HealthPointObject[]
}

@ObjectType('ResponseCode', { simpleResolvers: true, description: 'What a host means with an answer to a sign-on.' })
export class ResponseCodeObject {
  @Field(() => String, { description: 'Two characters, e.g. `77`.' })
  code: string

  @Field(() => ResponseRouteEnum, { description: 'Where it leads.' })
  route: ResponseRoute

  @Field(() => String, { nullable: true, description: 'The fault that it sets.' })
  fault: string | null

  @Field(() => Boolean, { description: 'True when the acquirer has said so itself.' })
  own: boolean
}

@InputType('ResponseMeaningInput', { description: 'What a host means with an answer.' })
export class ResponseMeaningInput {
  @Field(() => ResponseRouteEnum, { description: 'Where it leads.' })
  route: ResponseRoute

  @Field(() => String, {
    nullable: true,
    description: 'The fault that it sets, one that comes with a sign-on; or none.',
  })
  fault?: string | null
}

@InputType('ResponseCodeSetInput', { description: 'What the acquirer’s own host means with an answer.' })
export class ResponseCodeSetInput {
  @Field(() => String, { description: 'Two letters or digits, e.g. `77`.' })
  code: string

  @Field(() => ResponseMeaningInput, { nullable: true, description: 'Null takes the own word back.' })
  meaning?: ResponseMeaningInput | null

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

@ObjectType('ResponseCodePayload', { simpleResolvers: true, description: 'The book as it is now; or why not.' })
export class ResponseCodePayload extends WishedPayload {
  @Field(() => [ResponseCodeObject], { description: 'All codes; empty when refused.' })
  responseCodes: readonly ResponseCodeObject[]
}

@ObjectType('TerminalCondition', { description: 'How a terminal is, and how it was.' })
export class TerminalConditionObject {
  /** Whose; not shown. */
  terminal: TerminalView
}
