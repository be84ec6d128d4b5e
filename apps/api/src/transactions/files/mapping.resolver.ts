import { permissionRefusal } from '@budeng/access'
import { type CsvMappingRow, mappingsOf, type PersonRow, saveMapping } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import { PersonObject } from '../../access/person.type.ts'
import { badInput } from '../../graphql/api-error.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { DateScalar } from '../../graphql/scalars.ts'
import { fulfil, permit, Refused, told } from '../../graphql/wish.ts'
import { CSV_TEXT_LENGTH_MAX, FILE_PREVIEW_CHARACTERS_MAX } from '../../limits.ts'
import { checkMapping, mappingOf } from './csv-mapping-input.ts'
import {
  CsvMappingInput,
  CsvMappingObject,
  CsvMappingSaveInput,
  CsvMappingSavePayload,
  FilePreviewObject,
} from './mapping.type.ts'
import { previewOf } from './preview.ts'

/** A mapping that the viewer may see. */
export async function findMapping(operation: Operation, id: string): Promise<CsvMappingRow | null> {
  const known = idOf('csvMapping', id)
  if (known === null || !operation.authority.permits.has('file:read')) return null
  return await operation.load.csvMapping.load(known)
}

@Resolver(() => CsvMappingObject)
export class CsvMappingResolver {
  @Query(() => [CsvMappingObject], {
    description: "Saved mappings of the viewer's acquirer by name; empty without `file:read`, and below an acquirer.",
  })
  async csvMappings(@Ctx('operation') operation: Operation): Promise<CsvMappingRow[]> {
    const { authority, level } = operation
    if (!authority.permits.has('file:read') || level.kind !== 'ACQUIRER') return []
    return await operation.read((db) => mappingsOf(db, level.id))
  }

  @Query(() => FilePreviewObject, {
    nullable: true,
    description:
      'How the beginning of a file would be read, by a mapping or, without one, as the flow file; nothing is kept. Null without `file:import`.',
  })
  fileImportPreview(
    @Arg('text', () => String, {
      description: 'The first lines of the file, the title row too; at most 64,000 characters.',
    })
    text: string,
    @Arg('day', () => DateScalar, { description: 'Business day whose file it is.' }) day: string,
    @Arg('mapping', () => CsvMappingInput, { nullable: true, description: 'How a CSV file is read.' })
    mapping: CsvMappingInput | null,
    @Ctx('operation') operation: Operation,
  ): FilePreviewObject | null {
    if (text.length > FILE_PREVIEW_CHARACTERS_MAX)
      throw badInput(`\`text\` has ${FILE_PREVIEW_CHARACTERS_MAX} characters at most.`, ['text'])
    if (permissionRefusal(operation.authority, 'file:import') !== null) return null
    return previewOf(text, day, mapping == null ? null : mappingOf(mapping, ['mapping']))
  }

  @Mutation(() => CsvMappingSavePayload, {
    description: 'Keeps a mapping under a name; one of that name is replaced, and its version rises. At an acquirer.',
  })
  async csvMappingSave(
    @Arg('input', () => CsvMappingSaveInput, { description: 'Name and mapping.' }) input: CsvMappingSaveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CsvMappingSavePayload> {
    const { idempotencyKey: key, ...rest } = input
    const mapping = mappingOf(input.mapping, ['input', 'mapping'])
    const outcome = await fulfil(operation, { name: 'csvMappingSave', key, input: rest }, async (unit) => {
      permit(operation.authority, 'file:import')
      const { level, viewer } = operation
      if (level.kind !== 'ACQUIRER') throw new Refused({ code: 'FILE_PLACE', path: ['input', 'mapping'] })
      const name = input.name.trim()
      if (name === '' || name.length > CSV_TEXT_LENGTH_MAX || /\p{Cc}/u.test(name))
        throw new Refused({ code: 'NAME_LENGTH', params: { max: CSV_TEXT_LENGTH_MAX }, path: ['input', 'name'] })
      checkMapping(mapping)
      const made = {
        id: unit.newId('csvMapping'),
        acquirerId: level.id,
        name,
        mapping,
        createdBy: viewer.realPerson.id,
        expectedVersion: input.expectedVersion,
      }
      const kept = await saveMapping(unit, made)
      if (kept === null) throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
      return kept.id
    })
    return {
      csvMapping: outcome.ok ? await operation.load.csvMapping.load(outcome.answer) : null,
      ...told(operation, outcome),
    }
  }

  @FieldResolver(() => PersonObject, { nullable: true, description: 'Who made it, when the viewer sees them.' })
  async createdBy(@Root() mapping: CsvMappingRow, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return await operation.load.person.load(mapping.createdBy)
  }
}
