import { CONFORMANCE_LEVELS } from '@budeng/fleet'
import { Fault } from '@budeng/kernel'
import { type KeyRing, signWelcome } from '@budeng/protocol'
import {
  beginStreamsAnew,
  ensureStreams,
  type HelloFacts,
  journalKeyText,
  journalsBegun,
  lockConnections,
  lockHeld,
  lockStreams,
  raiseEpochs,
  readJournals,
  readStreams,
  recordHellos,
  saveStreams,
  slowConnections,
  type StoredConnection,
  type StreamRow,
  takeConnections,
  wakeTerminals,
  welcomeDevices,
} from '@budeng/storage'
import { CLONE_TAKEOVERS, CLONE_WINDOW_MS } from '../limits.ts'
import { appendFact, type Batch } from './batch.ts'
import { withoutCardNumbers } from './card-numbers.ts'
import type { EntryOf } from './entry.ts'
import { type Coming, comesBehind, comesBehindAgain, countsBelow, isSameMachine, watchCopies } from './copies.ts'
import { healthAtHello } from './health.ts'
import { slowedInterval } from './slowdown.ts'

type Hello = EntryOf<'hello'>

export interface Greeter {
  readonly gatewayId: string
  readonly era: number
  readonly ring: () => KeyRing
  /** How many times longer than usual terminals wait between heartbeats now. */
  readonly slowdown: () => number
}

/**
 * Answers hellos: the terminal is ours from here on, its fence risen, what it says of itself is stored, and it gets the
 * signed time and both acknowledgements. Its commands are looked at anew. [P-5.3]
 */
export async function greet(batch: Batch, greeter: Greeter, hellos: readonly Hello[]): Promise<void> {
  const newest = [...new Map(hellos.map((hello) => [hello.link.login.terminal.terminalId, hello])).values()]
  if (newest.length === 0) return
  const { unit } = batch
  const before = await lockConnections(unit, newest.map(terminalIdOf))
  const welcome = await welcomeDevices(
    unit,
    newest.map(({ link }) => link.login.deviceId),
  )
  const comings: Coming[] = []
  const current = newest.filter((hello) => isTaken(batch, hello, before.get(terminalIdOf(hello)), { welcome, comings }))
  if (current.length === 0) return await watchCopies(batch, comings, before)
  const slowed = greeter.slowdown()
  await take(batch, greeter, current, { before, slowed })
  await renewLost(batch, current)
  const facts = await recordHellos(unit, current.map(deviceHello))
  const deviceIds = current.map(({ link }) => link.login.deviceId)
  await ensureStreams(unit, deviceIds)
  await closeGaps(batch, current)
  const streams = await streamsNow(batch, current)
  const journals = await journalsOf(batch, current, facts)
  for (const hello of current) {
    const fact = facts.get(hello.link.login.deviceId)
    if (fact === undefined) continue
    const journalSeq = journals.get(terminalIdOf(hello))
    answer(batch, greeter, hello, fact, { streams: streams.get(hello.link.login.deviceId) ?? [], journalSeq, slowed })
  }
  for (const hello of current) {
    const stored = before.get(terminalIdOf(hello))
    // the same connection on another socket is an echo of it, or of its copy: it says neither
    if (hello.link.fence === null && hello.message.conn !== stored?.conn)
      comings.push({ hello, isBehind: comesBehind(hello, streams.get(hello.link.login.deviceId) ?? []) })
  }
  await watchCopies(batch, comings, before)
  await wakeTerminals(unit, current.map(terminalIdOf))
}

/**
 * A connection older than the one that is stored is a copy or an echo; a terminal that lost its store counts anew, and so
 * does another device in its place, or one that was enrolled anew. A device may have been revoked since its login.
 */
function isTaken(
  { after }: Batch,
  entry: Hello,
  stored: StoredConnection | undefined,
  { welcome, comings }: { readonly welcome: ReadonlySet<string>; readonly comings: Coming[] },
): boolean {
  const { link, message } = entry
  if (!welcome.has(link.login.deviceId)) after.dropped.push({ link, reason: 'REVOKED' })
  else if (
    stored !== undefined &&
    isSameMachine(stored, link.login.deviceId) &&
    message.conn < stored.conn &&
    !message.storeLost
  ) {
    after.rejected.push({ entry, reason: 'CONN_OLD' })
    if (comesBehindAgain(entry)) comings.push({ hello: entry, isBehind: true })
  } else return true
  return false
}

/** A hello that is said again on the same connection takes nothing over. */
async function take(
  batch: Batch,
  { gatewayId }: Greeter,
  hellos: readonly Hello[],
  { before, slowed }: { readonly before: ReadonlyMap<string, StoredConnection>; readonly slowed: number },
): Promise<void> {
  const { unit, at } = batch
  const again = hellos.filter(({ link, message }) => link.fence !== null && link.conn === message.conn)
  const held = await lockHeld(
    unit,
    gatewayId,
    again.map(({ link }) => ({ terminalId: link.login.terminal.terminalId, fence: link.fence ?? 0 })),
  )
  for (const { link } of again) {
    const { terminalId } = link.login.terminal
    if (held.has(terminalId) && link.fence !== null) batch.fences.set(terminalId, link.fence)
  }
  const otherwise = again.filter((hello) => batch.fences.has(terminalIdOf(hello)) && hello.link.slowed !== slowed)
  await slowConnections(unit, otherwise.map(terminalIdOf), slowed)
  const taken = hellos
    .filter((hello) => !batch.fences.has(terminalIdOf(hello)))
    .map((hello) => {
      const { link, message } = hello
      const { terminal, deviceId } = link.login
      const stored = before.get(terminal.terminalId)
      // the same connection said again takes nothing over [P-5.6]
      const isNew = link.fence === null && message.conn !== stored?.conn
      const tookOver = isNew && (link.tookOver || (stored?.connected === true && stored.gatewayId !== gatewayId))
      const recent = (stored?.takeoversAt ?? []).filter((time) => at - time < CLONE_WINDOW_MS)
      const takeoversAt = tookOver ? [...recent, at].slice(-2 * CLONE_TAKEOVERS) : recent
      if (tookOver) noteTakeover(batch, hello, takeoversAt.length)
      return { terminalId: terminal.terminalId, deviceId, conn: message.conn, takeoversAt, tookOver, slowed }
    })
  if (taken.length === 0) return
  for (const { terminalId, fence } of await takeConnections(unit, gatewayId, taken, at))
    batch.fences.set(terminalId, fence)
}

/** A terminal that lost its store goes on above what we hold: what is missing below will never come. [P-5.7] */
async function closeGaps({ unit }: Batch, hellos: readonly Hello[]): Promise<void> {
  const lost = hellos.filter(({ message }) => message.storeLost).map(({ link }) => link.login.deviceId)
  if (lost.length === 0) return
  const open = (await lockStreams(unit, lost)).filter(({ ahead }) => ahead.length > 0)
  if (open.length > 0)
    await saveStreams(
      unit,
      open.map((row) => ({ ...row, throughSeq: row.ahead.at(-1) ?? row.throughSeq, ahead: [] })),
    )
}

/**
 * How far the streams of these devices are received. One that was enrolled anew and counts from one again begins them anew:
 * its messages would be taken for those of the machine before it. [P-10.1]
 */
async function streamsNow({ unit }: Batch, hellos: readonly Hello[]): Promise<ReadonlyMap<string, StreamRow[]>> {
  const deviceIds = hellos.map(({ link }) => link.login.deviceId)
  const read = async () => Map.groupBy(await readStreams(unit, deviceIds), ({ deviceId }) => deviceId)
  const streams = await read()
  const low = hellos.filter((hello) => countsBelow(hello, streams.get(hello.link.login.deviceId) ?? []))
  if (low.length === 0) return streams
  const anew = await beginStreamsAnew(
    unit,
    low.map(({ link }) => link.login.deviceId),
  )
  return anew.length === 0 ? streams : await read()
}

/** A terminal that lost its store would meet its own numbers again: its journal begins anew in a higher epoch. [P-17.11] */
async function renewLost({ unit }: Batch, hellos: readonly Hello[]): Promise<void> {
  // one that says so again and has written meanwhile has begun anew already
  const lost = hellos.filter(({ message }) => message.storeLost && message.journalSeq === 0).map(terminalIdOf)
  await raiseEpochs(unit, await journalsBegun(unit, lost), 'STORE_LOST')
}

/** How far we hold the journals of terminals that have one. [P-17.5] */
async function journalsOf(
  { unit }: Batch,
  hellos: readonly Hello[],
  facts: ReadonlyMap<string, HelloFacts>,
): Promise<ReadonlyMap<string, number>> {
  const keys = hellos.flatMap((hello) => {
    const epoch = facts.get(hello.link.login.deviceId)?.epoch
    return hello.message.journalSeq === undefined || epoch === undefined
      ? []
      : [{ terminalId: terminalIdOf(hello), epoch }]
  })
  if (keys.length === 0) return new Map()
  const journals = await readJournals(unit, keys)
  return new Map(keys.map((key) => [key.terminalId, journals.get(journalKeyText(key))?.throughSeq ?? 0]))
}

function noteTakeover({ unit, at, after }: Batch, { link, message }: Hello, count: number): void {
  const { terminal, deviceId } = link.login
  after.counted.push('takeovers')
  appendFact(unit, terminal, deviceId, 'TerminalTakenOver', at, { deviceId, conn: message.conn, withinWindow: count })
  // told once a window: when the limit is passed
  if (count === CLONE_TAKEOVERS + 1)
    appendFact(unit, terminal, deviceId, 'TerminalCloneSuspected', at, { deviceId, takeovers: count })
}

function answer(
  { at, fences, conns, observations, after }: Batch,
  greeter: Greeter,
  { link, message }: Hello,
  facts: HelloFacts,
  {
    streams,
    journalSeq,
    slowed,
  }: { readonly streams: readonly StreamRow[]; readonly journalSeq: number | undefined; readonly slowed: number },
): void {
  const { terminalId } = link.login.terminal
  const fence = fences.get(terminalId)
  if (fence === undefined) return
  const ring = greeter.ring()
  const heartbeatIntervalMs = slowedInterval(facts.heartbeatIntervalMs, slowed)
  conns.set(terminalId, message.conn)
  after.greeted.push({
    link,
    conn: message.conn,
    fence,
    epoch: facts.epoch,
    faults: facts.faults,
    health: healthAtHello(facts, message.versions.app),
    heartbeatIntervalMs,
    slowed,
    keyListVersion: Math.max(message.keyListVersion, ring.version),
  })
  observations.push({
    terminalId,
    observation: { kind: 'hello', at, boot: message.boot, conn: message.conn, app: message.versions.app },
  })
  const through = (stream: StreamRow['stream']) => {
    const row = streams.find((one) => one.stream === stream)
    return row === undefined ? 0 : (row.ahead.at(-1) ?? row.throughSeq)
  }
  const clockKey = ring.signer('clock', message.keyListVersion, at)
  if (clockKey === null) throw new Fault('this gateway holds no clock key that its key list names')
  const lists = ring.pathFrom(message.keyListVersion)
  const newest = lists.at(-1)
  // those before the newest name the roots in between, so they come first [P-4.5]
  for (const jws of lists.slice(0, -1)) after.down.push({ link, payload: Buffer.from(jws), qos: 1 })
  const welcome = signWelcome(
    {
      v: 1,
      nonce: message.nonce,
      serverTime: at,
      highestSeq: facts.commandSeq,
      keyListVersion: ring.version,
      epoch: facts.epoch,
      era: greeter.era,
      intervalSec: Math.ceil(heartbeatIntervalMs / 1_000),
      reportSeq: through('report'),
      replySeq: through('reply'),
      ...(newest === undefined ? {} : { keyList: newest }),
      ...(journalSeq === undefined ? {} : { journalSeq }),
    },
    clockKey,
  )
  after.down.push({ link, payload: Buffer.from(welcome), qos: 1 })
  for (const row of streams) after.streams.push({ link, row })
}

function deviceHello({ link, message }: Hello) {
  const { boot, keyListVersion, highestSeq, supports } = message
  const versions = withoutCardNumbers(message.versions)
  const level = CONFORMANCE_LEVELS[message.level] ?? 'L0'
  return {
    deviceId: link.login.deviceId,
    terminalId: link.login.terminal.terminalId,
    boot,
    level,
    keyListVersion,
    highestSeq,
    versions,
    supports,
  }
}

function terminalIdOf({ link }: { readonly link: Hello['link'] }): string {
  return link.login.terminal.terminalId
}
