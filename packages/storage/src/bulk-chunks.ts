import {
  acceptedAuthority,
  type CommandInput,
  type CommandRequest,
  type PlannedAction,
  type RefusalCode,
} from '@budeng/fleet'
import { type Authority, Fault, type Refusal } from '@budeng/kernel'
import { chargeCommands } from './access/charges.ts'
import { agentsOnPath, type GrantedAgent } from './access/grants.ts'
import { decideTerminals } from './bulk-decisions.ts'
import { type AcceptedRequest, applyCommandInputs, insertCommands } from './commands.ts'
import { bulksByIds, pendingCommandsOfBulk } from './lists/bulks.ts'
import { type BulkRow, bulkTable, unnestUpdate } from './rows/index.ts'
import type { Actor, Scoped, Unit } from './unit.ts'

/** An action with more to do than one transaction holds, and in whose name it goes on. */
export interface UnfinishedBulk {
  readonly id: string
  readonly actor: Actor
}

/** What the first chunk knows better than those after it: it is made in the request itself. */
export interface FirstChunk {
  readonly authority: Authority
  /** Agents whose grants bind the person; whoever goes on finds them by the action's path. */
  readonly agents: readonly GrantedAgent[]
  readonly presence: CommandRequest['presence']
}

/** Actions that somebody must go on with, oldest first. */
export async function unfinishedBulks(db: Scoped, limit: number): Promise<UnfinishedBulk[]> {
  const rows = await db.query<Pick<BulkRow, 'id' | 'requestedBy' | 'decidedBy' | 'selectionId'>>(
    `select id, requested_by as "requestedBy", decided_by as "decidedBy", selection_id as "selectionId" from bulk
     where unfinished order by requested_at, id limit $1`,
    [limit],
  )
  return rows.map(({ id, requestedBy, decidedBy, selectionId }) => ({
    id,
    actor: { kind: 'PERSON', id: selectionId === null ? (decidedBy ?? requestedBy) : requestedBy },
  }))
}

/**
 * Takes an action one chunk further under its lock: makes the next commands, else tells the next waiting ones what the
 * second person decided. What a crash undid is done again, what was committed is not. Answers whether there is more.
 */
export async function continueBulk(unit: Unit, bulkId: string, limit: number): Promise<boolean> {
  const [bulk] = await bulksByIds(unit, [bulkId], 'update')
  if (bulk === undefined || !bulk.unfinished) return false
  if (bulk.selectionId !== null) {
    const made = await makeCommands(unit, bulk, limit)
    return made.bulk.unfinished
  }
  const left = await passDecisionOn(unit, bulk, limit)
  if (!left) await unnestUpdate(unit, bulkTable, [{ ...bulk, unfinished: false }], ['unfinished'])
  return left
}

/** Makes the commands of the next terminals. A refusal is about the action as a whole: it makes no further command then. */
export async function makeCommands(
  unit: Unit,
  bulk: BulkRow,
  limit: number,
  first?: FirstChunk,
): Promise<{ readonly bulk: BulkRow; readonly refusal: Refusal<RefusalCode> | null }> {
  const isStopped = bulk.state === 'DENIED' || bulk.state === 'LAPSED'
  const ids = isStopped ? [] : await nextTerminals(unit, bulk, limit)
  const { accepted, refusal, action, agents } = await decideFor(unit, bulk, ids, first)
  await insertCommands(unit, accepted)
  if (action !== null)
    await chargeCommands(unit, {
      authority: action.authority,
      agents,
      type: bulk.type,
      commandIds: accepted.map(({ command }) => command.id),
    })
  const madeCount = bulk.madeCount + accepted.length
  const isMade = ids.length < limit || refusal !== null
  const after: BulkRow = {
    ...bulk,
    madeCount,
    madeThrough: ids.at(-1) ?? bulk.madeThrough,
    version: first === undefined ? bulk.version + 1 : bulk.version,
    // what was planned gives way to what is; a decision may have come in between, and is passed on next
    ...(isMade && { selectionId: null, commandCount: madeCount, unfinished: isDecided(bulk) }),
  }
  await unnestUpdate(
    unit,
    bulkTable,
    [after],
    ['madeCount', 'madeThrough', 'selectionId', 'commandCount', 'unfinished', 'version'],
  )
  return { bulk: after, refusal }
}

/** Says yes or no to the next commands that wait for the second person; answers whether more of them wait. */
export async function passDecisionOn(unit: Unit, bulk: BulkRow, limit: number): Promise<boolean> {
  const { state, decidedBy: by, decidedAt: at, note, breakGlassId } = bulk
  if (!isDecided(bulk)) return false
  if (by === null || at === null) throw new Fault(`${bulk.id} was decided by nobody`)
  const input: CommandInput =
    state === 'APPROVED'
      ? { kind: 'approve', at, by, ...(breakGlassId === null ? {} : { breakGlassId }) }
      : { kind: 'deny', at, by, note: note ?? '' }
  const pending = await pendingCommandsOfBulk(unit, bulk.id, limit + 1)
  await applyCommandInputs(
    unit,
    pending.slice(0, limit).map((commandId) => ({ commandId, input })),
  )
  return pending.length > limit
}

/** A lapse is no decision to be passed on: commands lapse by their own timers. */
function isDecided({ state }: BulkRow): boolean {
  return state === 'APPROVED' || state === 'DENIED'
}

/** In the order of ids; what left the scope of the person who asked is passed over. */
async function nextTerminals(db: Scoped, bulk: BulkRow, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select terminal.id from selection_terminal join terminal on terminal.id = selection_terminal.terminal_id
     where selection_terminal.selection_id = $1 and selection_terminal.terminal_id > $2 and terminal.path <@ $3::ltree
     order by selection_terminal.terminal_id limit $4`,
    [bulk.selectionId, bulk.madeThrough ?? '', bulk.path, limit],
  )
  return rows.map(({ id }) => id)
}

interface Decided {
  readonly accepted: AcceptedRequest[]
  readonly refusal: Refusal<RefusalCode> | null
  /** As it was decided, with the grants under lock. */
  readonly action: PlannedAction | null
  readonly agents: readonly GrantedAgent[]
}

/** Decides for each terminal under its lock; what a preview calls skipped is skipped here by the same function. */
async function decideFor(
  unit: Unit,
  bulk: BulkRow,
  terminalIds: readonly string[],
  first: FirstChunk | undefined,
): Promise<Decided> {
  const accepted: AcceptedRequest[] = []
  if (terminalIds.length === 0) return { accepted, refusal: null, action: null, agents: [] }
  const { action, agents, targets } = await decideTerminals(unit, bulk, terminalIds, {
    ...(first ?? { authority: acceptedAuthority(bulk), agents: await agentsOnPath(unit, bulk.path) }),
    // all commands of an action are asked for at one moment, so that they have one life, whenever their chunk was made
    at: bulk.requestedAt,
    lifeOf: () => bulk.notAfter - bulk.requestedAt,
  })
  let objection: Refusal<RefusalCode> | null = null
  for (const { found, decision, place } of targets) {
    if (found.kind === 'NOT_ALLOWED')
      objection ??= { code: found.code as RefusalCode, ...(found.params && { params: found.params }) }
    if (decision === null) continue
    // what holds for one terminal was told by the classification; this is wrong with the action as a whole
    if (!decision.ok) return { accepted, refusal: decision.refusal, action, agents }
    accepted.push({ ...decision, terminal: place })
  }
  // between the plan and the lock others may have used up what was left
  const isSpent = first !== undefined && accepted.length === 0
  return { accepted, refusal: isSpent ? objection : null, action, agents }
}
