import type { Instant } from '@budeng/kernel'
import { applyCommandInputs, lockTerminals, PLATFORM_SCOPE, saveTerminals, type Storage, type Unit } from '@budeng/storage'
import { type AfterCommit, type Batch, emptyAfter, TerminalSheet } from './batch.ts'
import { entriesOf, type Entry } from './entry.ts'
import { findEvidence } from './evidence.ts'
import { proveLinks } from './fencing.ts'
import { type Greeter, greet } from './greet.ts'
import { raiseBootsOf, takeReport } from './reports.ts'
import { type ReplyEntry, takeReplies } from './replies.ts'
import { challenge, prove } from './sign-on.ts'
import { lockStreamsOf, receive, type StreamEntry, streamOfEntry } from './streams.ts'

/** Terminals speak here; each fact names its device. */
const TERMINALS = { kind: 'TERMINAL', id: null } as const

/**
 * One transaction for all messages of a batch: everything locked in the order connection, device, stream, terminal,
 * command, decided by the core, written in bulk. Answers what is to be done now that it is committed.
 */
export async function commitBatch(storage: Storage, greeter: Greeter, entries: readonly Entry[]): Promise<AfterCommit> {
  return await storage.write(PLATFORM_SCOPE, TERMINALS, (unit) => handle(unit, greeter, entries, storage.clock.now()))
}

async function handle(unit: Unit, greeter: Greeter, entries: readonly Entry[], at: Instant): Promise<AfterCommit> {
  const batch: Batch = {
    unit,
    at,
    fences: new Map(),
    conns: new Map(),
    terminals: new TerminalSheet(),
    inputs: [],
    observations: [],
    after: emptyAfter(),
  }
  await greet(batch, greeter, entriesOf(entries, 'hello').filter(({ opaque }) => !opaque))
  const held = await proveHeld(batch, greeter.gatewayId, entries.filter(({ message }) => message.kind !== 'hello'))
  const current = held.filter((entry) => isOfConnection(batch, entry))
  const streams = entriesOf(current, ...STREAM_KINDS)
  const locked = await lockStreamsOf(batch, streams)
  await raiseBootsOf(batch, streams)
  const fresh = await receive(batch, locked, streams)
  const known = fresh.filter(({ opaque }) => !opaque)
  const proofs = entriesOf(current, 'proof').filter(({ opaque }) => !opaque)
  await lockConcerned(batch, [...known, ...proofs])
  await prove(batch, proofs)
  await challenge(batch, entriesOf(current, 'nonceRequest'))
  for (const entry of known) if (streamOfEntry(entry) === 'report') takeReport(batch, entry)
  await takeReplies(batch, known.filter((entry): entry is ReplyEntry => streamOfEntry(entry) === 'reply'))
  await findEvidence(batch)
  const changed = batch.terminals.changed()
  if (changed.length > 0) await saveTerminals(unit, changed)
  await applyCommandInputs(unit, batch.inputs)
  return batch.after
}

const STREAM_KINDS = ['fault', 'boot', 'hostSignOn', 'ack', 'defer', 'progress', 'result', 'cancelled', 'cancelRejected', 'status', 'chunk'] as const

/**
 * Messages of terminals that this gateway holds, proven under lock: a gateway that lost a terminal to another one writes
 * nothing more for it. What came before its hello is not taken; the terminal sends it again.
 */
async function proveHeld(batch: Batch, gatewayId: string, entries: readonly Entry[]): Promise<readonly Entry[]> {
  const waiting = entries.filter(({ link }) => link.fence !== null && !batch.fences.has(link.login.terminal.terminalId))
  const proof = await proveLinks(batch.unit, gatewayId, waiting.map(({ link }) => link))
  for (const [link, fence] of proof.takenBack) batch.after.refenced.push({ link, fence })
  for (const link of proof.held) if (link.fence !== null) batch.fences.set(link.login.terminal.terminalId, link.fence)
  for (const [link, fence] of proof.takenBack) batch.fences.set(link.login.terminal.terminalId, fence)
  return entries.filter(({ link }) => {
    if (batch.fences.has(link.login.terminal.terminalId)) return true
    if (link.fence === null) batch.after.counted.push('beforeHello')
    else batch.after.dropped.push({ link, reason: 'FENCED' })
    return false
  })
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
async function lockConcerned(batch: Batch, entries: readonly (StreamEntry | Entry)[]): Promise<void> {
  if (entries.length === 0) return
  const ids = [...new Set(entries.map(({ link }) => link.login.terminal.terminalId))]
  batch.terminals.load(await lockTerminals(batch.unit, ids))
}
