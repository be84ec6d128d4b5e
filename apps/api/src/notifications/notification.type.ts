import type {
  DeliveryAnswer,
  DeliveryState,
  DestinationKind,
  MailAddress,
  MailSecurity,
  NotificationTopic,
  OnCallDay,
  OnCallHours,
  Severity,
} from '@budeng/fleet'
import type { Instant, Millis } from '@budeng/kernel'
import type { NotificationDeliveryRow, NotificationDestinationRow, NotificationRuleRow } from '@budeng/storage'
import { Field, ID, Int, ObjectType } from 'type-graphql'
import { WeekdayEnum } from '../access/enums.ts'
import { SeverityEnum } from '../fleet/health/enums.ts'
import { DateTimeScalar, DurationScalar } from '../graphql/scalars.ts'
import { WishedPayload } from '../graphql/wished.type.ts'
import { DeliveryStateEnum, DestinationKindEnum, MailSecurityEnum, NotificationTopicEnum } from './enums.ts'

@ObjectType('NotificationMail', { simpleResolvers: true, description: 'A mail server, and who gets the mail.' })
export class NotificationMailObject implements MailAddress {
  @Field(() => String, { description: 'Name or address of the server.' })
  host: string

  @Field(() => Int, { description: 'Its port.' })
  port: number

  @Field(() => MailSecurityEnum, { description: 'How it is spoken to.' })
  security: MailSecurity

  @Field(() => String, { nullable: true, description: 'Name to log in with; null: it asks for none.' })
  user: string | null

  @Field(() => String, { description: 'Sender of the mail.' })
  from: string

  @Field(() => [String], { description: 'Receivers.' })
  to: readonly string[]
}

@ObjectType('OnCallHours', { simpleResolvers: true, description: 'Hours in which somebody is there.' })
export class OnCallHoursObject implements OnCallHours {
  @Field(() => [WeekdayEnum], { description: 'Days on which the hours begin.' })
  days: readonly OnCallDay[]

  @Field(() => String, { description: "`09:00`, by the organisation's clock." })
  from: string

  @Field(() => String, { description: '`18:00`; at or before `from`: of the next day.' })
  to: string
}

@ObjectType('NotificationAnswer', {
  simpleResolvers: true,
  description: 'What became of one attempt to send a message.',
})
export class NotificationAnswerObject implements DeliveryAnswer {
  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Instant

  @Field(() => Boolean, { description: 'True: the other side took it.' })
  ok: boolean

  @Field(() => String, { description: '`HTTP_200`, `SMTP_550`, `ROBOT_310000`, `TIMEOUT`, `ADDRESS_INSIDE` …' })
  code: string

  @Field(() => String, { nullable: true, description: 'The other side’s own words, shortened.' })
  note: string | null

  @Field(() => DurationScalar, { name: 'took', simple: false, description: 'How long it took.' })
  tookMs: Millis
}

@ObjectType('NotificationItem', { simpleResolvers: true, description: 'One thing that a message tells.' })
export class NotificationItemObject {
  @Field(() => NotificationTopicEnum, { description: 'By which topic it is told.' })
  topic: NotificationTopic

  @Field(() => SeverityEnum, { nullable: true, description: 'How much it matters; null: that is not said of it.' })
  severity: Severity | null

  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  at: Instant

  @Field(() => String, { description: 'As the message says it, in the language of its destination.' })
  text: string

  @Field(() => String, { description: 'The page of the dashboard on which it is shown.' })
  page: string
}

@ObjectType('NotificationDelivery', { simpleResolvers: true, description: 'A message to a destination.' })
export class NotificationDeliveryObject
  implements Omit<NotificationDeliveryRow, 'destinationId' | 'path' | 'answers' | 'nextAt'>
{
  @Field(() => ID, { description: 'Its id; a webhook gets it as `webhook-id`.' })
  id: string

  @Field(() => Boolean, { description: 'True: it only shows that it arrives.' })
  test: boolean

  @Field(() => DeliveryStateEnum, { description: 'How far it has come.' })
  state: DeliveryState

  @Field(() => Int, { description: 'How many things it tells.' })
  total: number

  @Field(() => Int, { description: 'How often it was sent, since it was last asked for.' })
  attempts: number

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was taken or given up.' })
  endedAt: Instant | null

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

@ObjectType('NotificationRule', { simpleResolvers: true, description: 'What goes to a destination, and when.' })
export class NotificationRuleObject
  implements Omit<NotificationRuleRow, 'destinationId' | 'path' | 'outsideId' | 'changedBy' | 'hours'>
{
  @Field(() => ID, { description: 'Its id.' })
  id: string

  @Field(() => [NotificationTopicEnum], { description: 'What is told.' })
  topics: readonly NotificationTopic[]

  @Field(() => SeverityEnum, { description: 'What matters less is not told.' })
  severity: Severity

  @Field(() => OnCallHoursObject, { nullable: true, description: 'Null: at any time.' })
  hours: OnCallHours | null

  @Field(() => Boolean, { description: 'False: nothing goes by it.' })
  enabled: boolean

  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  changedAt: Instant

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

@ObjectType('NotificationDestination', { simpleResolvers: true, description: 'Where messages go.' })
export class NotificationDestinationObject
  implements Pick<NotificationDestinationRow, 'id' | 'name' | 'kind' | 'enabled' | 'changedAt' | 'version' | 'failures'>
{
  @Field(() => ID, { description: 'Its id, also the subject of its events.' })
  id: string

  @Field(() => String, { description: 'What it is called.' })
  name: string

  @Field(() => DestinationKindEnum, { description: 'By which way messages go.' })
  kind: DestinationKind

  @Field(() => Boolean, { description: 'False: nothing but a test goes there.' })
  enabled: boolean

  @Field(() => Int, { description: 'Attempts in a row that failed.' })
  failures: number

  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  changedAt: Instant

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

@ObjectType('NotificationDestinationPayload', { simpleResolvers: true, description: 'The destination; or why not.' })
export class NotificationDestinationPayload extends WishedPayload {
  @Field(() => NotificationDestinationObject, { nullable: true, description: 'Null when refused, and when removed.' })
  destination: NotificationDestinationRow | null

  @Field(() => String, {
    nullable: true,
    description: 'The secret that signs messages to a new webhook: shown this once.',
  })
  signingSecret: string | null
}

@ObjectType('NotificationRulePayload', {
  simpleResolvers: true,
  description: 'The destination with its rules; or why not.',
})
export class NotificationRulePayload extends WishedPayload {
  @Field(() => NotificationDestinationObject, { nullable: true, description: 'Null when refused.' })
  destination: NotificationDestinationRow | null
}

@ObjectType('NotificationDeliveryPayload', { simpleResolvers: true, description: 'The message; or why not.' })
export class NotificationDeliveryPayload extends WishedPayload {
  @Field(() => NotificationDeliveryObject, { nullable: true, description: 'Null when refused.' })
  delivery: NotificationDeliveryRow | null
}
