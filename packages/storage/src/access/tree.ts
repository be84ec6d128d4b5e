import { Fault } from '@budeng/kernel'
import { MOVED_ENDS_AT_ONCE_MAX } from '../limits.ts'
import { applyCommandInputs } from '../commands.ts'
import { columnList, type NodeRow, nodeTable, unnestInsert, unnestUpdate } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(nodeTable, 'node')

/** Changes of one acquirer's tree come one after the other. */
export async function lockTree(unit: Unit, path: string): Promise<void> {
  await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`tree:${path.split('.')[0] ?? ''}`])
}

export async function insertNodes(unit: Unit, nodes: readonly NodeRow[]): Promise<void> {
  await unnestInsert(unit, nodeTable, nodes)
}

const FACTS = ['code', 'name', 'timeZone', 'phone', 'address', 'contact', 'openingHours', 'version'] as const

/** Stores changed facts. */
export async function updateNodes(unit: Unit, nodes: readonly NodeRow[]): Promise<void> {
  await unnestUpdate(unit, nodeTable, nodes, FACTS)
}

/** Organisations at and below a path. */
export async function subtree(db: Scoped, path: string): Promise<NodeRow[]> {
  return await db.query<NodeRow>(`select ${COLUMNS} from node where path <@ $1::ltree order by path`, [path])
}

/** Organisations directly below these. */
export async function childrenOf(db: Scoped, parentIds: readonly string[]): Promise<NodeRow[]> {
  return await db.query<NodeRow>(`select ${COLUMNS} from node where parent_id = any($1) order by name, id`, [parentIds])
}

/** What moves along with an organisation, and what ends with the move. */
export interface MoveConsequences {
  readonly organisations: number
  readonly terminals: number
  readonly people: number
  /** Commands of these terminals that wait to be sent. */
  readonly queuedCommands: number
  /** Live grants given from an organisation that will not stand above any more. */
  readonly endedGrantIds: readonly string[]
}

/** Worked out by the same conditions by which `moveNode` acts. */
export async function moveConsequences(db: Scoped, node: NodeRow, parentPath: string): Promise<MoveConsequences> {
  const terminals = terminalsOf(node)
  const [row] = await db.query<Omit<MoveConsequences, 'endedGrantIds'>>(
    `select (select count(*) from node where path <@ $2::ltree) as organisations,
       (select count(*) from terminal where ${terminals}) as terminals,
       (select count(*) from person where path <@ $2::ltree) as people,
       (select count(*) from command where finished_at is null and state in ('QUEUED', 'PENDING_APPROVAL') and signed_at is null
          and terminal_id in (select id from terminal where ${terminals})) as "queuedCommands"`,
    [node.id, node.path],
  )
  if (row === undefined) throw new Fault('a count has no row')
  return { ...row, endedGrantIds: await endedByMove(db, node.path, parentPath) }
}

/** Live grants at and below a path that somebody gave who will not stand above under the other parent. */
export async function endedByMove(db: Scoped, path: string, parentPath: string): Promise<string[]> {
  const ended = await db.query<{ id: string }>(
    `select id from agent_grant where path <@ $1::ltree and revoked_at is null and closed_at is null
       and not giver_node_id = any($2) and giver_node_id not in (select id from node where path <@ $1::ltree) order by id`,
    [path, parentPath.split('.')],
  )
  return ended.map(({ id }) => id)
}

/** `$1` is the organisation's id, `$2` its path. */
export function terminalsOf({ kind }: Pick<NodeRow, 'kind'>): string {
  switch (kind) {
    case 'STORE':
      return 'store_id = $1 and path <@ $2::ltree'
    case 'MERCHANT':
      return 'merchant_id = $1 and path <@ $2::ltree'
    default:
      return `agent_id in (select id from node where kind = 'AGENT' and path <@ $2::ltree) and $1::text is not null`
  }
}

/** Tables whose rows stand where their organisation stands. What is history stays where it was written. */
export const FOLLOWING = [
  'person',
  'invitation',
  'api_key',
  'agent_grant',
  'node_policy',
  'tariff',
  'deputy',
  'rule_suppression',
  'alert_rule',
  'alert_mute',
  'recovery_tally',
  'dispatch_stop',
  'watch_window',
  'saved_view',
  'notification_destination',
  'notification_rule',
  'notification_delivery',
  'enrolment',
  'device',
  'terminal',
  'agreement_count',
  'difference_count',
  'node',
] as const

/**
 * Puts an organisation with everything below it under another parent, in one transaction. Commands that wait end
 * REMOVED; those that were sent go on to their own end, seen by whom they were written for.
 */
export async function moveNode(unit: Unit, node: NodeRow, parent: NodeRow): Promise<void> {
  const terminals = terminalsOf(node)
  const queued = await unit.query<{ id: string; terminalId: string }>(
    `select id, terminal_id as "terminalId" from command where finished_at is null and state in ('QUEUED', 'PENDING_APPROVAL') and signed_at is null
       and terminal_id in (select id from terminal where ${terminals})`,
    [node.id, node.path],
  )
  await unit.query(`select id from terminal where ${terminals} order by id for no key update`, [node.id, node.path])
  await removeAsMoved(unit, queued)
  const to = `${parent.path}.${node.id}`
  if (node.kind === 'MERCHANT' || node.kind === 'STORE') {
    const merchantId = node.kind === 'MERCHANT' ? node.id : parent.id
    if (node.kind === 'MERCHANT')
      await unit.execute('update tariff set agent_id = $2 where merchant_id = $1', [
        node.id,
        await deepestAgent(unit, parent.path),
      ])
    await unit.execute(`update terminal set agent_id = $3, merchant_id = $4 where ${terminals}`, [
      node.id,
      node.path,
      await deepestAgent(unit, parent.path),
      merchantId,
    ])
  }
  await unit.execute('update node set parent_id = $2, version = version + 1 where id = $1', [node.id, parent.id])
  for (const table of FOLLOWING)
    await unit.execute(`update ${table} set path = ${REBASED} where path <@ $1::ltree`, [node.path, to])
  await followStreams(unit, terminals, [node.id, to])
}

/** A path below `$1` as it is below `$2`. */
export const REBASED = `case when path = $1::ltree then $2::ltree else $2::ltree || subpath(path, nlevel($1::ltree)) end`

/** What is received of a journal, what is open of alerts, labels and traits stand where the terminal stands; older epochs stay where they were written. */
export async function followStreams(unit: Unit, terminals: string, params: readonly unknown[]): Promise<void> {
  await unit.execute(
    `update journal_stream as stream set path = at.path, agent_id = at.agent_id, merchant_id = at.merchant_id, store_id = at.store_id
     from terminal at where at.id = stream.terminal_id and stream.newest and at.id in (select id from terminal where ${terminals})`,
    params,
  )
  // an alert that asks for somebody asks those who see its terminal now; the others are history
  await unit.execute(
    `update alert set path = at.path, agent_id = at.agent_id, merchant_id = at.merchant_id, store_id = at.store_id
     from terminal at where at.id = alert.terminal_id and alert.state <> 'CLEARED' and at.id in (select id from terminal where ${terminals})`,
    params,
  )
  for (const table of ['terminal_label', 'terminal_trait'])
    await unit.execute(
      `update ${table} as own set agent_id = at.agent_id from terminal at
       where at.id = own.terminal_id and own.agent_id is distinct from at.agent_id
         and at.id in (select id from terminal where ${terminals})`,
      params,
    )
}

/** The first end here; the others are looked at now by the worker, who signs nothing of a terminal that stands elsewhere. */
export async function removeAsMoved(unit: Unit, queued: readonly { readonly id: string }[]): Promise<void> {
  const at = unit.clock.now()
  const later = queued.slice(MOVED_ENDS_AT_ONCE_MAX).map(({ id }) => id)
  if (later.length > 0) await unit.execute('update command set look_at = $2 where id = any($1)', [later, new Date(at)])
  await applyCommandInputs(
    unit,
    queued
      .slice(0, MOVED_ENDS_AT_ONCE_MAX)
      .map(({ id }) => ({ commandId: id, input: { kind: 'remove', at, code: 'TERMINAL_MOVED' } })),
  )
}

export async function deepestAgent(db: Scoped, path: string): Promise<string | null> {
  const [agent] = await db.query<{ id: string }>(
    `select id from node where id = any($1) and kind = 'AGENT' order by nlevel(path) desc limit 1`,
    [path.split('.')],
  )
  return agent?.id ?? null
}

/** Commands of terminals that wait to be sent. */
export async function queuedOf(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<{ readonly id: string; readonly terminalId: string }[]> {
  return await db.query(
    `select id, terminal_id as "terminalId" from command
     where terminal_id = any($1) and finished_at is null and state in ('QUEUED', 'PENDING_APPROVAL') and signed_at is null order by id`,
    [terminalIds],
  )
}

/** Puts terminals with their devices at another store. They are locked. */
export async function moveTerminals(unit: Unit, terminalIds: readonly string[], store: NodeRow): Promise<void> {
  await removeAsMoved(unit, await queuedOf(unit, terminalIds))
  const values = [terminalIds, store.path, await deepestAgent(unit, store.path), store.parentId, store.id]
  await unit.execute(
    `update terminal set path = $2, agent_id = $3, merchant_id = $4, store_id = $5, version = version + 1, changed_at = $6
     where id = any($1)`,
    [...values, new Date(unit.clock.now())],
  )
  for (const table of ['device', 'enrolment'])
    await unit.execute(`update ${table} set path = $2 where terminal_id = any($1)`, [terminalIds, store.path])
  await followStreams(unit, 'id = any($1)', [terminalIds])
}
