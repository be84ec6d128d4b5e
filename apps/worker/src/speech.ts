import { type Command, commandType, FILE_ADDRESS_MS, FILE_BYTES_MAX, isFinal } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { fromBase64url } from '@budeng/protocol'
import {
  absentDispatches,
  type Address,
  type AppliedInput,
  type DispatchKey,
  type NewDispatch,
  type NewTerminalFile,
  nextCommandSeqs,
  openTerminalFiles,
  parametersOfTerminals,
  type Unit,
  wantAgain,
  writeDispatches,
} from '@budeng/storage'
import { NOTHING_WISHED } from './journal-witness.ts'
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
  const signed = withEvent(changed, 'CommandSigned')
  const commands = await signedCommands(unit, keys, signed, addresses, tickets, at)
  await openTerminalFiles(
    unit,
    signed.flatMap((command) => fileOf(command, at)),
  )
  const queries = toTerminals(withEvent(changed, 'CommandSilent'), addresses, (command, to) =>
    queryDispatch(keys, command, to),
  )
  const missing = await wantAgain(unit, withEvent(changed, 'CommandRepublished').map(keyOf('command')), at)
  const cancels = await newCancels(unit, keys, changed, addresses, at)
  await writeDispatches(unit, [...commands, ...queries, ...cancels], at)
  return { signed: commands.length, queries: queries.length, cancels: cancels.length, missing }
}

/** The address of the file that a command moves is good from its signature on. */
function fileOf({ id, type, attempt, ticketHash, params }: Command, at: Instant): NewTerminalFile[] {
  const { file } = commandType(type)
  if (file === null || ticketHash === null) return []
  const about = { commandId: id, kind: file, attempt, ticketHash }
  const address = { ...about, bytesMax: FILE_BYTES_MAX[file], expiresAt: at + FILE_ADDRESS_MS }
  if (file !== 'SOFTWARE') return [address]
  const sha256 = fromBase64url(String(params['sha256']))?.toString('hex') ?? null
  return [{ ...address, bytes: Number(params['bytes']), sha256 }]
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
  const wished = await wishedParameters(unit, signed)
  return toTerminals(signed, addresses, (command, to) => {
    const ticket = command.ticketHash === null ? null : (tickets.get(command.id) ?? null)
    const parameters = wished.get(command.terminalId)
    const ordered = command.type === 'PARAMETERS_PULL' ? { ...command, params: parameters ?? NOTHING_WISHED } : command
    return commandDispatch(keys, ordered, to, seqs.next().value ?? 0, ticket, at)
  })
}

/** What is wished for a terminal stands in the signed bytes, as it is now, and in no row of the command. [P-24.1] */
async function wishedParameters(
  unit: Unit,
  signed: readonly Command[],
): Promise<ReadonlyMap<string, { readonly version: number; readonly values: object }>> {
  const ids = signed.filter(({ type }) => type === 'PARAMETERS_PULL').map(({ terminalId }) => terminalId)
  if (ids.length === 0) return new Map()
  const rows = await parametersOfTerminals(unit, ids)
  return new Map(
    rows.map(({ terminalId, version, parameterValues }) => [terminalId, { version, values: parameterValues }]),
  )
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
