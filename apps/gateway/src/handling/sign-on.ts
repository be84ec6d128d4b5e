import { randomBytes } from 'node:crypto'
import { isSignOnLocked, signOnCleared, signOnFailed } from '@budeng/fleet'
import {
  encodeDown,
  isSignOnGenuine,
  makeSignOnAnswer,
  SIGN_ON_NONCE_MS,
  type SignOnRefusal,
  ticketHash,
  toBase64url,
  type UpOf,
} from '@budeng/protocol'
import {
  commandsAtWork,
  loadCommands,
  loadProvers,
  type PresentState,
  type Prover,
  saveNonces,
  type SignOnNonceRow,
  takeNonces,
} from '@budeng/storage'
import { appendFact, type Batch } from './batch.ts'
import { typesProvenBy } from './evidence.ts'
import type { EntryOf } from './entry.ts'

type NonceRequest = EntryOf<'nonceRequest'>
type Proof = EntryOf<'proof'>

/** A nonce for one sign-on: good once, for a minute, for this device and this connection. [P-7.2] */
export async function challenge(batch: Batch, requests: readonly NonceRequest[]): Promise<void> {
  const newest = [...new Map(requests.map((request) => [request.link.login.deviceId, request])).values()]
  if (newest.length === 0) return
  const nonces: SignOnNonceRow[] = newest.map(({ link, message }) => ({
    deviceId: link.login.deviceId,
    nonce: toBase64url(randomBytes(32)),
    conn: message.conn,
    expiresAt: batch.at + SIGN_ON_NONCE_MS,
  }))
  await saveNonces(batch.unit, nonces)
  for (const [index, { link, message }] of newest.entries()) {
    const { nonce = '' } = nonces[index] ?? {}
    batch.after.down.push({ link, payload: encodeDown({ v: 1, kind: 'nonce', nonce, conn: message.conn }), qos: 1 })
  }
}

/** Judges proofs of platform sign-on and answers each. [P-7.4] */
export async function prove(batch: Batch, proofs: readonly Proof[]): Promise<void> {
  if (proofs.length === 0) return
  const deviceIds = [...new Set(proofs.map(({ link }) => link.login.deviceId))]
  const nonces = new Map(await takeNonces(batch.unit, deviceIds))
  const provers = await loadProvers(batch.unit, deviceIds)
  const tickets = await openTickets(batch, proofs)
  for (const proof of proofs) {
    const { deviceId, terminal } = proof.link.login
    const row = batch.terminals.get(terminal.terminalId)
    const prover = provers.get(deviceId)
    if (row === undefined || prover === undefined) continue
    const nonce = nonces.get(deviceId)
    nonces.delete(deviceId)
    const refusal = judge(batch, proof, { row, prover, nonce, tickets: tickets.get(terminal.terminalId) ?? new Set() })
    if (refusal === null) signedOn(batch, proof)
    else refused(batch, proof, row, refusal)
  }
}

/** Hashes of the tickets that commands at work at these terminals carry, of those that ask for a sign-on. */
async function openTickets(
  { unit }: Batch,
  proofs: readonly Proof[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const withTicket = proofs.filter(({ message }) => message.ticket !== undefined)
  if (withTicket.length === 0) return new Map()
  const ids = await commandsAtWork(
    unit,
    [...new Set(withTicket.map(({ link }) => link.login.terminal.terminalId))],
    typesProvenBy('PLATFORM_SIGN_ON'),
  )
  const tickets = new Map<string, Set<string>>()
  for (const { terminalId, ticketHash: hash } of await loadCommands(unit, ids))
    if (hash !== null) tickets.set(terminalId, (tickets.get(terminalId) ?? new Set<string>()).add(hash))
  return tickets
}

interface Evidence {
  readonly row: PresentState
  readonly prover: Prover
  readonly nonce: SignOnNonceRow | undefined
  readonly tickets: ReadonlySet<string>
}

/** Cheap looks first; the ticket before the signature, which covers it. */
function judge(
  { at }: Batch,
  { link, message }: Proof,
  { row, prover, nonce, tickets }: Evidence,
): SignOnRefusal | null {
  if (isSignOnLocked(failuresOf(row), at)) return 'LOCKED'
  if (prover.state !== 'ASSIGNED' || prover.revokedAt !== null) return 'DEVICE_BLOCKED'
  if (nonce === undefined || nonce.nonce !== message.nonce || nonce.conn !== message.conn) return 'NONCE_UNKNOWN'
  if (at >= nonce.expiresAt) return 'NONCE_EXPIRED'
  if (message.ticket !== undefined && !tickets.has(hashOf(message))) return 'TICKET_INVALID'
  const { ticket, epoch, batch, kcv } = message
  const claim = { nonce: message.nonce, ticket, device: link.login.deviceId, epoch, batch, kcv }
  if (!isSignOnGenuine(claim, message.sig, prover.publicKey)) return 'SIGNATURE_INVALID'
  return epoch === row.journalEpoch ? null : 'EPOCH_MISMATCH'
}

function hashOf({ ticket }: UpOf<'proof'>): string {
  return ticketHash(ticket ?? '').toString('hex')
}

function failuresOf({ signOnFailures, signOnLockedUntil }: PresentState) {
  return { failedAt: signOnFailures, lockedUntil: signOnLockedUntil }
}

function signedOn({ unit, at, terminals, observations, after }: Batch, { link, message }: Proof): void {
  const { terminal, deviceId } = link.login
  const cleared = signOnCleared()
  const { batch, kcv, conn } = message
  terminals.change(terminal.terminalId, {
    signOn: 'SIGNED_ON',
    signOnSince: at,
    signOnFailures: [...cleared.failedAt],
    signOnLockedUntil: cleared.lockedUntil,
    batchNo: batch,
    keyCheck: kcv,
  })
  const byTicket = message.ticket !== undefined
  appendFact(unit, terminal, deviceId, 'TerminalSignedOn', at, { deviceId, conn, batch, kcv, byTicket })
  const seen = { kind: 'platformSignOn', at, ticketHash: byTicket ? hashOf(message) : null, conn, batch, kcv } as const
  observations.push({ terminalId: terminal.terminalId, observation: seen })
  // the heartbeat that says so is the next thing that a re-login waits for
  link.heartbeatAwaited = byTicket
  after.down.push({
    link,
    payload: encodeDown(makeSignOnAnswer({ nonce: message.nonce, result: 'SIGNED_ON' }, link.secrets.ack)),
    qos: 1,
  })
}

/** Only what a wrong device would get wrong is counted against it: a late or lost nonce is no attack. */
const COUNTED: readonly SignOnRefusal[] = ['SIGNATURE_INVALID', 'TICKET_INVALID']

function refused(
  { unit, at, terminals, after }: Batch,
  { link, message }: Proof,
  row: PresentState,
  code: SignOnRefusal,
): void {
  const { terminal, deviceId } = link.login
  after.counted.push(`signOnRefused.${code}`)
  after.down.push({
    link,
    payload: encodeDown(makeSignOnAnswer({ nonce: message.nonce, result: 'REFUSED', code }, link.secrets.ack)),
    qos: 1,
  })
  if (!COUNTED.includes(code)) return
  const failures = signOnFailed(failuresOf(row), at)
  const locks = failures.lockedUntil !== null
  terminals.change(terminal.terminalId, {
    signOnFailures: [...failures.failedAt],
    signOnLockedUntil: failures.lockedUntil,
    ...(locks ? { signOn: 'LOCKED' as const, signOnSince: at } : {}),
  })
  appendFact(unit, terminal, deviceId, 'TerminalSignOnRefused', at, { deviceId, code })
  if (locks) appendFact(unit, terminal, deviceId, 'TerminalSignOnLocked', at, { deviceId, until: failures.lockedUntil })
}
