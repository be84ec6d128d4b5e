import type { Instant } from '@budeng/kernel'
import { Field, ID, ObjectType } from 'type-graphql'
import { DateTimeScalar } from '../../graphql/scalars.ts'

@ObjectType('SignInProvider', { simpleResolvers: true, description: 'Where somebody may sign in instead of here.' })
export class SignInProviderObject {
  @Field(() => ID, { description: 'The acquirer whose provider it is; goes into `providerLoginStart`.' })
  id: string

  @Field(() => String, { description: 'What its button says.' })
  name: string

  @Field(() => String, { description: 'Name of the acquirer.' })
  organisationName: string
}

@ObjectType('Identity', { simpleResolvers: true, description: 'The link of an account with a person at a provider.' })
export class IdentityObject {
  @Field(() => ID, { description: 'Its id.' })
  id: string

  @Field(() => String, { nullable: true, description: 'Address by which the provider named the person then.' })
  email: string | null

  @Field(() => DateTimeScalar, { description: 'Since when.' })
  linkedAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When somebody last signed in by it.' })
  usedAt: Instant | null
}
