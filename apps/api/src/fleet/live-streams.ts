import { sees } from '@budeng/access'
import { liesUnder } from '@budeng/fleet'
import {
  bulksByIds,
  countBulkStates,
  type FeedEvent,
  loadCommands,
  loadRollouts,
  placedEventsAfter,
  resumeFeed,
  type Scoped,
  terminalsByIds,
} from '@budeng/storage'
import { levelFor } from '../access/find-organisation.ts'
import { scopeOf } from '../access/viewer.ts'
import { type FeedBatch, followFeed, type Subscription } from '../feed/subscriber.ts'
import { badInput } from '../graphql/api-error.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { CATCH_UP_MAX, CHANGES_GATHER_MS, CHANGES_MAX, ROLLOUT_TELL_MS } from '../limits.ts'
import { type TerminalFilterInput, terminalFilter } from './terminal-input.ts'

/** Of a subscription, a short read under the asker's path; between batches it holds no transaction. */
async function readOnce<T>(operation: Operation, work: (db: Scoped) => Promise<T>): Promise<T> {
  return await operation.house.storage.read(scopeOf(operation.viewer), work)
}

async function follow(
  operation: Operation,
  subscription: Omit<Subscription, 'path'> & { readonly path?: string },
): Promise<AsyncIterableIterator<FeedBatch>> {
  const { path } = operation.viewer.person
  return followFeed(await operation.house.feed.tailOf(path), { path, ...subscription })
}

/** Payloads of a subscription, from the batches of the feed. `undefined`: nothing to tell. */
function payloads<Payload>(
  batches: AsyncIterableIterator<FeedBatch>,
  of: (batch: FeedBatch, isFirst: boolean) => Promise<readonly Payload[]>,
): AsyncIterableIterator<Payload> {
  async function* produce() {
    let isFirst = true
    for await (const batch of batches) {
      yield* await of(batch, isFirst)
      isFirst = false
    }
  }
  const produced = produce()
  return {
    next: () => produced.next(),
    return: async () => {
      await batches.return?.()
      return await produced.return(undefined)
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

export interface ChangedTerminals {
  readonly terminalIds: readonly string[]
  readonly position: bigint
  readonly resync: boolean
}

/** Terminals of the asker's that changed. Presence, sign-on and other passing states do not narrow: what leaves a list must be told too. */
export async function terminalChanges(
  operation: Operation,
  input: TerminalFilterInput | null,
  since: bigint | null,
): Promise<AsyncIterableIterator<ChangedTerminals>> {
  const { models, states } = terminalFilter(input, operation.now)
  const level = await levelFor(operation, input?.organisationId)
  await operation.end()
  const batches = await follow(operation, {
    since,
    gatherMs: CHANGES_GATHER_MS,
    matches: ({ terminalId, path }) => terminalId !== null && level !== null && sees(level.path, path),
    catchUp: (position) => catchUpFeed(operation, position),
  })
  return payloads(batches, async ({ events, position, resync }, isFirst) => {
    const changed = [...new Set(events.flatMap(({ terminalId }) => terminalId ?? []))]
    const isTooMuch = changed.length > CHANGES_MAX
    const terminalIds = resync || isTooMuch ? [] : await matching(operation, changed, models, states)
    if (terminalIds.length === 0 && !resync && !isTooMuch && !isFirst) return []
    return [{ terminalIds, position, resync: resync || isTooMuch }]
  })
}

async function matching(
  operation: Operation,
  ids: readonly string[],
  models: readonly string[] | null,
  states: readonly string[] | null,
): Promise<readonly string[]> {
  if (ids.length === 0 || (models === null && states === null)) return ids
  const terminals = await readOnce(operation, (db) => terminalsByIds(db, ids))
  return terminals
    .filter(
      ({ model, state }) => (models === null || models.includes(model)) && (states === null || states.includes(state)),
    )
    .map(({ id }) => id)
}

async function catchUpFeed(operation: Operation, since: bigint): Promise<readonly FeedEvent[] | null> {
  const events: FeedEvent[] = []
  for (let after = since; ; ) {
    const page = await readOnce(operation, (db) => resumeFeed(db, after, CATCH_UP_MAX)).catch(() => null)
    if (page === null || page === 'TOO_OLD') return null
    events.push(...page)
    const last = page.at(-1)
    if (last === undefined) return events
    if (events.length >= CATCH_UP_MAX) return null
    after = last.position
  }
}

export interface CommandStep {
  readonly commandId: string
  readonly event: FeedEvent | null
  readonly position: bigint
}

/** Every fact of one command, after `since` without gaps; first where it is now. @throws ApiError BAD_USER_INPUT */
export async function commandSteps(
  operation: Operation,
  id: string,
  since: bigint | null,
): Promise<AsyncIterableIterator<CommandStep>> {
  const commandId = idOf('command', id)
  const [command] = commandId === null ? [] : await readOnce(operation, (db) => loadCommands(db, [commandId]))
  if (command === undefined) throw badInput('`commandId` names no command that you can see.', ['commandId'])
  const batches = await follow(operation, {
    since,
    gatherMs: 0,
    matches: ({ subject }) => subject === command.id,
    catchUp: (position) =>
      readOnce(operation, (db) => placedEventsAfter(db, { subject: command.id }, position, CATCH_UP_MAX)),
  })
  return payloads(batches, async ({ events, position }, isFirst) => {
    const steps = events.map((event) => ({ commandId: command.id, event, position: event.position }))
    return isFirst || steps.length === 0 ? [...steps, { commandId: command.id, event: null, position }] : steps
  })
}

/** Everything that happens to one terminal and its commands. @throws ApiError BAD_USER_INPUT */
export async function terminalTimeline(
  operation: Operation,
  id: string,
  since: bigint | null,
): Promise<AsyncIterableIterator<FeedBatch>> {
  const terminalId = idOf('terminal', id)
  const [terminal] = terminalId === null ? [] : await readOnce(operation, (db) => terminalsByIds(db, [terminalId]))
  if (terminal === undefined) throw badInput('`terminalId` names no terminal that you can see.', ['terminalId'])
  return await follow(operation, {
    since,
    gatherMs: 0,
    matches: (event) => event.terminalId === terminal.id,
    catchUp: (position) =>
      readOnce(operation, (db) => placedEventsAfter(db, { terminalId: terminal.id }, position, CATCH_UP_MAX)),
  })
}

export interface BulkFigures {
  readonly bulkId: string
  readonly position: bigint
}

/** One action on many, whenever its state or figures changed. @throws ApiError BAD_USER_INPUT */
export async function bulkFigures(
  operation: Operation,
  id: string,
  since: bigint | null,
): Promise<AsyncIterableIterator<BulkFigures>> {
  const bulkId = idOf('bulk', id)
  const [bulk] = bulkId === null ? [] : await readOnce(operation, (db) => bulksByIds(db, [bulkId]))
  if (bulk === undefined) throw badInput('`bulkId` names no action that you can see.', ['bulkId'])
  const figuresNow = () =>
    readOnce(operation, async (db) =>
      JSON.stringify([
        await countBulkStates(db, [bulk.id]),
        (await bulksByIds(db, [bulk.id])).map(({ version }) => version),
      ]),
    )
  let told = ''
  const batches = await follow(operation, {
    since,
    gatherMs: CHANGES_GATHER_MS,
    matches: ({ subject, type }) => subject === bulk.id || type.startsWith('Command'),
    // the first message tells the figures anyway
    catchUp: () => Promise.resolve([]),
  })
  return payloads(batches, async ({ position }, isFirst) => {
    const figures = await figuresNow()
    if (figures === told && !isFirst) return []
    told = figures
    return [{ bulkId: bulk.id, position }]
  })
}

export interface RolloutFiguresNow {
  readonly rolloutId: string
  readonly position: bigint
}

/**
 * One rollout, whenever its state or figures changed. Looked at as often as the worker counts: that a terminal fell silent
 * is no event. @throws ApiError BAD_USER_INPUT
 */
export async function rolloutFigures(
  operation: Operation,
  id: string,
  since: bigint | null,
): Promise<AsyncIterableIterator<RolloutFiguresNow>> {
  const rolloutId = idOf('rollout', id)
  const read = (known: string) => readOnce(operation, (db) => loadRollouts(db, [known]))
  const [rollout] = rolloutId === null ? [] : await read(rolloutId)
  if (rollout === undefined) throw badInput('`rolloutId` names no rollout that you can see.', ['rolloutId'])
  let told = ''
  const batches = await follow(operation, {
    since,
    gatherMs: 0,
    tickMs: ROLLOUT_TELL_MS,
    matches: ({ subject }) => subject === rollout.id,
    // the first message tells the figures anyway
    catchUp: () => Promise.resolve([]),
  })
  return payloads(batches, async ({ position }, isFirst) => {
    const now = (await read(rollout.id)).map(({ version, figures, frozen, traffic, retryAt }) =>
      JSON.stringify({ version, figures, frozen, traffic, retryAt }),
    )
    const [stamp] = now
    if (stamp === undefined || (stamp === told && !isFirst)) return []
    told = stamp
    return [{ rolloutId: rollout.id, position }]
  })
}

/**
 * When a stop changed that stands over or within the asker's subtree; first at once. What happened above is not told,
 * only that somebody must look: the stops themselves are read under the asker's own path.
 */
export async function dispatchStops(
  operation: Operation,
  since: bigint | null,
): Promise<AsyncIterableIterator<{ readonly position: bigint }>> {
  const { path: own } = operation.viewer.person
  await operation.end()
  const batches = await follow(operation, {
    path: own.split('.')[0] ?? own,
    since,
    gatherMs: 0,
    matches: ({ type, path }) =>
      (type === 'DispatchStopped' || type === 'DispatchResumed') && (sees(own, path) || liesUnder(own, path)),
    // the first message tells the present anyway
    catchUp: () => Promise.resolve([]),
  })
  return payloads(batches, ({ events, position }, isFirst) =>
    Promise.resolve(isFirst || events.length > 0 ? [{ position }] : []),
  )
}
