import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql'
import type { Operation } from '../../graphql/operation.ts'
import { CorrectionBulkPayload, CorrectionBulkPreviewObject, CorrectionBulkStartInput } from './bulk.type.ts'
import { bulkPreview, bulkStart } from './bulk.ts'

@Resolver()
export class CorrectionBulkResolver {
  @Query(() => CorrectionBulkPreviewObject, {
    nullable: true,
    description: 'What a file of corrections would do. Nothing is kept. Null for whoever makes none.',
  })
  async correctionBulkPreview(
    @Arg('csv', () => String, { description: 'The file as text, as `correctionBulkStart` takes it.' }) csv: string,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionBulkPreviewObject | null> {
    return operation.authority.permits.has('correction:make') ? await bulkPreview(operation, csv) : null
  }

  @Mutation(() => CorrectionBulkPayload, {
    description:
      'Hands in what a file asks for (批量更正): each row is a correction of its own, with a checker of its own.',
  })
  async correctionBulkStart(
    @Arg('input', () => CorrectionBulkStartInput, { description: 'The file, and how many of its rows go on.' })
    input: CorrectionBulkStartInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionBulkPayload> {
    return await bulkStart(operation, input)
  }
}
