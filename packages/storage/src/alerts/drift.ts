import { type FaultWord, PARAMETERS_DRIFT_MS } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { turnDrifts } from '../terminal-parameters.ts'
import type { Unit } from '../unit.ts'
import { sayFaults } from './sight.ts'

/** Parameters that are not what is wished, for longer than a pull takes, are a fault of the terminal; held again, they are none. */
export async function judgeDrift(unit: Unit, limit: number): Promise<void> {
  const at = unit.clock.now()
  const { begun, over } = await turnDrifts(unit, at - PARAMETERS_DRIFT_MS, limit)
  const words = new Map([
    ...begun.map((id) => [id, word(true, at)] as const),
    ...over.map((id) => [id, word(false, at)] as const),
  ])
  if (words.size > 0) await sayFaults(unit, words)
}

/** Nothing is wished for these terminals any more: what they hold is no drift. */
export async function endDriftFaults(unit: Unit, terminalIds: readonly string[]): Promise<void> {
  const at = unit.clock.now()
  if (terminalIds.length > 0) await sayFaults(unit, new Map(terminalIds.map((id) => [id, word(false, at)])))
}

function word(set: boolean, at: Instant): readonly FaultWord[] {
  return [{ code: 'SYS_PARAM_MISMATCH', set, source: 'DERIVED', at }]
}
