import type { BulkRow, SelectionRow } from '@budeng/storage'
import { Field, ObjectType } from 'type-graphql'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { BulkActionObject, SelectionObject } from './bulk.type.ts'

@ObjectType('SelectionCreatePayload', { simpleResolvers: true, description: 'The selection; or why not.' })
export class SelectionCreatePayload {
  @Field(() => SelectionObject, { nullable: true, description: 'The selection; null when refused.' })
  selection: SelectionRow | null

  @Field(() => [UserErrorObject], { description: 'Why not; empty when made.' })
  userErrors: readonly UserErrorObject[]
}

@ObjectType('BulkRequestPayload', { simpleResolvers: true, description: 'The action that was accepted; or why not.' })
export class BulkRequestPayload {
  @Field(() => BulkActionObject, { nullable: true, description: 'The action as it is now; null when refused.' })
  bulkAction: BulkRow | null

  @Field(() => Boolean, { description: 'True when the same wish was accepted before and this is its action.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when accepted.' })
  userErrors: readonly UserErrorObject[]
}

@ObjectType('BulkDecidePayload', {
  simpleResolvers: true,
  description: 'The action after the decision; or why it does not count.',
})
export class BulkDecidePayload {
  @Field(() => BulkActionObject, { nullable: true, description: 'The action as it is now; null when it is not there.' })
  bulkAction: BulkRow | null

  @Field(() => Boolean, { description: 'True when the same decision was taken before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it counts.' })
  userErrors: readonly UserErrorObject[]
}
