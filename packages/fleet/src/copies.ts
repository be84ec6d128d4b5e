import { HOUR, type Instant, type Millis } from '@budeng/kernel'
import type { CommandType } from './command.ts'

/**
 * What was seen of the machines that come under one device's identity. A machine's counters only rise, so one that is
 * behind what we hold was restored from a copy, or is one. One machine that went back stays behind until it has caught up,
 * and then never is again; two machines that live are behind in turns. [domain §3]
 */
export interface CopyWatch {
  /** When a machine last came that was behind; null: never. */
  readonly behindAt: Instant | null
  /** One came after it that was not. */
  readonly wellSince: boolean
}

export const NO_COPY: CopyWatch = { behindAt: null, wellSince: false }

/** Two that are behind within this time, with one between them that is not, are two. */
export const COPY_WINDOW_MS: Millis = HOUR

/** SUSPECTED: a copy, or one that went back. TWO_ALIVE: nothing that one machine does looks like it. */
export type CopyVerdict = 'NONE' | 'SUSPECTED' | 'TWO_ALIVE'

/** One more machine came under the identity, and was behind what is held of it, or was not. */
export function seeMachine(
  watch: CopyWatch,
  isBehind: boolean,
  at: Instant,
): { readonly watch: CopyWatch; readonly verdict: CopyVerdict } {
  const { behindAt, wellSince } = watch
  if (!isBehind) return { watch: behindAt === null ? watch : { behindAt, wellSince: true }, verdict: 'NONE' }
  const isRecent = behindAt !== null && at - behindAt < COPY_WINDOW_MS
  const verdict = !isRecent ? 'SUSPECTED' : wellSince ? 'TWO_ALIVE' : 'NONE'
  return { watch: { behindAt: at, wellSince: false }, verdict }
}

/** Whether a device that is held, because two of it were alive, may be sent such a command: only what stops trade. */
export function passesHold(type: CommandType): boolean {
  return type === 'LOCK'
}
