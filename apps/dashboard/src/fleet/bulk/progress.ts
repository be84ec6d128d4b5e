import { COMMAND_STATES } from '@budeng/fleet/public'
import type { BulkRowFragment, CommandState } from '../../api/generated/graphql.ts'
import type { Tone } from '../../ui/Mark.tsx'
import { COMMAND_LOOKS } from '../looks.ts'

/** One piece of the bar: how many commands are in a state. */
export interface Slice {
  readonly state: CommandState
  readonly tone: Tone
  readonly count: number
  /** Share of all commands, 0 to 1. */
  readonly share: number
}

/** From done well, over under way and waiting, to done badly: so that the bar fills from the left. */
const TONE_ORDER: readonly Tone[] = ['good', 'busy', 'warn', 'bad', 'quiet']

/** The progress of an action as pieces of a bar; states without a command are left out. */
export function slicesOf(progress: BulkRowFragment['progress']): readonly Slice[] {
  const total = progress.reduce((sum, { count }) => sum + count, 0)
  return progress
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => ({ state, count, tone: COMMAND_LOOKS[state].tone, share: count / total }))
    .sort(
      (one, other) =>
        TONE_ORDER.indexOf(one.tone) - TONE_ORDER.indexOf(other.tone) ||
        COMMAND_STATES.indexOf(one.state) - COMMAND_STATES.indexOf(other.state),
    )
}
