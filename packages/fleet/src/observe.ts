import type { Instant } from '@budeng/kernel'
import type { Command, Evidence } from './command.ts'
import { commandType } from './command-types/index.ts'
import { HOST_CLOCK_SKEW_MAX_MS } from './limits.ts'
import type { SignOnState } from './terminal.ts'

/** Something seen of a terminal that may prove a command. Times are ours, those of the host are the host's. */
export type Observation =
  /** A platform sign-on whose signature was checked. */
  | {
      readonly kind: 'platformSignOn'
      readonly at: Instant
      readonly ticketHash: string | null
      readonly conn: number
      readonly batch: string
      readonly kcv: string
    }
  /** What the host says of the terminal's last approved sign-on. */
  | { readonly kind: 'hostSignOn'; readonly at: Instant; readonly batch: string; readonly kcv: string }
  | { readonly kind: 'hostEcho'; readonly at: Instant }
  | { readonly kind: 'heartbeat'; readonly at: Instant; readonly signOn: SignOnState }
  /** A new connection, with the device's boot counter. */
  | {
      readonly kind: 'hello'
      readonly at: Instant
      readonly boot: number
      readonly conn: number
      /** Version of its application. */
      readonly app?: string
    }
  | { readonly kind: 'boot'; readonly at: Instant; readonly boot: number }
  /** All chunks of this command's backup are here and the whole hash is the one that the terminal named. */
  | {
      readonly kind: 'backupMatched'
      readonly at: Instant
      readonly commandId: string
      readonly sha256: string
      /** Left out: it came as a file. */
      readonly chunks?: number
    }
  /** The amendment that a correction orders is in the terminal's journal here, with the leaf that its content makes. */
  | {
      readonly kind: 'amendmentRecorded'
      readonly at: Instant
      readonly correctionId: string
      readonly version: number
      readonly epoch: number
      readonly seq: number
    }
  /** How far the journal of an epoch is here without a gap. */
  | { readonly kind: 'journalHeld'; readonly at: Instant; readonly epoch: number; readonly throughSeq: number }
  /** The terminal's closing of a batch is here. */
  | {
      readonly kind: 'batchClosing'
      readonly at: Instant
      readonly epoch: number
      readonly batch: string
      readonly throughSeq: number
    }
  /** The file that this command asked for is here, whole, with the hash that the terminal named. */
  | {
      readonly kind: 'fileReceived'
      readonly at: Instant
      readonly commandId: string
      readonly sha256: string
      readonly bytes: number
    }
  /** The parameters that are wished for the terminal, and those that its newest heartbeat says it holds. */
  | { readonly kind: 'parametersHeld'; readonly at: Instant; readonly desired: string; readonly reported: string }
  /** This command's answer came over a connection that had begun with this version of the application. */
  | { readonly kind: 'versionTold'; readonly at: Instant; readonly commandId: string; readonly app: string }
  /** The digits of this command's challenge were typed rightly. */
  | { readonly kind: 'digitsRight'; readonly at: Instant; readonly commandId: string }

/**
 * The evidence that an observation is for a command: none, one piece, or two (a `hello` shows a new connection and a
 * counter). Only what is later than the command counts; whether pieces agree is judged when all are there.
 */
export function evidenceFor(command: Command, observation: Observation): readonly Evidence[] {
  const from = notBefore(command, observation)
  if (from === null || observation.at < from) return []
  const needed = commandType(command.type).evidence(command.params)
  return piecesOf(command, observation).filter(({ kind }) => needed.includes(kind))
}

/**
 * From when on an observation may belong to a command; null: not yet. A gateway that is killed between publishing and
 * noting it publishes again later, when the terminal has long been at work. Who names the command or its ticket, and the
 * host, whose sign-on must be the one of our sign-on with the ticket, therefore count from the signature, before which
 * nobody had the bytes; what any terminal may do at any time counts from the noted publish.
 */
function notBefore({ signedAt, publishedAt }: Command, { kind }: Observation): Instant | null {
  switch (kind) {
    case 'platformSignOn':
    case 'backupMatched':
    case 'amendmentRecorded':
    case 'journalHeld':
    case 'batchClosing':
    case 'digitsRight':
    case 'fileReceived':
    case 'parametersHeld':
    case 'versionTold':
      return signedAt
    case 'hostSignOn':
    case 'hostEcho':
      return signedAt === null ? null : signedAt - HOST_CLOCK_SKEW_MAX_MS
    case 'heartbeat':
    case 'hello':
    case 'boot':
      return publishedAt
  }
}

function piecesOf(command: Command, observation: Observation): readonly Evidence[] {
  const { at } = observation
  if ('commandId' in observation) return observation.commandId === command.id ? namedPieces(command, observation) : []
  switch (observation.kind) {
    case 'platformSignOn': {
      const { ticketHash, conn, batch, kcv } = observation
      const isOurs = command.ticketHash !== null && ticketHash === command.ticketHash
      return isOurs ? [{ kind: 'PLATFORM_SIGN_ON', witness: 'PLATFORM', at, facts: { conn, batch, kcv } }] : []
    }
    case 'hostSignOn':
      return [{ kind: 'HOST_SIGN_ON', witness: 'HOST', at, facts: { batch: observation.batch, kcv: observation.kcv } }]
    case 'hostEcho':
      return [{ kind: 'HOST_ECHO', witness: 'HOST', at, facts: {} }]
    case 'heartbeat':
      return observation.signOn === 'SIGNED_ON'
        ? [{ kind: 'HEARTBEAT_SIGNED_ON', witness: 'TERMINAL', at, facts: {} }]
        : []
    case 'hello':
      return [
        ...bootRose(command, at, observation.boot),
        ...connectionRenewed(command, at, observation.conn),
        ...versionRunning(command, at, observation.app),
      ]
    case 'boot':
      return bootRose(command, at, observation.boot)
    case 'amendmentRecorded': {
      const { correctionId, version, epoch, seq } = observation
      const { params } = command
      const isThis =
        params['correctionId'] === correctionId && params['version'] === version && params['epoch'] === epoch
      return isThis ? [{ kind: 'AMENDMENT_RECORDED', witness: 'PLATFORM', at, facts: { epoch, seq } }] : []
    }
    case 'journalHeld':
    case 'batchClosing':
      return journalPieces(command, observation)
    case 'parametersHeld':
      return observation.desired === observation.reported
        ? [{ kind: 'PARAMETERS_HELD', witness: 'PLATFORM', at, facts: { parameters: observation.reported } }]
        : []
  }
}

/** What was seen of this command itself, by its id. */
function namedPieces(
  command: Command,
  observation: Extract<Observation, { readonly commandId: string }>,
): readonly Evidence[] {
  const { at } = observation
  switch (observation.kind) {
    case 'backupMatched': {
      const { sha256, chunks } = observation
      const facts = { sha256, ...(chunks === undefined ? {} : { chunks }) }
      return [{ kind: 'BACKUP_MATCHED', witness: 'PLATFORM', at, facts }]
    }
    case 'fileReceived': {
      const { sha256, bytes } = observation
      return [{ kind: 'FILE_RECEIVED', witness: 'PLATFORM', at, facts: { sha256, bytes } }]
    }
    case 'versionTold':
      return versionRunning(command, at, observation.app)
    case 'digitsRight':
      return [{ kind: 'DIGITS_RIGHT', witness: 'PLATFORM', at, facts: {} }]
  }
}

/** What the terminal's answer names is here: its newest record, or the closing of its batch. Without an answer nothing is named. */
function journalPieces(
  { result }: Command,
  observation: Extract<Observation, { kind: 'journalHeld' | 'batchClosing' }>,
): readonly Evidence[] {
  const { at, epoch, throughSeq } = observation
  const data = result?.data ?? {}
  if (data['epoch'] !== epoch) return []
  const piece = { witness: 'PLATFORM', at } as const
  if (observation.kind === 'journalHeld') {
    const isWhole = typeof data['lastSeq'] === 'number' && throughSeq >= data['lastSeq']
    return isWhole ? [{ kind: 'JOURNAL_COMPLETE', ...piece, facts: { epoch, throughSeq } }] : []
  }
  const { batch } = observation
  const isThis = data['batch'] === batch && data['throughSeq'] === throughSeq
  return isThis ? [{ kind: 'BATCH_CLOSED', ...piece, facts: { epoch, batch, throughSeq } }] : []
}

/** The version that was asked for says hello. */
function versionRunning({ params }: Command, at: Instant, app: string | undefined): readonly Evidence[] {
  const runs = app !== undefined && app === params['version']
  return runs ? [{ kind: 'VERSION_RUNNING', witness: 'TERMINAL', at, facts: { version: app } }] : []
}

/** The counter is the device's own word; the new connection beside it is ours. */
function bootRose({ bootBefore }: Command, at: Instant, boot: number): readonly Evidence[] {
  const rose = bootBefore !== null && boot > bootBefore
  return rose ? [{ kind: 'BOOT_ROSE', witness: 'TERMINAL', at, facts: { before: bootBefore, after: boot } }] : []
}

function connectionRenewed({ connBefore }: Command, at: Instant, conn: number): readonly Evidence[] {
  const renewed = connBefore !== null && conn > connBefore
  return renewed
    ? [{ kind: 'CONNECTION_RENEWED', witness: 'PLATFORM', at, facts: { before: connBefore, after: conn } }]
    : []
}
