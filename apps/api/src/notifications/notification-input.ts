import type { DestinationKind, MailSecurity, NotificationTopic, OnCallDay, Severity } from '@budeng/fleet'
import { Field, ID, InputType, Int } from 'type-graphql'
import { LanguageEnum, WeekdayEnum } from '../access/enums.ts'
import { StepUpInput } from '../access/step-up-input.ts'
import { SeverityEnum } from '../fleet/health/enums.ts'
import type { Language } from '../language/language.ts'
import { DestinationKindEnum, MailSecurityEnum, NotificationTopicEnum } from './enums.ts'

@InputType('NotificationMailInput', { description: 'A mail server, and who gets the mail.' })
export class NotificationMailInput {
  @Field(() => String, { description: 'Name or address of the server.' })
  host: string

  @Field(() => Int, { description: 'Its port.' })
  port: number

  @Field(() => MailSecurityEnum, { description: 'How it is spoken to.' })
  security: MailSecurity

  @Field(() => String, { nullable: true, description: 'Name to log in with; none: the server asks nobody.' })
  user?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The password; left out: the present one, while server, port, security and name stay.',
  })
  password?: string | null

  @Field(() => String, { description: 'Sender of the mail.' })
  from: string

  @Field(() => [String], { description: 'Receivers, at most 20.' })
  to: string[]
}

@InputType('NotificationDestinationSaveInput', { description: 'A destination, new or changed.' })
export class NotificationDestinationSaveInput {
  @Field(() => ID, { description: 'Whose it is, and what happens below it may be told; of a changed one it stays.' })
  organisationId: string

  @Field(() => ID, { nullable: true, description: 'The one that is changed; left out: a new one.' })
  destinationId?: string | null

  @Field(() => Int, { nullable: true, description: 'Of a changed one: its version as it was seen.' })
  expectedVersion?: number | null

  @Field(() => String, { description: 'What it is called.' })
  name: string

  @Field(() => DestinationKindEnum, { description: 'By which way messages go; of a changed one it stays.' })
  kind: DestinationKind

  @Field(() => LanguageEnum, { description: 'Language of the messages.' })
  language: Language

  @Field(() => Boolean, { description: 'False: nothing but a test goes there.' })
  enabled: boolean

  @Field(() => String, {
    nullable: true,
    description:
      'Address of the webhook, a secret; of a changed one left out: the present one, with its signing secret.',
  })
  url?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'What 钉钉 or 飞书 gave for signing; of a webhook `whsec_…`, left out: one is made and shown once.',
  })
  signingSecret?: string | null

  @Field(() => NotificationMailInput, { nullable: true, description: 'Of mail.' })
  mail?: NotificationMailInput | null

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, when policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

@InputType('NotificationDestinationRemoveInput', { description: 'Which destination ends, with its rules.' })
export class NotificationDestinationRemoveInput {
  @Field(() => ID, { description: 'The destination.' })
  destinationId: string

  @Field(() => Int, { description: 'Its version as it was seen.' })
  expectedVersion: number

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, when policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

@InputType('OnCallHoursInput', { description: 'Hours in which somebody is there.' })
export class OnCallHoursInput {
  @Field(() => [WeekdayEnum], { description: 'Days on which the hours begin.' })
  days: OnCallDay[]

  @Field(() => String, { description: "`09:00`, by the organisation's clock." })
  from: string

  @Field(() => String, { description: '`18:00`; at or before `from`: of the next day.' })
  to: string
}

@InputType('NotificationRuleSaveInput', { description: 'A rule, new or changed.' })
export class NotificationRuleSaveInput {
  @Field(() => ID, { description: 'Where it sends; of a changed one it stays.' })
  destinationId: string

  @Field(() => ID, { nullable: true, description: 'The one that is changed; left out: a new one.' })
  ruleId?: string | null

  @Field(() => Int, { nullable: true, description: 'Of a changed one: its version as it was seen.' })
  expectedVersion?: number | null

  @Field(() => [NotificationTopicEnum], { description: 'What is told.' })
  topics: NotificationTopic[]

  @Field(() => SeverityEnum, { description: 'What matters less is not told.' })
  severity: Severity

  @Field(() => OnCallHoursInput, { nullable: true, description: 'Left out: at any time.' })
  hours?: OnCallHoursInput | null

  @Field(() => ID, {
    nullable: true,
    description:
      'Where it goes outside the hours, of the same organisation; left out: nowhere, it waits on the screen.',
  })
  outsideId?: string | null

  @Field(() => Boolean, { description: 'False: nothing goes by it.' })
  enabled: boolean

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, when policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

@InputType('NotificationRuleRemoveInput', { description: 'Which rule ends.' })
export class NotificationRuleRemoveInput {
  @Field(() => ID, { description: 'The rule.' })
  ruleId: string

  @Field(() => Int, { description: 'Its version as it was seen.' })
  expectedVersion: number

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, when policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

@InputType('NotificationTestInput', { description: 'Where a test goes.' })
export class NotificationTestInput {
  @Field(() => ID, { description: 'The destination.' })
  destinationId: string

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

@InputType('NotificationRetryInput', { description: 'What is sent again.' })
export class NotificationRetryInput {
  @Field(() => ID, { description: 'A message that was given up.' })
  deliveryId: string

  @Field(() => Int, { description: 'Its version as it was seen.' })
  expectedVersion: number

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}
