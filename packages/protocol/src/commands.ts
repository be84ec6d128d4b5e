import { z } from 'zod'
import { CorrectionOrder } from './correction.ts'
import { PackageManifest } from './packages.ts'
import {
  acquirer,
  bytes16,
  commandId,
  commandTypeName,
  counter,
  deviceId,
  instant,
  positive,
  text,
  tid,
  u32,
  version,
} from './fields.ts'
import {
  FILE_BYTES_MAX,
  INTERVAL_SEC_MAX,
  INTERVAL_SEC_MIN,
  LOG_HOURS_MAX,
  MESSAGE_TEXT_CHARS_MAX,
  NETWORK_REVERT_SEC_MAX,
  NETWORK_REVERT_SEC_MIN,
  PARAMETER_CHARS_MAX,
  PARAMETERS_MAX,
  SHOW_SEC_MAX,
} from './limits.ts'

/** Which sign-on a RELOGIN renews. [P-9.9] */
export const ReloginLevel = z.enum(['TERMINAL', 'OPERATOR', 'BOTH'])
export type ReloginLevel = z.infer<typeof ReloginLevel>

/** Why a terminal puts a command off. [P-9.7] */
export const DeferReason = z.enum([
  'IN_TRANSACTION',
  'BUSY',
  'REVERSAL_PENDING',
  'UNSETTLED_BATCH',
  'OUTSIDE_WINDOW',
  'TIME_UNKNOWN',
])
export type DeferReason = z.infer<typeof DeferReason>

/** A document of parameters: flat, and taken whole or not at all. [P-24.1] */
export const ParameterValues = z
  .record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9.]{0,39}$/), z.union([text(PARAMETER_CHARS_MAX), z.int(), z.boolean()]))
  .refine((values) => Object.keys(values).length <= PARAMETERS_MAX)
export type ParameterValues = z.infer<typeof ParameterValues>

const none = z.object({})
/** The largest file that the platform will take. [P-23.3] */
const fileBytes = z.int().min(1).max(FILE_BYTES_MAX)
const showSec = z.int().min(1).max(SHOW_SEC_MAX).optional()
/** Four digits in a row could pass for a presence code, so a message may not carry them. [P-12.4] */
const screenText = text(MESSAGE_TEXT_CHARS_MAX)
  .min(1)
  .refine((message) => !/\p{Nd}{4}/u.test(message))

/** The parameters of each command type: of level L0, of L1 what has to do with the journal, of L3 the correction. [P-9.9] [P-22.2] */
export const commandParams = {
  STATUS_GET: none,
  SELF_TEST: none,
  BACKUP: none,
  PRESENCE_SHOW: z.object({ showSec }),
  MESSAGE_SHOW: z.object({ text: screenText, showSec }),
  RELOGIN: z.object({ level: ReloginLevel }),
  APP_RESTART: none,
  REBOOT: none,
  LOCK: none,
  UNLOCK: none,
  JOURNAL_SYNC: none,
  SETTLE: none,
  NETWORK_RESET: z.object({
    revertAfterSec: z.int().min(NETWORK_REVERT_SEC_MIN).max(NETWORK_REVERT_SEC_MAX).optional(),
  }),
  REBOOT_FORCED: none,
  APP_CLEAR: none,
  KEYS_RENEW: none,
  LOGS_UPLOAD: z.object({ sinceHours: z.int().min(1).max(LOG_HOURS_MAX), bytesMax: fileBytes }),
  SCREEN_CAPTURE: z.object({ bytesMax: fileBytes }),
  PARAMETERS_PULL: z.object({ version: counter, values: ParameterValues }),
  SOFTWARE_UPDATE: PackageManifest,
  CORRECTION_APPLY: CorrectionOrder,
} as const

export type CommandType = keyof typeof commandParams
export const COMMAND_TYPES = Object.keys(commandParams) as readonly CommandType[]
export type CommandParams = { readonly [Type in CommandType]: z.infer<(typeof commandParams)[Type]> }

/** What the wire fixes about a type; tiers and evidence are the platform's own. */
export interface CommandTraits {
  /** "Started" is written durably before acting, and a crash in between is answered INTERRUPTED. [P-9.8] */
  readonly atMostOnce: boolean
  /** States of the terminal that put the command off; empty: never deferred. [P-9.7] */
  readonly deferredBy: readonly DeferReason[]
}

const harmless: CommandTraits = { atMostOnce: false, deferredBy: ['TIME_UNKNOWN', 'OUTSIDE_WINDOW'] }
const shown: CommandTraits = { atMostOnce: false, deferredBy: ['TIME_UNKNOWN', 'OUTSIDE_WINDOW', 'IN_TRANSACTION'] }
const disruptive: CommandTraits = {
  atMostOnce: true,
  deferredBy: ['TIME_UNKNOWN', 'OUTSIDE_WINDOW', 'IN_TRANSACTION', 'BUSY', 'REVERSAL_PENDING'],
}
/** What takes away the means to settle waits until everything is settled; it may be done again, whole. */
const settled: CommandTraits = {
  atMostOnce: false,
  deferredBy: ['TIME_UNKNOWN', 'OUTSIDE_WINDOW', 'IN_TRANSACTION', 'BUSY', 'REVERSAL_PENDING', 'UNSETTLED_BATCH'],
}

export const commandTraits: Readonly<Record<CommandType, CommandTraits>> = {
  STATUS_GET: harmless,
  SELF_TEST: harmless,
  BACKUP: harmless,
  PRESENCE_SHOW: shown,
  MESSAGE_SHOW: shown,
  // REVERSAL_PENDING holds only while SIGNED_ON: a signed-out terminal cannot send its reversal before it signs on.
  RELOGIN: {
    atMostOnce: false,
    deferredBy: ['TIME_UNKNOWN', 'OUTSIDE_WINDOW', 'IN_TRANSACTION', 'BUSY', 'REVERSAL_PENDING'],
  },
  APP_RESTART: disruptive,
  REBOOT: disruptive,
  LOCK: { atMostOnce: false, deferredBy: [] },
  UNLOCK: { atMostOnce: false, deferredBy: ['TIME_UNKNOWN', 'OUTSIDE_WINDOW'] },
  JOURNAL_SYNC: harmless,
  // a pending reversal does not put it off: it is told first [P-19.11]
  SETTLE: { atMostOnce: false, deferredBy: ['TIME_UNKNOWN', 'OUTSIDE_WINDOW', 'IN_TRANSACTION', 'BUSY'] },
  // the network may be why a reversal is still pending [P-9.13]
  NETWORK_RESET: { atMostOnce: false, deferredBy: ['TIME_UNKNOWN', 'OUTSIDE_WINDOW', 'IN_TRANSACTION', 'BUSY'] },
  // what hangs in a transaction is what it is for: the journal settles it after the start [P-18.2]
  REBOOT_FORCED: { atMostOnce: true, deferredBy: ['TIME_UNKNOWN', 'OUTSIDE_WINDOW'] },
  APP_CLEAR: settled,
  KEYS_RENEW: settled,
  LOGS_UPLOAD: harmless,
  // whoever pays is not looked over the shoulder [P-23.7]
  SCREEN_CAPTURE: shown,
  PARAMETERS_PULL: { atMostOnce: false, deferredBy: ['TIME_UNKNOWN', 'OUTSIDE_WINDOW', 'IN_TRANSACTION', 'BUSY'] },
  SOFTWARE_UPDATE: settled,
  // what it amends may be the original of the very order that is under way; a repeat finds the amendment [P-22.7]
  CORRECTION_APPLY: { atMostOnce: false, deferredBy: ['TIME_UNKNOWN', 'OUTSIDE_WINDOW', 'IN_TRANSACTION'] },
}

/** Types whose signed bytes carry 128 random bits that nobody else knows: the sign-on or the file that they ask for names them. [P-7.4] [P-23.1] */
export function carriesTicket(type: string): boolean {
  return ['RELOGIN', 'KEYS_RENEW', 'BACKUP', 'LOGS_UPLOAD', 'SCREEN_CAPTURE', 'SOFTWARE_UPDATE'].includes(type)
}

/** The conformance level from which on a terminal takes commands of a type. [P-13.6] */
export function levelOfCommand(type: CommandType): 0 | 1 | 3 {
  if (type === 'JOURNAL_SYNC' || type === 'SETTLE') return 1
  return type === 'CORRECTION_APPLY' ? 3 : 0
}

export function isCommandType(name: string): name is CommandType {
  return Object.hasOwn(commandParams, name)
}

/** Payload of a `budeng-command`. `params` is checked against its type only after the signature. [P-9.1] */
export const Command = z.object({
  v: version,
  id: commandId,
  attempt: positive,
  seq: positive,
  acquirer,
  tid,
  device: deviceId,
  type: commandTypeName,
  params: z.record(z.string(), z.json()),
  issuedAt: instant,
  notAfter: instant,
  /** Where it may not begin before a window opens at its store: when that is. [P-9.16] */
  notBefore: instant.optional(),
  ticket: bytes16.optional(),
})
export type Command = z.infer<typeof Command>

/** Payload of a `budeng-cancel`. [P-9.10] */
export const Cancel = z.object({
  v: version,
  id: commandId,
  attempt: positive,
  acquirer,
  tid,
  device: deviceId,
  issuedAt: instant,
})
export type Cancel = z.infer<typeof Cancel>

/** Payload of a `budeng-welcome`. `reportSeq` and `replySeq` are the highest the platform holds of this device. [P-5.3] */
export const Welcome = z.object({
  v: version,
  nonce: z.string().min(22).max(64),
  serverTime: instant,
  highestSeq: counter,
  keyListVersion: counter,
  epoch: counter,
  era: counter,
  intervalSec: z.int().min(INTERVAL_SEC_MIN).max(INTERVAL_SEC_MAX),
  reportSeq: counter,
  replySeq: counter,
  keyList: z.string().max(6_000).optional(),
  /** How far we hold the journal of this epoch without a gap. [P-17.5] */
  journalSeq: u32.optional(),
})
export type Welcome = z.infer<typeof Welcome>
