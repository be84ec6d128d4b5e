import type { Instant } from '@budeng/kernel'
import type { RegistrationMappingRow } from '@budeng/storage'
import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { DateTimeScalar } from '../../graphql/scalars.ts'
import { WishedPayload } from '../../graphql/wished.type.ts'

@ObjectType('RegistrationHeading', { simpleResolvers: true, description: 'What a file calls one of our columns.' })
export class RegistrationHeadingObject {
  @Field(() => String, { description: '`tid`, `mid`, `store`, `model` or `serial`.' })
  field: string

  @Field(() => String, { description: 'The heading in the file.' })
  title: string
}

@InputType('RegistrationHeadingInput', { description: 'What a file calls one of our columns.' })
export class RegistrationHeadingInput {
  @Field(() => String, { description: '`tid`, `mid`, `store`, `model` or `serial`.' })
  field: string

  @Field(() => String, { description: 'The heading in the file, at most 100 characters.' })
  title: string
}

@ObjectType('RegistrationMapping', {
  simpleResolvers: true,
  description: "What an acquirer's own lists of terminals call the columns of a registration.",
})
export class RegistrationMappingObject implements Pick<RegistrationMappingRow, 'name' | 'version' | 'changedAt'> {
  @Field(() => String, { description: 'Its name, by which it is known within the acquirer.' })
  name: string

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number

  @Field(() => DateTimeScalar, { description: 'When it was changed last.' })
  changedAt: Instant
}

@InputType('RegistrationMappingSaveInput', {
  description: 'Keeps headings under a name; one of that name is replaced.',
})
export class RegistrationMappingSaveInput {
  @Field(() => String, { description: 'Its name, at most 60 characters.' })
  name: string

  @Field(() => [RegistrationHeadingInput], { description: 'Headings that are not ours.' })
  columns: RegistrationHeadingInput[]

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('RegistrationMappingSavePayload', {
  simpleResolvers: true,
  description: 'The mapping as it is kept; or why not.',
})
export class RegistrationMappingSavePayload extends WishedPayload {
  @Field(() => RegistrationMappingObject, { nullable: true, description: 'Null when refused.' })
  mapping: RegistrationMappingRow | null
}
