import { Field, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { NodeKindEnum } from './enums.ts'

@ObjectType('Organisation', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'A node of the tree acquirer → agent → merchant → store. A person sees the subtree of one of them.',
})
export class OrganisationObject extends NodeObject {
  @Field(() => NodeKindEnum, { description: 'Its level in the tree.' })
  kind: keyof typeof NodeKindEnum

  @Field(() => String, { description: 'Short code, unique among acquirers; part of MQTT topics for an acquirer.' })
  code: string

  @Field(() => String, { description: 'Name as written, e.g. `海底捞(徐汇店)`.' })
  name: string

  @Field(() => String, { description: 'IANA time zone, e.g. `Asia/Shanghai`.' })
  timeZone: string

  @Field(() => String, { nullable: true, description: 'Telephone number; null for an organisation above the viewer.' })
  phone: string | null

  @Field(() => String, { nullable: true, description: 'Postal address; null for an organisation above the viewer.' })
  address: string | null

  @Field(() => String, { nullable: true, description: 'Whom to ask for; null for an organisation above the viewer.' })
  contact: string | null
}

export const { Connection: OrganisationConnection } = connectionTypes('Organisation', () => OrganisationObject)
