import { exportsOfPerson } from '@budeng/storage'
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql'
import type { Operation } from '../graphql/operation.ts'
import { EXPORTS_SHOWN_MAX } from '../limits.ts'
import { ExportObject, ExportStartInput, ExportStartPayload } from './export.type.ts'
import { exportView, findExport, startExport } from './start-export.ts'

@Resolver()
export class ExportResolver {
  @Query(() => [ExportObject], { description: 'Files that the viewer took out, the newest first; at most fifty.' })
  async exports(@Ctx('operation') operation: Operation): Promise<ExportObject[]> {
    const jobs = await operation.read((db) => exportsOfPerson(db, operation.viewer.person.id, EXPORTS_SHOWN_MAX))
    return jobs.map((job) => exportView(operation, job))
  }

  @Query(() => ExportObject, { nullable: true, description: 'One file that the viewer took out; null for any other.' })
  async export(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<ExportObject | null> {
    return await findExport(operation, id)
  }

  @Mutation(() => ExportStartPayload, {
    description:
      'Asks for a file of what the viewer sees: follow `export` until it is READY, then fetch its `url`. Whoever may read it may take it out.',
  })
  async exportStart(
    @Arg('input', () => ExportStartInput, { description: 'What, and how.' }) input: ExportStartInput,
    @Ctx('operation') operation: Operation,
  ): Promise<ExportStartPayload> {
    return await startExport(operation, input)
  }
}
