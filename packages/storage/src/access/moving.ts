import { MOVE_CHUNK_NODES, MOVE_CHUNK_TERMINALS } from '../limits.ts'
import {
  columnList,
  type NodeRow,
  type OrganisationMoveRow,
  organisationMoveTable,
  unnestInsert,
} from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { grantsByIds, saveGrant } from './grants.ts'
import { nodesByIds } from './nodes.ts'
import {
  deepestAgent,
  endedByMove,
  FOLLOWING,
  followStreams,
  lockTree,
  queuedOf,
  REBASED,
  removeAsMoved,
  terminalsOf,
} from './tree.ts'

const COLUMNS = columnList(organisationMoveTable, 'm')

/** What is written down of a move that the worker makes. */
export type NewMove = Pick<
  OrganisationMoveRow,
  'id' | 'acquirerId' | 'path' | 'reason' | 'requestedBy' | 'terminals' | 'organisations' | 'endedGrants'
>

/**
 * Begins a move in chunks. From here on all that no chunk moves whole is seen from both places: agents, what holds more
 * than a chunk, and the organisation itself. Nothing else stands differently yet.
 */
export async function beginMove(unit: Unit, node: NodeRow, parent: NodeRow, made: NewMove): Promise<void> {
  const toPath = `${parent.path}.${node.id}`
  const from = { nodeId: node.id, fromId: node.parentId ?? '', fromPath: node.path }
  await unnestInsert(unit, organisationMoveTable, [
    {
      ...made,
      ...from,
      ...{ toId: parent.id, toPath, requestedAt: unit.clock.now(), state: 'MOVING', movedTerminals: 0 },
      ...{ movedOrganisations: 0, endedCommands: 0, finishedAt: null, version: 1 },
    },
  ])
  const terminals = terminalsOf(node).replaceAll('$1', '$3').replaceAll('$2', '$1')
  await unit.execute(
    `update node set bound_for = ${REBASED} where path <@ $1::ltree and (kind = 'AGENT' or id = $3
       or id in (select merchant_id from terminal where ${terminals} group by merchant_id having count(*) > ${MOVE_CHUNK_TERMINALS})
       or id in (select store_id from terminal where ${terminals} group by store_id having count(*) > ${MOVE_CHUNK_TERMINALS})
       or id in (select parent_id from node where kind = 'STORE' and path <@ $1::ltree group by parent_id having count(*) > ${MOVE_CHUNK_NODES}))`,
    [node.path, toPath, node.id],
  )
}

/** True when what is to be moved is, or holds, or stands in something that moves, or its new parent does: moves do not meet. */
export async function isMoving(db: Scoped, nodePath: string, parentPath: string): Promise<boolean> {
  const [row] = await db.query<{ id: string }>(
    `select id from node where bound_for is not null
       and (path <@ $1::ltree or bound_for <@ $1::ltree or $1::ltree <@ path or $1::ltree <@ bound_for or $2::ltree <@ path or $2::ltree <@ bound_for)
     limit 1`,
    [nodePath, parentPath],
  )
  return row !== undefined
}

export async function movesByIds(db: Scoped, ids: readonly string[]): Promise<OrganisationMoveRow[]> {
  return await db.query<OrganisationMoveRow>(`select ${COLUMNS} from organisation_move m where id = any($1)`, [ids])
}

/** Moves in chunks, the newest first. */
export async function listMoves(
  db: Scoped,
  after: { readonly requestedAt: number; readonly id: string } | null,
  limit: number,
): Promise<OrganisationMoveRow[]> {
  return await db.query<OrganisationMoveRow>(
    `select ${COLUMNS} from organisation_move m
     where $1::timestamptz is null or m.requested_at < $1 or (m.requested_at = $1 and m.id > $2)
     order by m.requested_at desc, m.id limit $3`,
    [after === null ? null : new Date(after.requestedAt), after?.id ?? null, limit],
  )
}

/** The move with which somebody must go on, the oldest. */
export async function unfinishedMove(db: Scoped): Promise<OrganisationMoveRow | null> {
  const [row] = await db.query<OrganisationMoveRow>(
    `select ${COLUMNS} from organisation_move m where state = 'MOVING' order by requested_at, id limit 1`,
  )
  return row ?? null
}

/** What one chunk takes along. */
interface Chunk {
  /** Organisations that go whole, with all that stands at and below them. */
  readonly roots: readonly string[]
  readonly terminalIds: readonly string[]
}

/**
 * One chunk, under the lock of the tree: whole merchants with their stores, people and terminals; of a merchant that is
 * larger, whole stores; of a store that is larger, terminals with their devices. At the end what was seen from both places
 * goes over at once. Everything of a chunk is committed together, so whoever falls goes on where the last one ended.
 */
export async function continueMove(unit: Unit, moveId: string): Promise<void> {
  const [seen] = await movesByIds(unit, [moveId])
  if (seen === undefined) return
  await lockTree(unit, seen.acquirerId)
  const [move] = await unit.query<OrganisationMoveRow>(
    `select ${COLUMNS} from organisation_move m where id = $1 and state = 'MOVING' for no key update`,
    [moveId],
  )
  const [node] = move === undefined ? [] : await nodesByIds(unit, [move.nodeId])
  if (move === undefined || node === undefined) return
  const chunk =
    (await wholeOrganisations(unit, move, 'MERCHANT')) ??
    (await wholeOrganisations(unit, move, 'STORE')) ??
    (await someTerminals(unit, move, node))
  if (chunk === null) return await finish(unit, move)
  const [ended, nodes] = [await takeTerminals(unit, move, node, chunk.terminalIds), await takeRoots(unit, move, chunk)]
  await unit.execute(
    `update organisation_move set moved_terminals = moved_terminals + $2, moved_organisations = moved_organisations + $3,
       ended_commands = ended_commands + $4, version = version + 1 where id = $1`,
    [move.id, chunk.terminalIds.length, nodes, ended],
  )
}

/** The next organisations of a kind that go whole, as many as a chunk holds. */
async function wholeOrganisations(
  db: Scoped,
  move: OrganisationMoveRow,
  kind: 'MERCHANT' | 'STORE',
): Promise<Chunk | null> {
  const column = kind === 'MERCHANT' ? 'merchant_id' : 'store_id'
  const next = await db.query<{ id: string; path: string; terminals: number; nodes: number }>(
    `select n.id, n.path, (select count(*) from terminal where ${column} = n.id)::int as terminals,
       1 + (select count(*) from node below where below.parent_id = n.id)::int as nodes
     from (select id, path from node where kind = $2 and path <@ $1::ltree and bound_for is null order by path limit ${MOVE_CHUNK_NODES}) n
     order by n.path`,
    [move.fromPath, kind],
  )
  const taken: typeof next = []
  let [terminals, nodes] = [0, 0]
  for (const one of next) {
    terminals += one.terminals
    nodes += one.nodes
    if (taken.length > 0 && (terminals > MOVE_CHUNK_TERMINALS || nodes > MOVE_CHUNK_NODES)) break
    taken.push(one)
  }
  if (taken.length === 0) return null
  const rows = await db.query<{ id: string }>(
    `select id from terminal where ${column} = any($1) and path <@ $2::ltree order by id for no key update`,
    [taken.map(({ id }) => id), move.fromPath],
  )
  return { roots: taken.map(({ path }) => path), terminalIds: rows.map(({ id }) => id) }
}

/** The next terminals of stores that are seen from both places. */
async function someTerminals(db: Scoped, move: OrganisationMoveRow, node: NodeRow): Promise<Chunk | null> {
  const rows = await db.query<{ id: string }>(
    `select id from terminal where ${terminalsOf(node)} and path <@ $2::ltree order by id limit ${MOVE_CHUNK_TERMINALS} for no key update`,
    [node.id, move.fromPath],
  )
  return rows.length === 0 ? null : { roots: [], terminalIds: rows.map(({ id }) => id) }
}

/** Terminals with what hangs on them; answers how many commands end. */
async function takeTerminals(
  unit: Unit,
  move: OrganisationMoveRow,
  node: NodeRow,
  terminalIds: readonly string[],
): Promise<number> {
  if (terminalIds.length === 0) return 0
  const queued = await queuedOf(unit, terminalIds)
  await removeAsMoved(unit, queued)
  const places = [move.fromPath, move.toPath, terminalIds]
  await unit.execute(`update terminal set path = ${REBASED} where id = any($3) and path <@ $1::ltree`, places)
  if (node.kind === 'MERCHANT' || node.kind === 'STORE')
    await unit.execute('update terminal set agent_id = $2, merchant_id = $3 where id = any($1)', [
      terminalIds,
      await deepestAgent(unit, move.toPath),
      node.kind === 'MERCHANT' ? node.id : move.toId,
    ])
  for (const table of ['device', 'enrolment'])
    await unit.execute(
      `update ${table} set path = ${REBASED} where terminal_id = any($3) and path <@ $1::ltree`,
      places,
    )
  await followStreams(unit, 'id = any($1)', [terminalIds])
  return queued.length
}

/** Organisations that go whole, with what stands at and below them; answers how many. */
async function takeRoots(unit: Unit, move: OrganisationMoveRow, { roots }: Chunk): Promise<number> {
  if (roots.length === 0) return 0
  let nodes = 0
  // devices and enrolments of their terminals went with these; what lies there without one goes at the end
  for (const table of FOLLOWING)
    if (table !== 'terminal' && table !== 'device' && table !== 'enrolment')
      nodes = await unit.execute(`update ${table} set path = ${REBASED} where path <@ $3::ltree[]`, [
        move.fromPath,
        move.toPath,
        roots,
      ])
  return nodes
}

/** What was seen from both places goes over, with all that is left below. */
async function finish(unit: Unit, move: OrganisationMoveRow): Promise<void> {
  const { fromPath, toPath, nodeId, toId } = move
  const [node] = await nodesByIds(unit, [nodeId])
  const parentPath = toPath.slice(0, toPath.lastIndexOf('.'))
  const endedGrants = await endedByMove(unit, fromPath, parentPath)
  await endGrants(unit, endedGrants, { by: move.requestedBy, reason: move.reason })
  if (node?.kind === 'MERCHANT')
    await unit.execute('update tariff set agent_id = $2 where merchant_id = $1', [
      nodeId,
      await deepestAgent(unit, parentPath),
    ])
  let nodes = 0
  for (const table of FOLLOWING)
    nodes = await unit.execute(`update ${table} set path = ${REBASED} where path <@ $1::ltree`, [fromPath, toPath])
  await unit.execute('update node set bound_for = null where bound_for <@ $1::ltree', [toPath])
  await unit.execute('update node set parent_id = $2, version = version + 1 where id = $1', [nodeId, toId])
  const at = unit.clock.now()
  await unit.execute(
    `update organisation_move set state = 'DONE', finished_at = $2, moved_organisations = moved_organisations + $3,
       ended_grants = ended_grants + $4, version = version + 1 where id = $1`,
    [move.id, new Date(at), nodes, endedGrants.length],
  )
  const [done] = await movesByIds(unit, [move.id])
  const { movedTerminals: terminals = 0, movedOrganisations: organisations = 0, endedCommands = 0 } = done ?? {}
  unit.append([
    {
      type: 'OrganisationMoved',
      subject: nodeId,
      path: move.path,
      at,
      data: {
        ...{ moveId: move.id, name: node?.name ?? '', from: move.fromId, to: toId, terminals, organisations },
        ...{ queuedCommands: endedCommands, endedGrants: done?.endedGrants ?? 0, reason: move.reason },
      },
    },
  ])
}

/** Ends grants whose giver does not stand above any more. */
export async function endGrants(
  unit: Unit,
  ids: readonly string[],
  { by, reason }: { readonly by: string; readonly reason: string },
): Promise<void> {
  const at = unit.clock.now()
  for (const grant of await grantsByIds(unit, ids, 'update')) {
    await saveGrant(unit, { ...grant, revokedAt: at, revokedBy: by, version: grant.version + 1 })
    const data = { nodeId: grant.nodeId, reason, endedCommands: 0 }
    unit.append([{ type: 'GrantRevoked', subject: grant.id, path: grant.path, at, data }])
  }
}
