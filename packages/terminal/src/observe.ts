import type { CommandPhase } from './state.ts'

/** What a terminal tells its surroundings (a log, a simulator). Never a secret, a digit or a word. */
export type TerminalEvent =
  | { readonly event: 'CONNECTED'; readonly conn: number }
  | { readonly event: 'CLOSED'; readonly conn: number; readonly retryInMs: number }
  | { readonly event: 'WELCOMED'; readonly era: number; readonly epoch: number; readonly intervalSec: number }
  /** Something from outside was not obeyed. */
  | { readonly event: 'REFUSED'; readonly what: string; readonly reason: string }
  /** A command of ours entered a phase; RUNNING comes once for each execution. */
  | {
      readonly event: 'COMMAND'
      readonly id: string
      readonly attempt: number
      readonly type: string
      readonly phase: CommandPhase
      readonly code?: string
    }
  | { readonly event: 'KEY_LIST'; readonly version: number }
  | { readonly event: 'SIGN_ON'; readonly state: string }
  /** The platform told where it is with a batch of ours. */
  | { readonly event: 'BATCH'; readonly batch: string; readonly state: string }

export type Observe = (event: TerminalEvent) => void
