import { permissionRefusal } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import {
  type CsvMappingRow,
  fileLines,
  type FileLineRow,
  listImports,
  lockImport,
  type NodeRow,
  type PersonRow,
  saveImport,
  type Unit,
} from '@budeng/storage'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import { namedOrganisation } from '../../access/find-organisation.ts'
import { OrganisationObject } from '../../access/organisation.type.ts'
import { PersonObject } from '../../access/person.type.ts'
import { type Connection, connectionOf, PageArgs } from '../../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../../graphql/cursor.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { pageSize } from '../../graphql/paging.ts'
import { fulfil, notFound, Refused } from '../../graphql/wish.ts'
import { userError } from '../../language/language.ts'
import { momentKeyOf } from '../bounded-connection.ts'
import { FileLineStateEnum } from './file-enums.ts'
import { type FileImportView, type FileLineView, importView, lineView } from './file-view.ts'
import {
  FileImportCancelInput,
  FileImportCancelPayload,
  FileImportConnection,
  FileImportObject,
  FileLineConnection,
} from './file.type.ts'
import { CsvMappingObject } from './mapping.type.ts'

@ArgsType()
class LinesArgs extends PageArgs {
  @Field(() => FileLineStateEnum, { nullable: true, description: 'Only these; `BAD`: what could not be read.' })
  state: FileLineRow['state'] | null
}

/** An import that the viewer may see. */
export async function findImport(operation: Operation, id: string): Promise<FileImportView | null> {
  const known = idOf('fileImport', id)
  if (known === null || !operation.authority.permits.has('file:read')) return null
  const row = await operation.load.fileImport.load(known)
  return row === null ? null : importView(row)
}

@Resolver(() => FileImportObject)
export class FileImportResolver {
  @Query(() => FileImportObject, {
    nullable: true,
    description: 'One file that the viewer may see; null for any other.',
  })
  async fileImport(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<FileImportView | null> {
    return await findImport(operation, id)
  }

  @Query(() => FileImportConnection, {
    description: "Files of the viewer's acquirer, the newest first; empty without `file:read`, and below an acquirer.",
  })
  async fileImports(
    @Args(() => PageArgs) page: PageArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<FileImportView>> {
    const first = pageSize(page.first, 'root')
    const hash = listHash('fileImports')
    const key = momentKeyOf(page.after, hash)
    const { authority, level } = operation
    const mayRead = authority.permits.has('file:read') && level.kind === 'ACQUIRER'
    const before = key === null ? null : { createdAt: key.at, id: key.id }
    const rows = mayRead ? await operation.read((db) => listImports(db, level.id, before, first + 1)) : []
    return connectionOf(rows.map(importView), first, page.after, ({ createdAt, id }) =>
      encodeCursor([createdAt, id], hash),
    )
  }

  @Mutation(() => FileImportCancelPayload, {
    description: 'Calls a file off that is not read to its end. What was read of it stays.',
  })
  async fileImportCancel(
    @Arg('input', () => FileImportCancelInput, { description: 'Which file, and why.' }) input: FileImportCancelInput,
    @Ctx('operation') operation: Operation,
  ): Promise<FileImportCancelPayload> {
    const { idempotencyKey: key, ...rest } = input
    const outcome = await fulfil(operation, { name: 'fileImportCancel', key, input: rest }, (unit) =>
      cancel(operation, unit, input),
    )
    return {
      fileImport: await findImport(operation, input.importId),
      replayed: outcome.ok && outcome.replayed,
      userErrors: outcome.ok ? [] : [userError(outcome.refusal, operation.reader)],
    }
  }

  @FieldResolver(() => FileLineConnection, { description: 'Its lines in their order; `state: BAD` for the bad ones.' })
  async lines(
    @Root() { row }: FileImportView,
    @Args(() => LinesArgs) { state, ...page }: LinesArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<FileLineView>> {
    const first = pageSize(page.first, 'nested')
    const hash = listHash({ lines: row.id, state: state ?? null })
    const [afterLine] = page.after == null ? [0] : decodeCursor(page.after, hash, ['number'])
    const query = { state: state ?? null, afterLine: Math.min(Math.max(0, afterLine), LINE_MAX), limit: first + 1 }
    const rows = await operation.read((db) =>
      fileLines(db, { importId: row.id, businessDate: row.businessDate }, query),
    )
    return connectionOf(rows.map(lineView), first, page.after, ({ line }) => encodeCursor([line], hash))
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'The acquirer whose file it is.' })
  async acquirer(@Root() { row }: FileImportView, @Ctx('operation') operation: Operation): Promise<NodeRow | null> {
    return await namedOrganisation(operation, row.acquirerId)
  }

  @FieldResolver(() => PersonObject, { nullable: true, description: 'Who sent it, when the viewer sees them.' })
  async createdBy(@Root() { row }: FileImportView, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return await operation.load.person.load(row.createdBy)
  }

  @FieldResolver(() => CsvMappingObject, {
    nullable: true,
    description: 'The mapping by which it is read; null for the flow file.',
  })
  async mapping(
    @Root() { row }: FileImportView,
    @Ctx('operation') operation: Operation,
  ): Promise<CsvMappingRow | null> {
    return row.mappingId === null ? null : await operation.load.csvMapping.load(row.mappingId)
  }
}

/** The largest number of a line. */
const LINE_MAX = 2_147_483_647

async function cancel(
  operation: Operation,
  unit: Unit,
  { importId, reason }: FileImportCancelInput,
): Promise<{ importId: string }> {
  const id = idOf('fileImport', importId)
  const row = id === null ? null : await lockImport(unit, id)
  if (row === null) throw notFound('importId')
  const forbidden = permissionRefusal(operation.authority, 'file:import')
  if (forbidden !== null) throw new Refused(forbidden)
  const problem = reasonProblem(reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  if (row.finishedAt !== null) throw new Refused({ code: 'FILE_OVER', path: ['input', 'importId'] })
  const at = unit.clock.now()
  await saveImport(unit, { ...row, state: 'CANCELLED', finishedAt: at, version: row.version + 1 })
  const data = { name: row.name, businessDate: row.businessDate, rows: row.rows, reason: reason.trim() }
  unit.append([{ type: 'FileImportCancelled', subject: row.id, path: row.path, at, data }])
  return { importId: row.id }
}
