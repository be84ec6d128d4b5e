import { type Held, lockHeld, lockHeldStreams, takeBack, type Unit } from '@budeng/storage'
import type { Link } from '../links.ts'
import type { Batch } from './batch.ts'
import { streamKey } from './streams.ts'

/** A link and the fence under which it claims its terminal. */
interface Claim extends Held {
  readonly link: Link
  readonly deviceId: string
}

/** Which links still hold their terminal, and which hold it again under a new fence. All others have lost it. */
export interface FenceProof {
  readonly held: ReadonlySet<Link>
  readonly takenBack: ReadonlyMap<Link, number>
}

/** Proves links under lock; those that were only given up for silent, and that nobody else has taken, are taken back. */
export async function proveLinks(unit: Unit, gatewayId: string, links: readonly Link[]): Promise<FenceProof> {
  const claims = claimsOf(links, new Map())
  if (claims.length === 0) return { held: new Set(), takenBack: new Map() }
  const heldIds = await lockHeld(unit, gatewayId, claims)
  const back = await takeLostBack(
    unit,
    gatewayId,
    claims.filter(({ terminalId }) => !heldIds.has(terminalId)),
  )
  const held = claims.filter(({ terminalId }) => heldIds.has(terminalId)).map(({ link }) => link)
  return { held: new Set(held), takenBack: new Map(back.map(({ link, fence }) => [link, fence])) }
}

/**
 * The same for links with messages in the batch, and their streams in the same round trip. What is proven stands in
 * `fences` afterwards, with its streams; a link that does not has lost its terminal.
 */
export async function proveStreams(batch: Batch, gatewayId: string, links: readonly Link[]): Promise<void> {
  const claims = claimsOf(links, batch.fences)
  if (claims.length === 0) return
  const proven = await lockAndKeep(batch, gatewayId, claims)
  const lost = claims.filter(({ terminalId }) => !proven.has(terminalId))
  const back = await takeLostBack(batch.unit, gatewayId, lost)
  if (back.length === 0) return
  for (const { link, fence } of back) batch.after.refenced.push({ link, fence })
  await lockAndKeep(batch, gatewayId, back)
}

/**
 * Goes by what the last commit left of streams and fence, without looking: nobody else moves them while we hold the
 * terminal, and the write itself proves it. Answers the links of which nothing is known.
 */
export function trustLinks(batch: Batch, links: readonly Link[]): readonly Link[] {
  const unknown: Link[] = []
  for (const link of links) {
    const { terminalId } = link.login.terminal
    if (batch.fences.has(terminalId) || link.fence === null || link.report === null || link.reply === null) {
      unknown.push(link)
      continue
    }
    batch.fences.set(terminalId, link.fence)
    batch.faults.set(terminalId, link.faults)
    for (const row of [link.report, link.reply]) batch.streams.set(streamKey(row.deviceId, row.stream), row)
  }
  return unknown
}

async function lockAndKeep(batch: Batch, gatewayId: string, claims: readonly Claim[]): Promise<ReadonlySet<string>> {
  const rows = await lockHeldStreams(batch.unit, gatewayId, claims)
  const proven = new Set<string>()
  for (const { terminalId, faults, deviceId, stream, throughSeq, ahead } of rows) {
    proven.add(terminalId)
    batch.streams.set(streamKey(deviceId, stream), { deviceId, stream, throughSeq, ahead })
    batch.faults.set(terminalId, faults)
  }
  for (const { terminalId, fence } of claims) if (proven.has(terminalId)) batch.fences.set(terminalId, fence)
  return proven
}

/** One claim a terminal; a hello of this batch has given some of them a newer fence. */
function claimsOf(links: readonly Link[], fences: ReadonlyMap<string, number>): readonly Claim[] {
  const claims = new Map<string, Claim>()
  for (const link of links) {
    const { deviceId, terminal } = link.login
    const fence = fences.get(terminal.terminalId) ?? link.fence
    if (fence !== null) claims.set(terminal.terminalId, { link, deviceId, terminalId: terminal.terminalId, fence })
  }
  return [...claims.values()]
}

async function takeLostBack(unit: Unit, gatewayId: string, lost: readonly Claim[]): Promise<readonly Claim[]> {
  const living = lost.filter(({ link }) => !link.closed)
  if (living.length === 0) return []
  const taken = new Map(
    (
      await takeBack(
        unit,
        gatewayId,
        living.map(({ terminalId }) => terminalId),
      )
    ).map(({ terminalId, fence }) => [terminalId, fence]),
  )
  return living.flatMap((claim) =>
    taken.has(claim.terminalId) ? [{ ...claim, fence: taken.get(claim.terminalId) ?? claim.fence }] : [],
  )
}
