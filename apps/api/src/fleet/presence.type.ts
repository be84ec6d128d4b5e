import type { Instant } from '@budeng/kernel'
import { Field, Int, ObjectType } from 'type-graphql'
import { enumeration } from '../graphql/enumeration.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'

export const PresenceStateEnum = enumeration('PresenceState', 'Where a presence check is.', {
  OPEN: 'Words and digits are on the screen, or on their way; digits can be typed.',
  GRANTED: 'The digits were right: one request may use it.',
  USED: 'A request used it.',
  FAILED: 'Too many wrong digits, or the terminal did not show it.',
  LAPSED: 'Too late.',
})

@ObjectType('PresenceChallenge', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'A check that the merchant stands at this terminal and that the caller is ours.',
})
export class PresenceChallengeObject extends NodeObject {
  @Field(() => PresenceStateEnum, { description: 'Where it is.' })
  state: keyof typeof PresenceStateEnum

  @Field(() => Int, { description: 'Wrong answers that are still forgiven.' })
  attemptsLeft: number

  @Field(() => DateTimeScalar, {
    description: 'While OPEN: until when digits count. Once GRANTED: until when it can be used.',
  })
  expiresAt: Instant

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}
