import type { Instant } from '@budeng/kernel'
import type { NodeRow, OrganisationMoveRow } from '@budeng/storage'
import { Field, ID, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { enumeration } from '../graphql/enumeration.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { WishedPayload } from '../graphql/wished.type.ts'
import { OrganisationObject } from './organisation.type.ts'

export const MoveStateEnum = enumeration<OrganisationMoveRow['state']>('OrganisationMoveState', 'How far a move is.', {
  MOVING: 'Chunk after chunk goes over.',
  DONE: 'All of it stands at its new place.',
})

@ObjectType('OrganisationMove', {
  simpleResolvers: true,
  description:
    'A move that is made in chunks: whole stores with their terminals, each at one place at any moment. Who stands in what moves sees all of it all the time.',
})
export class OrganisationMoveObject {
  @Field(() => ID, { description: 'Names the move; it stands in its events.' })
  id: string

  @Field(() => MoveStateEnum, { description: 'How far it is.' })
  state: OrganisationMoveRow['state']

  @Field(() => Int, { description: 'Terminals that it was asked for.' })
  terminals: number

  @Field(() => Int, { description: 'Terminals that went over.' })
  movedTerminals: number

  @Field(() => Int, { description: 'Organisations that it was asked for, the named one included.' })
  organisations: number

  @Field(() => Int, { description: 'Organisations that went over.' })
  movedOrganisations: number

  @Field(() => Int, { description: 'Commands that waited and ended REMOVED.' })
  endedCommands: number

  @Field(() => Int, { description: 'Grants that ended.' })
  endedGrants: number

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => DateTimeScalar, { description: 'When.' })
  requestedAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When all of it stood there.' })
  finishedAt: Instant | null
}

export const { Connection: OrganisationMoveConnection } = connectionTypes(
  'OrganisationMove',
  () => OrganisationMoveObject,
)

@ObjectType('OrganisationMovePayload', {
  simpleResolvers: true,
  description: 'The organisation as it is now; or why not.',
})
export class OrganisationMovePayload extends WishedPayload {
  @Field(() => OrganisationObject, { nullable: true, description: 'The organisation; null when refused.' })
  organisation: NodeRow | null

  @Field(() => OrganisationMoveObject, { nullable: true, description: 'Set when it goes on in chunks.' })
  move: OrganisationMoveRow | null
}
