import { evidenceFor, type FaultCode, isSignOnLocked, severityOf } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { decodeUp, type UpOf } from '@budeng/protocol'
import {
  applyCommandInputs,
  changedByHeartbeats,
  commandsAtWork,
  type HeartbeatRow,
  type HeartbeatState,
  loadCommands,
  lockTerminals,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type PresentState,
  saveHeartbeats,
  saveReportedParameters,
  saveSamples,
  saveTerminals,
  saveTraits,
  scopeOf,
  type Storage,
  type Unit,
} from '@budeng/storage'
import { commitOrBisect } from '../lanes/bisect.ts'
import type { Link, RawHeartbeat, ReadyLink } from '../links.ts'
import type { Rejected } from '../quarantine.ts'
import { appendFact } from './batch.ts'
import { withoutCardNumbers } from './card-numbers.ts'
import { typesProvenBy } from './evidence.ts'
import { FaultSheet } from './fault-sheet.ts'
import { proveLinks } from './fencing.ts'
import { changesFaults, type HealthStep, parametersTold, sampleOf, stepHealth, traitOf } from './health.ts'

/** One heartbeat that will be written. */
export interface Beat {
  readonly link: ReadyLink
  readonly raw: RawHeartbeat
  readonly message: UpOf<'hb'>
  readonly step: HealthStep
}

/** Columns that are 32 bits wide. */
const INT_MAX = 2_147_483_647

/** Reads the newest heartbeat of a link: only now, so that a flood of them costs the terminal more than us. [P-6.1] */
export function readBeat(
  link: ReadyLink,
  raw: RawHeartbeat,
  reject: (rejected: Rejected) => void,
  count: (name: string) => void,
): Beat | null {
  const decoded = decodeUp(raw.topic, raw.payload, link.secrets.up)
  const refuse = (reason: string) => {
    reject({ link, topic: raw.topic, payload: raw.payload, reason })
    return null
  }
  if (!decoded.ok) return refuse(decoded.reason)
  const { message } = decoded
  // said by a living connection, or of one that is long gone: it says nothing
  if (message.kind !== 'hb' || message.conn !== link.conn) {
    count(message.kind === 'hb' ? 'otherConnection' : 'lostIgnored')
    return null
  }
  if (message.epoch > INT_MAX || message.boot > INT_MAX) return refuse('BAD_MESSAGE')
  return { link, raw, message, step: stepHealth(link.health, message, raw.at) }
}

/** Answers what is stored, and what came from links that have lost their terminal. A beat that no commit takes is put aside alone. */
export async function storeBeats(
  storage: Storage,
  gatewayId: string,
  beats: readonly Beat[],
  isTransient: (fault: unknown) => boolean,
  onPoison: (beat: Beat, fault: unknown) => void,
): Promise<{ readonly stored: readonly Beat[]; readonly fenced: readonly Beat[] }> {
  const stored: Beat[] = []
  const fenced: Beat[] = []
  await commitOrBisect(
    beats,
    async (part) => {
      const { ours, takenBack } = await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        write(unit, gatewayId, part),
      )
      for (const [link, fence] of takenBack) link.fence = fence
      stored.push(...ours)
      const taken = new Set(ours)
      fenced.push(...part.filter((beat) => !taken.has(beat)))
    },
    isTransient,
    onPoison,
  )
  return { stored, fenced }
}

async function write(
  unit: Unit,
  gatewayId: string,
  beats: readonly Beat[],
): Promise<{ ours: readonly Beat[]; takenBack: ReadonlyMap<Link, number> }> {
  const { held, takenBack } = await proveLinks(
    unit,
    gatewayId,
    beats.map(({ link }) => link),
  )
  const ours = beats.filter(({ link }) => held.has(link) || takenBack.has(link))
  if (ours.length > 0) {
    await saveHeartbeats(unit, ours.map(toRow))
    await saveHealth(unit, ours)
    await applyStates(unit, ours)
    await prove(unit, ours)
  }
  return { ours, takenBack }
}

/** Only a change is an event; presence becomes ONLINE with the first heartbeat after a silence. */
async function applyStates(unit: Unit, beats: readonly Beat[]): Promise<void> {
  const changed = new Set(await changedByHeartbeats(unit, beats.map(toState)))
  const faulty = beats.filter(({ step }) => changesFaults(step)).map(({ link }) => link.login.terminal.terminalId)
  for (const id of faulty) changed.add(id)
  if (changed.size === 0) return
  const rows = await lockTerminals(unit, [...changed])
  const sheet = new FaultSheet()
  if (faulty.length > 0)
    await sheet.load(
      unit,
      faulty.flatMap((id) => rows.get(id) ?? []),
    )
  const saved = beats.flatMap((beat) => {
    const before = rows.get(beat.link.login.terminal.terminalId)
    const after = before === undefined ? undefined : withFaults(unit, sheet, stateAfter(before, beat), beat)
    if (before === undefined || after === undefined) return []
    appendChanges(unit, before, after, beat)
    return isSame(before, after) ? [] : [after]
  })
  if (saved.length > 0)
    await saveTerminals(
      unit,
      saved.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    )
  await sheet.save(unit)
}

/** Figures that are news, and what is in common with others where it is something else than before. */
async function saveHealth(unit: Unit, beats: readonly Beat[]): Promise<void> {
  const samples = beats.flatMap(({ link, raw, step }) => sampleOf(link.login.terminal.terminalId, raw.at, step))
  if (samples.length > 0) await saveSamples(unit, samples)
  const told = beats.flatMap(({ link, raw, step }) => parametersTold(link.login.terminal.terminalId, raw.at, step))
  if (told.length > 0) await saveReportedParameters(unit, told)
  const moved = beats.filter(({ link, step }) => step.trait !== link.health.trait)
  if (moved.length === 0) return
  await saveTraits(
    unit,
    moved.map(({ link, message }) => traitOf(link.login.terminal.terminalId, link.health, message)),
  )
}

/** What its health sets and clears. */
function withFaults(unit: Unit, sheet: FaultSheet, row: PresentState, { link, raw, step }: Beat): PresentState {
  if (!changesFaults(step)) return row
  const say = (code: FaultCode, set: boolean) => {
    const event = sheet.say(row.id, { code, set, source: 'DERIVED', at: raw.at })
    if (event === null) return
    const type = event === 'SET' ? 'TerminalFaultSet' : 'TerminalFaultCleared'
    const facts = { fault: code, severity: severityOf(code), source: 'DERIVED' }
    appendFact(unit, scopeOf(row), link.login.deviceId, type, raw.at, facts)
  }
  for (const code of step.judged.cleared) say(code, false)
  for (const code of step.judged.set) say(code, true)
  return { ...row, faults: sheet.codes(row.id) }
}

/** While its sign-on is locked by us, a terminal that says otherwise does not know it yet. */
function stateAfter(before: PresentState, { raw, message }: Beat): PresentState {
  const { at } = raw
  const locked = isSignOnLocked({ failedAt: before.signOnFailures, lockedUntil: before.signOnLockedUntil }, at)
  const signOn = locked ? 'LOCKED' : message.signOn
  return {
    ...before,
    signOn,
    signOnSince: signOn === before.signOn ? before.signOnSince : at,
    locked: message.locked,
    batchNo: message.batch ?? before.batchNo,
    presence: 'ONLINE',
    presenceSince: before.presence === 'ONLINE' ? before.presenceSince : at,
  }
}

function isSame(before: PresentState, after: PresentState): boolean {
  return (
    before.signOn === after.signOn &&
    before.locked === after.locked &&
    before.batchNo === after.batchNo &&
    before.faults === after.faults &&
    before.presence === after.presence
  )
}

function appendChanges(unit: Unit, before: PresentState, after: PresentState, { link, raw }: Beat): void {
  const { deviceId } = link.login
  const fact = (type: string, data: object) => appendFact(unit, scopeOf(before), deviceId, type, raw.at, data)
  if (before.presence !== after.presence) fact('TerminalPresenceChanged', { from: before.presence, to: after.presence })
  if (before.signOn !== after.signOn) fact('TerminalSignOnChanged', { from: before.signOn, to: after.signOn })
  if (before.locked !== after.locked) fact('TerminalLockChanged', { locked: after.locked })
}

const PROVEN_BY_HEARTBEAT = typesProvenBy('HEARTBEAT_SIGNED_ON')

/** A heartbeat that says SIGNED_ON is a piece of evidence for a re-login at work. */
async function prove(unit: Unit, beats: readonly Beat[]): Promise<void> {
  const signedOn = new Map(
    beats
      .filter(({ message }) => message.signOn === 'SIGNED_ON')
      .map((beat) => [beat.link.login.terminal.terminalId, beat]),
  )
  if (signedOn.size === 0) return
  const ids = await commandsAtWork(unit, [...signedOn.keys()], PROVEN_BY_HEARTBEAT)
  if (ids.length === 0) return
  const inputs = (await loadCommands(unit, ids)).flatMap((command) => {
    const at: Instant = signedOn.get(command.terminalId)?.raw.at ?? 0
    return evidenceFor(command, { kind: 'heartbeat', at, signOn: 'SIGNED_ON' }).map((evidence) => ({
      commandId: command.id,
      input: { kind: 'evidence', at, evidence } as const,
    }))
  })
  await applyCommandInputs(unit, inputs)
}

function toRow({ link, raw, message }: Beat): HeartbeatRow {
  const { conn, n, signOn, batch, epoch, boot, inTransaction, busy, reversalPending, health, uptimeSec, clockSkewMs } =
    message
  return {
    terminalId: link.login.terminal.terminalId,
    deviceId: link.login.deviceId,
    at: raw.at,
    conn,
    n,
    signOn,
    batchNo: batch,
    epoch,
    boot,
    inTransaction,
    busy,
    reversalPending,
    health: withoutCardNumbers({ ...health, uptimeSec, ...(clockSkewMs === undefined ? {} : { clockSkewMs }) }),
  }
}

function toState({ link, message }: Beat): HeartbeatState {
  return { id: link.login.terminal.terminalId, signOn: message.signOn, locked: message.locked, batchNo: message.batch }
}
