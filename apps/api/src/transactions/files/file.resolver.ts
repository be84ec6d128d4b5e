import {
  type CsvMappingRow,
  fileLines,
  type FileLineRow,
  listImports,
  missingFiles,
  type NodeRow,
  type PersonRow,
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
import { fulfil, told } from '../../graphql/wish.ts'
import { rightOf } from '../../access/right.type.ts'
import { MISSING_FILES_SHOWN_MAX } from '../../limits.ts'
import { momentKeyOf } from '../bounded-connection.ts'
import { cancelFile, FILE_ACTS, fileActRefusal, restartFile } from './file-acts.ts'
import { FileLineStateEnum } from './file-enums.ts'
import { type FileImportView, type FileLineView, importView, lineView } from './file-view.ts'
import {
  FileImportCancelInput,
  FileImportActionObject,
  FileImportCancelPayload,
  FileImportConnection,
  FileImportObject,
  FileImportRestartInput,
  FileImportRestartPayload,
  FileLineConnection,
  MissingFileObject,
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
      cancelFile(operation, unit, input),
    )
    return {
      fileImport: await findImport(operation, input.importId),
      ...told(operation, outcome),
    }
  }

  @Mutation(() => FileImportRestartPayload, {
    description:
      'Reads a file on that failed, from where it stood; one of which nothing was read is read by its mapping as that is now.',
  })
  async fileImportRestart(
    @Arg('input', () => FileImportRestartInput, { description: 'Which file.' }) input: FileImportRestartInput,
    @Ctx('operation') operation: Operation,
  ): Promise<FileImportRestartPayload> {
    const { idempotencyKey: key, ...rest } = input
    const outcome = await fulfil(operation, { name: 'fileImportRestart', key, input: rest }, (unit) =>
      restartFile(operation, unit, input),
    )
    return {
      fileImport: await findImport(operation, input.importId),
      ...told(operation, outcome),
    }
  }

  @Query(() => [MissingFileObject], {
    description:
      "Business days of the viewer's acquirer whose file is due and not there, the newest first; empty without `file:read`, and below an acquirer.",
  })
  async missingFiles(@Ctx('operation') operation: Operation): Promise<MissingFileObject[]> {
    const { authority, level } = operation
    if (!authority.permits.has('file:read') || level.kind !== 'ACQUIRER') return []
    return await operation.read((db) => missingFiles(db, level.id, MISSING_FILES_SHOWN_MAX))
  }

  @FieldResolver(() => [FileImportActionObject], {
    description: 'What the viewer may do to it now, and why not: from the same rule that decides.',
  })
  actions(@Root() { row }: FileImportView, @Ctx('operation') operation: Operation): FileImportActionObject[] {
    return FILE_ACTS.map((name) => ({ name, ...rightOf(fileActRefusal(operation, row, name), operation.reader) }))
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
