import { Field, ObjectType } from 'type-graphql'

@ObjectType('Fact', { simpleResolvers: true, description: 'One figure or name of a sentence.' })
export class FactObject {
  @Field(() => String, { description: 'Name of the figure, e.g. `limit`.' })
  name: string

  @Field(() => String, { description: 'Its value as text; moments in RFC 3339, UTC.' })
  value: string
}

@ObjectType('UserError', {
  simpleResolvers: true,
  description:
    'An expected refusal. `code` never changes; `message` follows Accept-Language; `facts` are the figures of the sentence.',
})
export class UserErrorObject {
  @Field(() => String, { description: 'Stable code, listed in docs/api.md.' })
  code: string

  @Field(() => String, { description: "One sentence in the asker's language." })
  message: string

  @Field(() => [String], {
    nullable: true,
    description: 'The input at fault, e.g. `["input", "reason"]`; null when no single one is.',
  })
  path: readonly string[] | null

  @Field(() => [FactObject], { description: 'Figures of the sentence, for programs.' })
  facts: readonly FactObject[]
}
