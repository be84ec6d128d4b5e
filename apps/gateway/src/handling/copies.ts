import { type CopyVerdict, NO_COPY, seeMachine } from '@budeng/fleet'
import { holdDevices, saveCopyWatches, type StoredConnection, type StreamRow } from '@budeng/storage'
import type { Link } from '../links.ts'
import { appendFact, type Batch } from './batch.ts'
import type { EntryOf } from './entry.ts'

type Hello = EntryOf<'hello'>

/** A machine that came under a device's identity: with its first hello on a socket, or one that we refuse again. */
export interface Coming {
  readonly hello: Hello
  readonly isBehind: boolean
}

/**
 * Looks whether two machines live under one identity, and holds the device when they do. What is seen of another device
 * at the terminal, or of one that was enrolled anew, does not count: a swap is no copy. [domain §3]
 */
export async function watchCopies(
  batch: Batch,
  comings: readonly Coming[],
  before: ReadonlyMap<string, StoredConnection>,
): Promise<void> {
  const { unit, at } = batch
  const steps = comings.flatMap(({ hello, isBehind }) => {
    const { terminal, deviceId } = hello.link.login
    const stored = before.get(terminal.terminalId)
    const known = stored !== undefined && isSameMachine(stored, deviceId) ? stored : NO_COPY
    const { watch, verdict } = seeMachine(known, isBehind, at)
    const isNews = watch.behindAt !== stored?.behindAt || watch.wellSince !== stored.wellSince
    return isNews || verdict !== 'NONE'
      ? [{ ...watch, terminalId: terminal.terminalId, link: hello.link, verdict }]
      : []
  })
  await saveCopyWatches(unit, steps)
  const held = await holdDevices(unit, idsOf(steps, 'TWO_ALIVE'), at)
  for (const { link, verdict } of steps) {
    const { terminal, deviceId } = link.login
    const news = held.get(deviceId)
    if (verdict === 'SUSPECTED' || news !== undefined)
      appendFact(unit, terminal, deviceId, 'TerminalCloneSuspected', at, { deviceId, takeovers: 0 })
    if (news !== undefined) appendFact(unit, terminal, deviceId, 'DeviceHeld', at, { deviceId, serial: news.serial })
  }
}

function idsOf(
  steps: readonly { readonly link: Link; readonly verdict: CopyVerdict }[],
  wanted: CopyVerdict,
): readonly string[] {
  return steps.flatMap(({ link, verdict }) => (verdict === wanted ? [link.login.deviceId] : []))
}

/** What is stored was said by this device, under the keys that it has now. */
export function isSameMachine({ deviceId, isOutdated }: StoredConnection, asked: string): boolean {
  return deviceId === asked && !isOutdated
}

/**
 * A machine's counters are on its medium before they are used, so one that is below what we hold of it went back, or is a
 * copy. 0 is what machines say that keep no count. Journals do not count: a wiped one has a rule of its own.
 */
export function comesBehind({ message, link }: Hello, streams: readonly StreamRow[]): boolean {
  if (message.storeLost || link.fence !== null) return false
  return below(message, streams).some((said) => said > 0)
}

/** A machine counts its messages from below what we hold, and not because it lost its store: enrolled anew, or gone back. */
export function countsBelow({ message }: Hello, streams: readonly StreamRow[]): boolean {
  return !message.storeLost && below(message, streams).length > 0
}

/** The counts that are below what is held. */
function below({ reportSeq, replySeq }: Hello['message'], streams: readonly StreamRow[]): number[] {
  const held = (stream: StreamRow['stream']) => {
    const row = streams.find((one) => one.stream === stream)
    return row === undefined ? 0 : (row.ahead.at(-1) ?? row.throughSeq)
  }
  return [...(reportSeq < held('report') ? [reportSeq] : []), ...(replySeq < held('reply') ? [replySeq] : [])]
}

/** A machine whose connections count below what we know, that says so again on the same socket: no echo of an older hello. */
export function comesBehindAgain({ link, message }: Hello): boolean {
  if (link.conn !== null) return false
  const isAgain = link.refusedNonce !== null && link.refusedNonce !== message.nonce
  if (!isAgain) link.refusedNonce ??= message.nonce
  const isFirst = isAgain && !link.refusedTold
  link.refusedTold ||= isAgain
  return isFirst
}
