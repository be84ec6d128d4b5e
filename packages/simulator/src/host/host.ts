import type { Clock, Instant, Millis } from '@budeng/kernel'
import {
  HOST_APPROVED,
  type HostEchoAnswer,
  type HostSignOnAnswer,
  sha256,
  type TerminalAddress,
} from '@budeng/protocol'
import type { LineFile } from '../disk/line-file.ts'
import type { FaultShares } from './faults.ts'

/** A sign-on as the witness tells it: batch number and key check values are there when it was approved. */
export interface WitnessedSignOn {
  readonly at: Instant
  readonly responseCode: string
  readonly batch: string | null
  readonly kcv: string | null
}

/** What the host tells of a terminal when the platform asks it as a witness. */
export interface Witness {
  readonly lastSignOn: WitnessedSignOn | null
  readonly lastEcho: { readonly at: Instant; readonly responseCode: string } | null
}

/** How the host treats one terminal: the answers to its next sign-ons, then one for ever, each after a delay. */
export interface HostScript {
  readonly next: readonly string[]
  readonly then: string
  readonly delayMs: Millis
  /** What befalls its transactions, beside what befalls everybody's. */
  readonly trade?: FaultShares
}

/** What the host keeps of one terminal. */
export interface HostRecord extends Witness {
  readonly batch: number
  readonly script: HostScript
}

/** The acquirer's host, as far as sign-on and echo go. It knows terminals by acquirer and TID, not by device. */
export interface Host {
  signOn(terminal: TerminalAddress): HostSignOnAnswer
  echo(terminal: TerminalAddress): HostEchoAnswer
  witness(terminal: TerminalAddress): Witness
  script(terminal: TerminalAddress, script: Partial<HostScript>): void
  delayMs(terminal: TerminalAddress): Millis
  /** The batch that it gave at the last sign-on, or moved to by itself; null before any. */
  batchOf(terminal: TerminalAddress): string | null
  /** Moves on to the next batch without telling the terminal: its next transaction is answered 77. */
  slip(terminal: TerminalAddress): void
  /** `00`, or the code with which it answers everything of this terminal now. */
  disposition(terminal: TerminalAddress): string
  faults(terminal: TerminalAddress): FaultShares
}

/** True while a batch of a terminal holds transactions that are not settled. */
export type HoldsMoney = (terminal: TerminalAddress, batch: string) => boolean

const OBEDIENT: HostScript = { next: [], then: HOST_APPROVED, delayMs: 0 }
const BATCHES = 999_999

const keyOf = ({ acquirer, tid }: TerminalAddress) => `${acquirer}/${tid}`

/** The batch before the first sign-on, so that terminals do not all count alike. */
function firstBatch(key: string): number {
  return sha256(key).readUInt16BE(0) % 900
}

/** First bytes of three keys (PIN, MAC, track), as a host would give them with its working keys. */
function keyCheckValues(key: string, batch: number): string {
  return sha256(`${key}|${batch}`).toString('hex', 0, 12).toUpperCase()
}

function numbered(batch: number): string {
  return String(batch).padStart(6, '0')
}

/**
 * A host over its records; `memory` may be a file, so that a restarted host still knows what it answered. A sign-on gives
 * the next batch, or the present one again while it holds money.
 */
export function createHost(clock: Clock, memory: LineFile<HostRecord>, holdsMoney: HoldsMoney = () => false): Host {
  const recordOf = (key: string): HostRecord =>
    memory.get(key) ?? { batch: firstBatch(key), script: OBEDIENT, lastSignOn: null, lastEcho: null }

  return {
    signOn(terminal) {
      const key = keyOf(terminal)
      const record = recordOf(key)
      const [responseCode = record.script.then, ...next] = record.script.next
      const approved = responseCode === HOST_APPROVED
      const stays = record.batch > 0 && holdsMoney(terminal, numbered(record.batch))
      const batch = approved && !stays ? (record.batch % BATCHES) + 1 : record.batch
      const answer: HostSignOnAnswer = approved
        ? { responseCode, batch: numbered(batch), kcv: keyCheckValues(key, batch) }
        : { responseCode }
      memory.set(key, {
        ...record,
        batch,
        script: { ...record.script, next },
        lastSignOn: { at: clock.now(), responseCode, batch: answer.batch ?? null, kcv: answer.kcv ?? null },
      })
      return answer
    },

    // An echo takes no answer from the script: it only shows how the host is disposed towards this terminal
    echo(terminal) {
      const key = keyOf(terminal)
      const record = recordOf(key)
      const responseCode = record.script.next[0] ?? record.script.then
      memory.set(key, { ...record, lastEcho: { at: clock.now(), responseCode } })
      return { responseCode }
    },

    witness(terminal) {
      const { lastSignOn, lastEcho } = recordOf(keyOf(terminal))
      return { lastSignOn, lastEcho }
    },

    script(terminal, change) {
      const key = keyOf(terminal)
      const record = recordOf(key)
      memory.set(key, { ...record, script: { ...record.script, ...change } })
    },

    delayMs: (terminal) => recordOf(keyOf(terminal)).script.delayMs,

    batchOf(terminal) {
      const record = memory.get(keyOf(terminal))
      return record === undefined || record.batch === 0 ? null : numbered(record.batch)
    },

    slip(terminal) {
      const record = recordOf(keyOf(terminal))
      memory.set(keyOf(terminal), { ...record, batch: (record.batch % BATCHES) + 1 })
    },

    disposition(terminal) {
      const { script } = recordOf(keyOf(terminal))
      return script.next[0] ?? script.then
    },

    faults: (terminal) => recordOf(keyOf(terminal)).script.trade ?? {},
  }
}
