import type { Instant } from '@budeng/kernel'
import type { SavedViewRow } from '@budeng/storage'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { DateTimeScalar } from '../../graphql/scalars.ts'
import { WishedPayload } from '../../graphql/wished.type.ts'

@ObjectType('ViewTerm', { simpleResolvers: true, description: 'One member of the address of a list.' })
export class ViewTermObject {
  @Field(() => String, { description: 'Its name, e.g. `presence`.' })
  name: string

  @Field(() => String, { description: 'What it says, e.g. `OFFLINE,DEGRADED`.' })
  value: string
}

@InputType('ViewTermInput', { description: 'One member of the address of a list.' })
export class ViewTermInput {
  @Field(() => String, {
    description:
      '`q`, `presence`, `signOn`, `state`, `model`, `label`, `fault`, `open`, `offline`, `org`, `sort`, `cols` or `density`.',
  })
  name: string

  @Field(() => String, { description: 'What it says.' })
  value: string
}

@ObjectType('SavedView', {
  simpleResolvers: true,
  description: 'The list of terminals as somebody wants to find it again: opening it is going to its address.',
})
export class SavedViewObject implements Pick<SavedViewRow, 'id' | 'name' | 'shared' | 'changedAt' | 'version'> {
  @Field(() => ID, { description: 'Its id, also the subject of its events.' })
  id: string

  @Field(() => String, { description: 'What it is called.' })
  name: string

  @Field(() => Boolean, { description: 'True: everybody at and under its organisation sees it.' })
  shared: boolean

  @Field(() => DateTimeScalar, { description: 'When it was saved last.' })
  changedAt: Instant

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

@InputType('SavedViewSaveInput', { description: 'Keeps a view under a name, in place of an own one of that name.' })
export class SavedViewSaveInput {
  @Field(() => String, { description: 'Its name, at most 60 characters.' })
  name: string

  @Field(() => [ViewTermInput], { description: 'The address of the list; each name once.' })
  terms: ViewTermInput[]

  @Field(() => Boolean, { description: 'True: for everybody at and under the organisation.' })
  shared: boolean

  @Field(() => ID, {
    nullable: true,
    description: "Of a shared one: under which organisation. The asker's own unless given.",
  })
  organisationId?: string | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('SavedViewRemoveInput', { description: 'Removes a view: an own one, or a shared one of the own subtree.' })
export class SavedViewRemoveInput {
  @Field(() => ID, { description: 'Which.' })
  viewId: string

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('SavedViewPayload', { simpleResolvers: true, description: 'The view as it is kept; or why not.' })
export class SavedViewPayload extends WishedPayload {
  @Field(() => SavedViewObject, { nullable: true, description: 'Null when refused, and when it was removed.' })
  view: SavedViewRow | null
}
