import type { CareAnswer, CareKind, CareOutcome, CheckItem } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { CareVisitRow, DueVisit } from '@budeng/storage'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../../graphql/connection.ts'
import { enumeration } from '../../graphql/enumeration.ts'
import { DateTimeScalar } from '../../graphql/scalars.ts'
import { WishedPayload } from '../../graphql/wished.type.ts'

export const CareKindEnum = enumeration<CareKind>('CareKind', 'Why somebody goes to a terminal at set times.', {
  INSPECTION: 'To see that nobody tampered with it or put another one in its place (巡检).',
  MAINTENANCE: 'To keep it working (保养).',
})
export const CareAnswerEnum = enumeration<CareAnswer>('CareAnswer', 'What was seen of one item of a checklist.', {
  OK: 'As it should be.',
  FINDING: 'Not as it should be; the findings say what.',
  NOT_APPLICABLE: 'This terminal has no such thing.',
})
export const CareOutcomeEnum = enumeration<CareOutcome>('CareOutcome', 'What a visit came to.', {
  PASSED: 'Nothing was found.',
  WITH_FINDINGS: 'Something was found that does not touch security. It counts as done.',
  FAILED: 'The device is another one, or was opened: it does not count as done.',
})
export const CheckItemEnum = enumeration<CheckItem>('CheckItem', 'One thing to look at during a visit.', {
  SERIAL_MATCHES: 'The serial number on the device is the registered one.',
  SEALS_INTACT: 'Seals and screws are untouched.',
  CASE_UNDAMAGED: 'The case has no holes, gaps or glue.',
  NO_FOREIGN_PARTS: 'Nothing was put on or into slot, keypad and screen.',
  CABLES_AS_KNOWN: 'Only known cables lead in and out.',
  PLACE_AS_REGISTERED: 'It stands where it is registered.',
  STAFF_INFORMED: 'The staff know whom to let near it, and whom to call.',
  CLEANED: 'Readers, printer and screen were cleaned.',
  PRINTER_WORKS: 'A test slip is printed well.',
  READERS_WORK: 'Stripe, chip and contactless read.',
  SCREEN_AND_KEYS_WORK: 'Screen, touch and keys work everywhere.',
  POWER_AND_BATTERY: 'Supply and battery hold.',
  NETWORK_WORKS: 'The network reaches the host.',
  SOFTWARE_CURRENT: 'Application and parameters are the current ones.',
})

@ObjectType('CheckAnswer', { simpleResolvers: true, description: 'One item of a checklist as it was answered.' })
export class CheckAnswerObject {
  @Field(() => CheckItemEnum, { description: 'What was looked at.' })
  item: CheckItem

  @Field(() => CareAnswerEnum, { description: 'What was seen.' })
  answer: CareAnswer
}

@ObjectType('CareVisit', { simpleResolvers: true, description: 'A visit at a terminal as it was; never changed.' })
export class CareVisitObject
  implements Pick<CareVisitRow, 'id' | 'kind' | 'outcome' | 'findings' | 'serial' | 'model' | 'doneAt' | 'recordedAt'>
{
  @Field(() => ID, { description: 'Its id.' })
  id: string

  @Field(() => CareKindEnum, { description: 'Why somebody went there.' })
  kind: CareKind

  @Field(() => CareOutcomeEnum, { description: 'What it came to.' })
  outcome: CareOutcome

  @Field(() => String, { description: 'What was found, in words; empty: nothing.' })
  findings: string

  @Field(() => String, { description: 'Serial number as it stood on the device; empty where it was not read.' })
  serial: string

  @Field(() => String, { description: 'Model as it was registered then.' })
  model: string

  @Field(() => DateTimeScalar, { description: 'When somebody was there.' })
  doneAt: Instant

  @Field(() => DateTimeScalar, { description: 'When it was written down.' })
  recordedAt: Instant

  @Field(() => [String], {
    description: 'SHA-256 of the photographs, hexadecimal; each is at `/evidence/{terminal}/{sha256}`.',
  })
  photos: readonly string[]
}

@ObjectType('TerminalCare', { simpleResolvers: true, description: 'When the next visit of a kind is due.' })
export class TerminalCareObject {
  @Field(() => CareKindEnum, { description: 'Which visit.' })
  kind: CareKind

  @Field(() => DateTimeScalar, { nullable: true, description: 'The last visit that counted; null: there was none.' })
  lastAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the next is due; null: never, or not in use.' })
  dueAt: Instant | null

  @Field(() => Boolean, { description: 'True when that is past.' })
  overdue: boolean
}

@ObjectType('DueVisit', { simpleResolvers: true, description: 'A terminal whose visit is due.' })
export class DueVisitObject implements Pick<DueVisit, 'kind' | 'dueAt'> {
  @Field(() => ID, { description: "The terminal's id." })
  id: string

  @Field(() => CareKindEnum, { description: 'Which visit.' })
  kind: CareKind

  @Field(() => DateTimeScalar, { description: 'When it is due.' })
  dueAt: Instant
}

export const { Connection: DueVisitConnection } = connectionTypes('DueVisit', () => DueVisitObject)

@ObjectType('CareInterval', { simpleResolvers: true, description: 'How often terminals of a model are visited.' })
export class CareIntervalObject {
  @Field(() => CareKindEnum, { description: 'Which visit.' })
  kind: CareKind

  @Field(() => String, { description: 'The model; `*`: every model without an interval of its own.' })
  model: string

  @Field(() => Int, { description: 'Days between two visits; 0: never.' })
  days: number

  @Field(() => Boolean, { description: 'True when nobody has set it.' })
  isDefault: boolean
}

@InputType('CheckAnswerInput', { description: 'One item of a checklist as it is answered.' })
export class CheckAnswerInput {
  @Field(() => CheckItemEnum, { description: 'What was looked at.' })
  item: CheckItem

  @Field(() => CareAnswerEnum, { description: 'What was seen.' })
  answer: CareAnswer
}

@InputType('CareVisitRecordInput', { description: 'Writes down a visit at a terminal: its whole checklist.' })
export class CareVisitRecordInput {
  @Field(() => ID, { description: 'The terminal.' })
  terminalId: string

  @Field(() => CareKindEnum, { description: 'Why somebody went there.' })
  kind: CareKind

  @Field(() => DateTimeScalar, { description: 'When: at most thirty days ago.' })
  doneAt: Instant

  @Field(() => String, { description: 'Serial number as it stands on the device; an inspection needs it.' })
  serial: string

  @Field(() => [CheckAnswerInput], { description: 'Every item of the checklist, once.' })
  answers: CheckAnswerInput[]

  @Field(() => String, { description: 'What was found, in words; needed with a finding. At most 1,000 characters.' })
  findings: string

  @Field(() => [String], {
    description: 'SHA-256 of photographs that were sent to `POST /evidence` for this terminal.',
  })
  photos: string[]

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('CareVisitPayload', { simpleResolvers: true, description: 'The visit as it is kept; or why not.' })
export class CareVisitPayload extends WishedPayload {
  @Field(() => CareVisitObject, { nullable: true, description: 'Null when refused.' })
  visit: CareVisitRow | null
}

@InputType('CareIntervalSetInput', { description: 'Sets how often terminals of a model are visited. At an acquirer.' })
export class CareIntervalSetInput {
  @Field(() => CareKindEnum, { description: 'Which visit.' })
  kind: CareKind

  @Field(() => String, { description: 'The model as terminals report it; `*`: every other.' })
  model: string

  @Field(() => Int, { nullable: true, description: 'Days, 3,650 at most; 0: never; null: as every other model.' })
  days?: number | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('CareIntervalPayload', { simpleResolvers: true, description: 'The intervals as they are now; or why not.' })
export class CareIntervalPayload extends WishedPayload {
  @Field(() => [CareIntervalObject], { description: 'All of them; empty when refused.' })
  intervals: readonly CareIntervalObject[]
}
