import {
  applyCommandInputs,
  lockTerminals,
  PLATFORM_SCOPE,
  saveTerminals,
  type Storage,
  type Unit,
} from '@budeng/storage'
import { type AfterCommit, type Batch, emptyAfter, TerminalSheet } from './batch.ts'
import { entriesOf, type Entry } from './entry.ts'
import { FaultSheet } from './fault-sheet.ts'
import { findEvidence } from './evidence.ts'
import { proveStreams, trustLinks } from './fencing.ts'
import { type Greeter, greet } from './greet.ts'
import { raiseBootsOf, takeReport } from './reports.ts'
import { type ReplyEntry, takeReplies } from './replies.ts'
import { challenge, prove } from './sign-on.ts'
import { receive, StaleBelief, type StreamEntry, streamOfEntry } from './streams.ts'

/** Terminals speak here; each fact names its device. */
const TERMINALS = { kind: 'TERMINAL', id: null } as const

/**
 * One transaction for all messages of a batch: everything locked in the order connection, device, stream, terminal,
 * command, decided by the core, written in bulk. Answers what is to be done now that it is committed.
 */
export async function commitBatch(storage: Storage, greeter: Greeter, entries: readonly Entry[]): Promise<AfterCommit> {
  const attempt = (trusting: boolean) =>
    storage.write(PLATFORM_SCOPE, TERMINALS, (unit) => handle(unit, greeter, entries, trusting))
  try {
    return await attempt(true)
  } catch (fault) {
    if (!(fault instanceof StaleBelief)) throw fault
    return await attempt(false)
  }
}

async function handle(
  unit: Unit,
  greeter: Greeter,
  entries: readonly Entry[],
  trusting: boolean,
): Promise<AfterCommit> {
  const batch = emptyBatch(unit, greeter.gatewayId)
  await greet(
    batch,
    greeter,
    entriesOf(entries, 'hello').filter(({ opaque }) => !opaque),
  )
  const others = entries.filter(({ message }) => message.kind !== 'hello')
  await findHeld(batch, others, trusting)
  const current = others.filter((entry) => isHeld(batch, entry) && isOfConnection(batch, entry))
  const streams = entriesOf(current, ...STREAM_KINDS)
  await raiseBootsOf(
    batch,
    streams.filter(({ opaque }) => !opaque),
  )
  const fresh = (await receive(batch, streams)).filter(({ opaque }) => !opaque)
  await takeAll(
    batch,
    fresh,
    current.filter(({ opaque }) => !opaque),
  )
  return batch.after
}

/** What new messages say, decided by the core and written together. */
async function takeAll(batch: Batch, fresh: readonly StreamEntry[], current: readonly Entry[]): Promise<void> {
  const { unit, terminals, after } = batch
  const proofs = entriesOf(current, 'proof')
  await lockConcerned(batch, [...fresh.filter((entry) => changesTerminal(batch, entry)), ...proofs])
  await prove(batch, proofs)
  await challenge(batch, entriesOf(current, 'nonceRequest'))
  for (const entry of fresh) if (streamOfEntry(entry) === 'report') takeReport(batch, entry)
  await takeReplies(
    batch,
    fresh.filter((entry): entry is ReplyEntry => streamOfEntry(entry) === 'reply'),
  )
  await findEvidence(batch)
  await batch.faultSheet.save(unit)
  const changed = terminals.changed()
  if (changed.length > 0) await saveTerminals(unit, changed)
  for (const { link } of fresh) {
    const row = terminals.get(link.login.terminal.terminalId)
    if (row !== undefined) after.faults.set(link, row.faults)
  }
  await applyCommandInputs(unit, batch.inputs)
}

function emptyBatch(unit: Unit, gatewayId: string): Batch {
  return {
    unit,
    gatewayId,
    at: unit.clock.now(),
    fences: new Map(),
    conns: new Map(),
    streams: new Map(),
    faults: new Map(),
    terminals: new TerminalSheet(),
    faultSheet: new FaultSheet(),
    inputs: [],
    observations: [],
    after: emptyAfter(),
  }
}

const STREAM_KINDS = [
  'fault',
  'boot',
  'hostSignOn',
  'ack',
  'defer',
  'progress',
  'result',
  'cancelled',
  'cancelRejected',
  'status',
  'chunk',
] as const

/** Fences and streams of whoever speaks in this batch. A sign-on always looks; a stream only when we are in doubt. */
async function findHeld(batch: Batch, entries: readonly Entry[], trusting: boolean): Promise<void> {
  const links = new Set(entries.map(({ link }) => link))
  const doubted = new Set(
    trusting
      ? entries
          .filter(({ message }) => message.kind === 'proof' || message.kind === 'nonceRequest')
          .map(({ link }) => link)
      : links,
  )
  const unknown = trustLinks(
    batch,
    [...links].filter((link) => !doubted.has(link)),
  )
  await proveStreams(batch, batch.gatewayId, [...doubted, ...unknown])
}

/**
 * True for messages of terminals that this gateway holds: a gateway that lost a terminal to another one writes nothing
 * more for it. What came before its hello is not taken; the terminal sends it again.
 */
function isHeld({ fences, after }: Batch, { link }: Entry): boolean {
  if (fences.has(link.login.terminal.terminalId)) return true
  if (link.fence === null) after.counted.push('beforeHello')
  else after.dropped.push({ link, reason: 'FENCED' })
  return false
}

/** True when the terminal's row will be changed by it, as far as is known without a lock. Most reports change nothing. */
function changesTerminal({ faults }: Batch, { link, message }: StreamEntry): boolean {
  if (message.kind === 'fault') {
    const isKnown = faults.get(link.login.terminal.terminalId)?.includes(message.code) === true
    // what was derived is not the terminal's own word yet
    return isKnown !== message.set || (message.set && link.health.derived.has(message.code))
  }
  return message.kind === 'hostSignOn' || message.kind === 'result'
}

/** A stream outlives connections; a sign-on does not, and nothing comes from a connection that has not begun. */
function isOfConnection({ conns, after }: Batch, { link, message }: Entry): boolean {
  const conn = conns.get(link.login.terminal.terminalId) ?? link.conn
  const isSignOn = message.kind === 'nonceRequest' || message.kind === 'proof'
  const fits = conn !== null && (isSignOn ? message.conn === conn : message.conn <= conn)
  if (!fits) after.counted.push('otherConnection')
  return fits
}

/** All terminals of the batch at once and in key order, so that two transactions never wait for each other in a ring. */
async function lockConcerned(batch: Batch, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return
  const ids = [...new Set(entries.map(({ link }) => link.login.terminal.terminalId))]
  const rows = await lockTerminals(batch.unit, ids)
  batch.terminals.load(rows)
  const faulty = entries.filter(({ message }) => message.kind === 'fault' || message.kind === 'hostSignOn')
  if (faulty.length === 0) return
  await batch.faultSheet.load(
    batch.unit,
    faulty.flatMap(({ link }) => rows.get(link.login.terminal.terminalId) ?? []),
  )
}
