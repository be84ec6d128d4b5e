import type { OpeningSpan, Weekday } from '@budeng/access'
import type { NodeRow } from '@budeng/storage'
import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { WishedPayload } from '../graphql/wished.type.ts'
import { NodeKindEnum, WeekdayEnum } from './enums.ts'
import { OrganisationObject } from './organisation.type.ts'
import { AlwaysProvenInput } from './reasoned-input.ts'

@ObjectType('OpeningSpan', {
  simpleResolvers: true,
  description: "Open on a day from a time to a time, by the place's own clock.",
})
export class OpeningSpanObject {
  @Field(() => WeekdayEnum, { description: 'The day.' })
  day: Weekday

  @Field(() => String, { description: '`09:00`' })
  from: string

  @Field(() => String, { description: '`22:00`; `24:00` at the latest.' })
  to: string
}

@InputType('OpeningSpanInput', { description: 'Open on a day from a time to a time. Past midnight is the next day’s.' })
export class OpeningSpanInput {
  @Field(() => WeekdayEnum, { description: 'The day.' })
  day: Weekday

  @Field(() => String, { description: '`09:00`' })
  from: string

  @Field(() => String, { description: '`22:00`; `24:00` at the latest.' })
  to: string
}

@InputType('OrganisationFactsInput', { description: 'What is entered of an organisation.' })
export class OrganisationFactsInput {
  @Field(() => String, { description: 'Letters, digits, dot, dash, underscore; unique under its parent.' })
  code: string

  @Field(() => String, { description: 'Name as written.' })
  name: string

  @Field(() => String, { description: 'IANA time zone, e.g. `Asia/Shanghai`.' })
  timeZone: string

  @Field(() => String, { nullable: true, description: 'Telephone number.' })
  phone?: string | null

  @Field(() => String, { nullable: true, description: 'Postal address.' })
  address?: string | null

  @Field(() => String, { nullable: true, description: 'Whom to ask for.' })
  contact?: string | null

  @Field(() => [OpeningSpanInput], { nullable: true, description: 'When it is open; null when that is not known.' })
  openingHours?: OpeningSpan[] | null
}

@InputType('OrganisationCreateInput', { description: 'Enters an organisation under another.' })
export class OrganisationCreateInput {
  @Field(() => ID, { description: 'Under which.' })
  parentId: string

  @Field(() => NodeKindEnum, { description: 'What it is.' })
  kind: NodeRow['kind']

  @Field(() => OrganisationFactsInput, { description: 'What is known of it.' })
  facts: OrganisationFactsInput

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('OrganisationUpdateInput', { description: 'Puts other facts in the place of those of an organisation.' })
export class OrganisationUpdateInput {
  @Field(() => ID, { description: 'Which.' })
  organisationId: string

  @Field(() => Int, { description: 'The version that was seen.' })
  expectedVersion: number

  @Field(() => OrganisationFactsInput, { description: 'All facts, as they shall be.' })
  facts: OrganisationFactsInput

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('OrganisationMoveInput', {
  description: 'Puts an organisation with everything below it under another parent.',
})
export class OrganisationMoveInput extends AlwaysProvenInput {
  @Field(() => ID, { description: 'Which.' })
  organisationId: string

  @Field(() => ID, { description: 'Under which.' })
  parentId: string

  @Field(() => String, { description: 'Hash of the preview that was shown.' })
  previewHash: string
}

@InputType('TerminalMoveInput', { description: 'Puts terminals at another store.' })
export class TerminalMoveInput extends AlwaysProvenInput {
  @Field(() => [ID], { description: 'Which; 200 at most.' })
  terminalIds: string[]

  @Field(() => ID, { description: 'At which store.' })
  storeId: string

  @Field(() => String, { description: 'Hash of the preview that was shown.' })
  previewHash: string
}

@ArgsType()
export class OrganisationMovePreviewArgs {
  @Field(() => ID, { description: 'Which organisation.' })
  organisationId: string

  @Field(() => ID, { description: 'Under which.' })
  parentId: string
}

@ArgsType()
export class TerminalMovePreviewArgs {
  @Field(() => [ID], { description: 'Which terminals; 200 at most.' })
  terminalIds: string[]

  @Field(() => ID, { description: 'At which store.' })
  storeId: string
}

@ObjectType('MovePreview', {
  simpleResolvers: true,
  description:
    'What a move would take along and end, from the code that moves. History stays with whom it was written for.',
})
export class MovePreviewObject {
  @Field(() => Boolean, { description: 'True when the move would be accepted.' })
  allowed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when allowed.' })
  reasons: readonly UserErrorObject[]

  @Field(() => Int, { description: 'Organisations that move, the named one included.' })
  organisations: number

  @Field(() => Int, { description: 'Terminals that move.' })
  terminals: number

  @Field(() => Int, { description: 'People who see another part of the tree afterwards.' })
  people: number

  @Field(() => Int, { description: 'Commands that wait to be sent and will end REMOVED.' })
  queuedCommands: number

  @Field(() => Int, { description: 'Grants that end, because who gave them will not stand above any more.' })
  endedGrants: number

  @Field(() => Boolean, {
    description:
      'True when it is too large for one moment: it begins with the request and goes on, seen in `organisationMoves`.',
  })
  inChunks: boolean

  @Field(() => String, {
    description:
      'Binds the move to what was shown: places and counts, without the commands, which change by the second.',
  })
  hash: string
}

@ObjectType('OrganisationPayload', { simpleResolvers: true, description: 'The organisation as it is now; or why not.' })
export class OrganisationPayload extends WishedPayload {
  @Field(() => OrganisationObject, { nullable: true, description: 'The organisation; null when refused.' })
  organisation: NodeRow | null
}

@ObjectType('TerminalMovePayload', { simpleResolvers: true, description: 'How many terminals moved; or why not.' })
export class TerminalMovePayload extends WishedPayload {
  @Field(() => Int, { description: 'Terminals that stand at the store now because of this.' })
  moved: number
}
