import { type FaultWord, PARAMETERS_DRIFT_MS } from '@budeng/fleet'
import { turnDrifts } from '../terminal-parameters.ts'
import type { Unit } from '../unit.ts'
import { sayFaults } from './sight.ts'

/** Parameters that are not what is wished, for longer than a pull takes, are a fault of the terminal; held again, they are none. */
export async function judgeDrift(unit: Unit, limit: number): Promise<void> {
  const at = unit.clock.now()
  const { begun, over } = await turnDrifts(unit, at - PARAMETERS_DRIFT_MS, limit)
  const word = (set: boolean): readonly FaultWord[] => [{ code: 'SYS_PARAM_MISMATCH', set, source: 'DERIVED', at }]
  const words = new Map([
    ...begun.map((id) => [id, word(true)] as const),
    ...over.map((id) => [id, word(false)] as const),
  ])
  if (words.size > 0) await sayFaults(unit, words)
}
