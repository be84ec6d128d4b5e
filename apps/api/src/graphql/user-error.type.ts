import { Field, ObjectType } from 'type-graphql'
import type { AnyRefusalCode } from '../language/catalogue.ts'
import { en } from '../language/en.ts'
import { enumeration } from './enumeration.ts'

/** Each code is described by its own sentence; a figure of it stands there by its name among the facts. */
const SENTENCES = Object.fromEntries(
  Object.entries(en.refusals).map(([code, sentence]) => [code, sentence.replaceAll(/\??\{(\w+)(?::\w+)?\}/g, '`$1`')]),
) as Record<AnyRefusalCode, string>

const UserErrorCodeEnum = enumeration(
  'UserErrorCode',
  'Why something is refused. A code never changes, and new ones come: show the `message` of one that you do not know. In these descriptions `names` are those of `facts`.',
  SENTENCES,
)

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
  @Field(() => UserErrorCodeEnum, { description: 'Why; what a program looks at.' })
  code: AnyRefusalCode

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
