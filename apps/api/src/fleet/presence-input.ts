import type { PresenceChallengeRow } from '@budeng/storage'
import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { CommandInput } from './command-input.ts'
import { PresenceChallengeObject } from './presence.type.ts'

@InputType('PresenceStartInput', { description: 'Asks for words and digits on the screen of one terminal.' })
export class PresenceStartInput {
  @Field(() => ID, { description: 'The terminal.' })
  terminalId: string

  @Field(() => CommandInput, { description: 'The command that the check will permit, with exactly these parameters.' })
  command: CommandInput

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('PresenceAnswerInput', { description: 'The digits that the merchant read out.' })
export class PresenceAnswerInput {
  @Field(() => ID, { description: 'The check.' })
  challengeId: string

  @Field(() => String, { description: 'Six digits; spaces between them do not matter. Never logged or stored.' })
  digits: string
}

@ObjectType('PresenceStartPayload', { simpleResolvers: true, description: 'The check that was started; or why not.' })
export class PresenceStartPayload {
  @Field(() => PresenceChallengeObject, { nullable: true, description: 'The check; null when refused.' })
  challenge: PresenceChallengeRow | null

  @Field(() => Boolean, { description: 'True when the same wish was accepted before and this is its check.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when started.' })
  userErrors: readonly UserErrorObject[]
}

@ObjectType('PresenceAnswerPayload', { simpleResolvers: true, description: 'Whether the digits were right.' })
export class PresenceAnswerPayload {
  @Field(() => PresenceChallengeObject, {
    nullable: true,
    description: 'The check as it is now; null when it is not there.',
  })
  challenge: PresenceChallengeRow | null

  @Field(() => Boolean, { description: 'True when the digits were right: one request may use the check now.' })
  right: boolean

  @Field(() => [UserErrorObject], { description: 'Why not.' })
  userErrors: readonly UserErrorObject[]
}
