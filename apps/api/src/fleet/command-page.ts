import { type CommandListQuery, type CommandRow, listCommands } from '@budeng/storage'
import { z } from 'zod'
import { type Connection, connectionOf } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { type Place, pageSize } from '../graphql/paging.ts'
import { listOrNull, parsedInput } from '../graphql/parsed-input.ts'
import type { CommandsArgs } from './command-input.ts'
import { CommandStateEnum, CommandTypeEnum } from './enums.ts'

const Filter = z.object({
  types: listOrNull(z.enum(CommandTypeEnum)),
  states: listOrNull(z.enum(CommandStateEnum)),
  open: z
    .boolean()
    .nullish()
    .transform((open) => open ?? null),
  bulkId: z.string().nullish(),
})

/** One page of commands, newest first: of a terminal, of an action on many, or of everything the viewer sees. */
export async function commandPage(
  operation: Operation,
  args: CommandsArgs,
  of: CommandListQuery['of'],
  place: Place,
): Promise<Connection<CommandRow>> {
  const first = pageSize(args.first, place)
  const { bulkId: asked, ...filter } = parsedInput(Filter, args.filter ?? {}, ['filter'])
  const bulkId = asked == null ? null : idOf('bulk', asked)
  const isNothing = asked != null && bulkId === null
  const hash = listHash({ ...filter, asked: asked ?? null })
  const key = args.after == null ? null : decodeCursor(args.after, hash, ['number', 'string'])
  const after = key === null ? null : { requestedAt: key[0], id: key[1] }
  const rows = isNothing
    ? []
    : await operation.read((db) => listCommands(db, { of, filter: { ...filter, bulkId }, after, limit: first + 1 }))
  return connectionOf(rows, first, args.after, ({ requestedAt, id }) => encodeCursor([requestedAt, id], hash))
}
