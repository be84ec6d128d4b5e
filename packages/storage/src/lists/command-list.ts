import type { CommandState, CommandType } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { columnList, type CommandRow, commandTable } from '../rows/index.ts'
import type { Scoped } from '../unit.ts'
import { type Level, Params, standsAt } from './level.ts'

/** What a list of commands may be narrowed by. Null: not narrowed. */
export interface CommandFilter {
  readonly types: readonly CommandType[] | null
  readonly states: readonly CommandState[] | null
  /** True: not final; false: final. */
  readonly open: boolean | null
  readonly bulkId: string | null
}

export interface CommandListQuery {
  /** Commands of one terminal, of one action on many (without the BACKUPs before them), or of everything under an organisation. */
  readonly of: { readonly terminalId: string } | { readonly bulkId: string } | { readonly level: Level }
  readonly filter: CommandFilter
  readonly after: { readonly requestedAt: Instant; readonly id: string } | null
  readonly limit: number
}

/** One page of commands, newest first. */
export async function listCommands(db: Scoped, { of, filter, after, limit }: CommandListQuery): Promise<CommandRow[]> {
  const params = new Params()
  const { lanes, match } = source(of, params)
  const conditions = [match, ...conditionsOf(filter, params), ...keyCondition(after, params)].join(' and ')
  const max = params.add(limit)
  const page = `select ${columnList(commandTable, 'command')} from command where ${conditions} order by requested_at desc, id limit ${max}`
  const sql =
    lanes === null
      ? page
      : `select page.* from ${lanes} cross join lateral (${page}) as page order by page."requestedAt" desc, page.id limit ${max}`
  return await db.query<CommandRow>(sql, params.values)
}

/** Where an index is walked; a merchant's and a store's commands are those of their few terminals. */
function source(of: CommandListQuery['of'], params: Params): { lanes: string | null; match: string } {
  if ('terminalId' in of) return { lanes: null, match: `command.terminal_id = ${params.add(of.terminalId)}` }
  if ('bulkId' in of)
    return { lanes: null, match: `command.bulk_id = ${params.add(of.bulkId)} and command.caused_by is null` }
  const { level } = of
  switch (level.kind) {
    case 'ACQUIRER':
      return { lanes: null, match: `command.acquirer_id = ${params.add(level.id)}` }
    case 'AGENT':
      return {
        lanes: `(select id from node where kind = 'AGENT' and ${standsAt(params.add(level.path))}) as agent`,
        match: 'command.agent_id = agent.id',
      }
    case 'MERCHANT':
    case 'STORE':
      return {
        lanes: `(select id from terminal where ${level.kind === 'STORE' ? 'store_id' : 'merchant_id'} = ${params.add(level.id)}) as stands`,
        match: 'command.terminal_id = stands.id',
      }
  }
}

function conditionsOf(filter: CommandFilter, params: Params): string[] {
  const conditions: string[] = []
  if (filter.types !== null) conditions.push(`command.type = any(${params.add(filter.types)})`)
  if (filter.states !== null) conditions.push(`command.state = any(${params.add(filter.states)})`)
  if (filter.open !== null) conditions.push(`command.finished_at is ${filter.open ? 'null' : 'not null'}`)
  if (filter.bulkId !== null) conditions.push(`command.bulk_id = ${params.add(filter.bulkId)}`)
  return conditions
}

/** Newest first, then by id: the first comparison lets the index begin at the right place. */
function keyCondition(after: CommandListQuery['after'], params: Params): string[] {
  if (after === null) return []
  const at = params.add(new Date(after.requestedAt))
  return [`command.requested_at <= ${at}`, `(command.requested_at < ${at} or command.id > ${params.add(after.id)})`]
}

/** BACKUPs and other commands that these made necessary, oldest first. */
export async function commandsCausedBy(db: Scoped, commandIds: readonly string[]): Promise<CommandRow[]> {
  return await db.query<CommandRow>(
    `select ${columnList(commandTable, 'command')} from command
     where terminal_id in (select terminal_id from command as cause where cause.id = any($1)) and caused_by = any($1)
     order by requested_at, id`,
    [commandIds],
  )
}
