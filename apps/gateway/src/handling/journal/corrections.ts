import { evidenceFor, type Observation } from '@budeng/fleet'
import {
  applyCommandInputs,
  commandsAtWork,
  hearOfAmendments,
  type Ingested,
  loadCommands,
  lockTerminals,
  type Unit,
} from '@budeng/storage'
import { typesProvenBy } from '../evidence.ts'

const PROVABLE = typesProvenBy('AMENDMENT_RECORDED')

/**
 * Amendments that came in as they were ordered, with the leaf that their content makes, prove the commands that ordered
 * them, whichever comes first, the record or the answer. `lockedLater`: terminals that this transaction will lock after
 * this. [P-22.7]
 */
export async function proveCorrections(
  unit: Unit,
  ingested: readonly Ingested[],
  lockedLater: readonly string[],
): Promise<void> {
  const seen = new Map<string, Observation[]>()
  for (const one of ingested)
    if (one.amended.length > 0)
      seen.set(one.arrival.terminalId, [...(seen.get(one.arrival.terminalId) ?? []), ...amendmentsIn(unit, one)])
  if (seen.size === 0) return
  await proveCommands(unit, seen, lockedLater)
  await hearOfAmendments(
    unit,
    ingested.flatMap(({ amended }) => amended.map(({ correctionId }) => correctionId)),
  )
}

async function proveCommands(
  unit: Unit,
  seen: ReadonlyMap<string, readonly Observation[]>,
  lockedLater: readonly string[],
): Promise<void> {
  const terminalIds = [...seen.keys()]
  const ids = await commandsAtWork(unit, terminalIds, PROVABLE)
  if (ids.length === 0) return
  const inputs = (await loadCommands(unit, ids)).flatMap((command) =>
    (seen.get(command.terminalId) ?? []).flatMap((observation) =>
      evidenceFor(command, observation).map((evidence) => ({
        commandId: command.id,
        input: { kind: 'evidence', at: observation.at, evidence } as const,
      })),
    ),
  )
  if (inputs.length === 0) return
  // terminals before commands, and all of them at once: an ended command frees its terminal's slot
  await lockTerminals(unit, [...new Set([...terminalIds, ...lockedLater])])
  await applyCommandInputs(unit, inputs)
}

function amendmentsIn(unit: Unit, { arrival: { epoch }, amended }: Ingested): Observation[] {
  const at = unit.clock.now()
  return amended.map((amendment) => ({ kind: 'amendmentRecorded', at, epoch, ...amendment }))
}
