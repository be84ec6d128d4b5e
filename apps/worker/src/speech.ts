import { type Command, isFinal } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import {
  absentDispatches,
  type Address,
  type AppliedInput,
  type DispatchKey,
  type NewDispatch,
  nextCommandSeqs,
  type Unit,
  wantAgain,
  writeDispatches,
} from '@budeng/storage'
import { cancelDispatch, commandDispatch, queryDispatch, type WorkerKeys } from './signing.ts'

/** What one turn said to terminals. */
export interface Speech {
  readonly signed: number
  readonly queries: number
  readonly cancels: number
  /** Bytes that were to be published again and are not there: a fault, told by their command's timer. */
  readonly missing: readonly DispatchKey[]
}

interface Changed {
  readonly command: Command
  readonly events: ReadonlySet<string>
}

/** Leaves sealed bytes for the gateway, for everything in a turn that a terminal must hear of. */
export async function speak(
  unit: Unit,
  keys: WorkerKeys,
  applied: readonly AppliedInput[],
  addresses: ReadonlyMap<string, Address>,
  tickets: ReadonlyMap<string, string>,
): Promise<Speech> {
  const at = unit.clock.now()
  const changed = applied.flatMap(({ command, events }) =>
    command === null ? [] : [{ command, events: new Set(events.map(({ type }) => type)) }],
  )
  const commands = await signedCommands(unit, keys, withEvent(changed, 'CommandSigned'), addresses, tickets, at)
  const queries = toTerminals(withEvent(changed, 'CommandSilent'), addresses, (command, to) =>
    queryDispatch(keys, command, to),
  )
  const missing = await wantAgain(unit, withEvent(changed, 'CommandRepublished').map(keyOf('command')), at)
  const cancels = await newCancels(unit, keys, changed, addresses, at)
  await writeDispatches(unit, [...commands, ...queries, ...cancels], at)
  return { signed: commands.length, queries: queries.length, cancels: cancels.length, missing }
}

async function signedCommands(
  unit: Unit,
  keys: WorkerKeys,
  signed: readonly Command[],
  addresses: ReadonlyMap<string, Address>,
  tickets: ReadonlyMap<string, string>,
  at: Instant,
): Promise<readonly NewDispatch[]> {
  if (signed.length === 0) return []
  const deviceIds = signed.flatMap(({ id }) => addresses.get(id)?.deviceId ?? [])
  const seqs = (await nextCommandSeqs(unit, deviceIds))[Symbol.iterator]()
  return toTerminals(signed, addresses, (command, to) => {
    const ticket = command.ticketHash === null ? null : (tickets.get(command.id) ?? null)
    return commandDispatch(keys, command, to, seqs.next().value ?? 0, ticket, at)
  })
}

/** Cancels that were never sent are signed; one that a terminal left unanswered is wanted again. */
async function newCancels(
  unit: Unit,
  keys: WorkerKeys,
  changed: readonly Changed[],
  addresses: ReadonlyMap<string, Address>,
  at: Instant,
): Promise<readonly NewDispatch[]> {
  const toCancel = changed.filter(({ command }) => mustBeCancelled(command))
  const absent = new Set(
    (
      await absentDispatches(
        unit,
        toCancel.map(({ command }) => keyOf('cancel')(command)),
      )
    ).map(({ commandId }) => commandId),
  )
  const unanswered = toCancel.filter(({ command, events }) => events.has('CommandSilent') && !absent.has(command.id))
  await wantAgain(
    unit,
    unanswered.map(({ command }) => keyOf('cancel')(command)),
    at,
  )
  const fresh = toCancel.map(({ command }) => command).filter(({ id }) => absent.has(id))
  return toTerminals(fresh, addresses, (command, to) => cancelDispatch(keys, command, to, at))
}

/** Asked by a person, or given up by us while the terminal may still hold it. */
function mustBeCancelled(command: Command): boolean {
  return isFinal(command.state) ? command.why.code === 'DEFERRED_TOO_LONG' : command.cancelRequestedAt !== null
}

function withEvent(changed: readonly Changed[], type: string): readonly Command[] {
  return changed.filter(({ events }) => events.has(type)).map(({ command }) => command)
}

function toTerminals(
  commands: readonly Command[],
  addresses: ReadonlyMap<string, Address>,
  make: (command: Command, to: Address) => NewDispatch,
): readonly NewDispatch[] {
  return commands.flatMap((command) => {
    const to = addresses.get(command.id)
    return to === undefined ? [] : [make(command, to)]
  })
}

function keyOf(kind: DispatchKey['kind']): (command: Command) => DispatchKey {
  return ({ id, attempt }) => ({ kind, commandId: id, attempt })
}
