import type { Refusal } from '@budeng/kernel'
import type { CommandTimers, CommandType, DeferralReason, EvidenceKind, FileKind, Tier } from '../command.ts'
import type { RefusalCode } from '../refusals.ts'
import type { ConformanceLevel, TerminalSituation } from '../terminal.ts'

export type Params = Readonly<Record<string, unknown>>

/** Parameters as they will be stored, or what is wrong with them and where. */
export type ParamsCheck =
  | { readonly ok: true; readonly params: Params }
  | { readonly ok: false; readonly refusal: Refusal<RefusalCode> }

/** Everything that the platform holds true of one command type. One file a type; this is the only table of types. */
export interface CommandTypeRule {
  readonly type: CommandType
  readonly tier: Tier
  /** Whether it may be done twice. At most once: the terminal writes "started" before it acts. */
  readonly effect: 'read' | 'idempotent' | 'at-most-once'
  /** Takes the terminal's one slot for mutating commands, from signing to its end. */
  readonly needsSlot: boolean
  /** Disruptive: needs a backup under ten minutes old. */
  readonly needsBackup: boolean
  readonly levelMin: ConformanceLevel
  /** How a person asks for it: as a command, or only through a presence challenge, or by a correction that was approved. */
  readonly requestable: 'BY_COMMAND' | 'BY_PRESENCE' | 'BY_CORRECTION'
  /** A newer one of the type takes the place of one that is still queued. */
  readonly supersedesOwn: boolean
  /** Types that contradict this one: the newest wins over what is still queued. */
  readonly conflictsWith: readonly CommandType[]
  /** A person who is under that policy must prove presence first, for one terminal. */
  readonly asksPresence: boolean
  /** Risk is told by the tier; a type that only reads needs no reason. */
  readonly needsReason: boolean
  /** From RUNNING on there is no way back. */
  readonly cancellableWhileRunning: boolean
  /** Complete evidence ends it; the terminal's result is not waited for. */
  readonly evidenceEnds: boolean
  /** Nothing is proven before the terminal has answered: what may be seen of it looks alike when it went wrong. */
  readonly needsResult: boolean
  /** Its signed bytes carry 128 random bits, of which we keep the hash only. */
  readonly carriesTicket: boolean
  /** It moves a file over HTTP, under its ticket. */
  readonly file: FileKind | null
  /** What SUCCEEDED needs. */
  evidence(params: Params): readonly EvidenceKind[]
  /**
   * What it needs instead where the terminal answers that there was nothing to do: a state, and no act, is proven then, and
   * the terminal's word is enough. Null: the same as ever.
   */
  readonly nothingDone: readonly EvidenceKind[] | null
  timers(params: Params): CommandTimers
  /** What the terminal will put it off for, as far as is known here; null: it will run at once. */
  deferredBy(situation: TerminalSituation): DeferralReason | null
  checkParams(params: unknown): ParamsCheck
  /** Parameters with which `actions` asks whether the type is allowed at all. */
  readonly paramsDefault: Params
  /** Refused for many terminals at once, or null. */
  bulkRefusal(params: Params): Refusal<RefusalCode> | null
  /** Parameters as the terminal gets them. */
  wireParams(params: Params): Params
}
