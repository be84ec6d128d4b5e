import type { GrantState } from '@budeng/access'
import type { CommandType, Tier } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { GrantRow } from '@budeng/storage'
import { Field, Int, ObjectType } from 'type-graphql'
import { CommandTypeEnum, TierEnum } from '../fleet/enums.ts'
import { connectionTypes } from '../graphql/connection.ts'
import { enumeration } from '../graphql/enumeration.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'

export const GrantStateEnum = enumeration<GrantState>('GrantState', 'Whether a grant still permits anything.', {
  LIVE: 'It permits what it says.',
  EXPIRED: 'Its time is over.',
  REVOKED: 'It was taken back.',
})

@ObjectType('GrantBudget', {
  simpleResolvers: true,
  description: "What is left of a grant's running hour or day. Commands that were never sent are given back.",
})
export class GrantBudgetObject {
  @Field(() => Int, { description: 'Terminals that may be acted on in it.' })
  limit: number

  @Field(() => Int, { description: 'Counted by now.' })
  spent: number

  @Field(() => Int, { description: 'Still free.' })
  left: number

  @Field(() => DateTimeScalar, { description: "When the next one begins, by the agent's own clock." })
  resetsAt: Instant
}

@ObjectType('Grant', {
  implements: NodeObject,
  simpleResolvers: true,
  description:
    "What an agent's organisation may order, how often and until when. Everybody at or below it acts within it, and within those of every agent above.",
})
export class GrantObject extends NodeObject {
  @Field(() => [CommandTypeEnum], { description: 'Types of command. Reading is free and needs no grant.' })
  types: readonly CommandType[]

  @Field(() => TierEnum, { description: 'Highest risk of an action.' })
  tierMax: Tier

  @Field(() => Int, { description: 'Most terminals of one action.' })
  terminalsMax: number

  @Field(() => String, { description: 'Why it was given or changed.' })
  reason: string

  @Field(() => DateTimeScalar, { description: 'When it was given.' })
  givenAt: Instant

  @Field(() => DateTimeScalar, { description: 'When it ends.' })
  expiresAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was taken back; null when it was not.' })
  revokedAt: Instant | null

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

export const { Connection: GrantConnection } = connectionTypes('Grant', () => GrantObject)

@ObjectType('GrantPayload', { simpleResolvers: true, description: 'The grant as it is now; or why not.' })
export class GrantPayload {
  @Field(() => GrantObject, { nullable: true, description: 'The grant; null when refused.' })
  grant: GrantRow | null

  @Field(() => Int, { description: 'Commands that were waiting under it and have ended.' })
  endedCommands: number

  @Field(() => Boolean, { description: 'True when this answers a repeated request.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when done.' })
  userErrors: readonly UserErrorObject[]
}
