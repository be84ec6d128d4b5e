import { permissionRefusal } from '@budeng/access'
import { checkedMapping } from '@budeng/fleet'
import { keepRegistrationMapping, registrationMappings, type RegistrationMappingRow } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, Refused, underInput, told } from '../../graphql/wish.ts'
import { MAPPINGS_SHOWN_MAX } from '../../limits.ts'
import {
  RegistrationHeadingObject,
  RegistrationMappingObject,
  RegistrationMappingSaveInput,
  RegistrationMappingSavePayload,
} from './mapping.type.ts'

@Resolver(() => RegistrationMappingObject)
export class RegistrationMappingResolver {
  @Query(() => [RegistrationMappingObject], {
    description: "Headings that were kept for the viewer's acquirer, by name; empty below an acquirer.",
  })
  async registrationMappings(@Ctx('operation') operation: Operation): Promise<RegistrationMappingRow[]> {
    const { level } = operation
    if (level.kind !== 'ACQUIRER') return []
    return await operation.read((db) => registrationMappings(db, level.id, MAPPINGS_SHOWN_MAX))
  }

  @FieldResolver(() => [RegistrationHeadingObject], { description: 'The headings.' })
  columns(@Root() { columns }: RegistrationMappingRow): RegistrationHeadingObject[] {
    return Object.entries(columns).map(([field, title]) => ({ field, title }))
  }

  @Mutation(() => RegistrationMappingSavePayload, {
    description: 'Keeps headings of files of terminals under a name. At an acquirer.',
  })
  async registrationMappingSave(
    @Arg('input', () => RegistrationMappingSaveInput, { description: 'Name and headings.' })
    input: RegistrationMappingSaveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<RegistrationMappingSavePayload> {
    const { idempotencyKey: key, ...rest } = input
    const outcome = await fulfil(operation, { name: 'registrationMappingSave', key, input: rest }, async (unit) => {
      const forbidden = permissionRefusal(operation.authority, 'terminal:write')
      if (forbidden !== null) throw new Refused(forbidden)
      const { level, viewer } = operation
      if (level.kind !== 'ACQUIRER') throw new Refused({ code: 'FILE_PLACE', path: ['input'] })
      const checked = checkedMapping(input)
      if (!checked.ok) throw new Refused(underInput(checked.refusal))
      const { name, headings: columns } = checked
      return await keepRegistrationMapping(unit, { acquirerId: level.id, name, columns, by: viewer.realPerson.id })
    })
    return {
      mapping: outcome.ok ? outcome.answer : null,
      ...told(operation, outcome),
    }
  }
}
