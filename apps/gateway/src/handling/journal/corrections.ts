import { evidenceFor, type Observation } from '@budeng/fleet'
import {
  applyCommandInputs,
  type Arrival,
  commandsAtWork,
  type HeldJournal,
  journalKeyText,
  loadCommands,
  lockTerminals,
  type Unit,
} from '@budeng/storage'
import { typesProvenBy } from '../evidence.ts'

const PROVABLE = typesProvenBy('AMENDMENT_RECORDED')

/**
 * Amendments that came in with the leaf that their content makes prove the commands that ordered them, whichever comes
 * first, the record or the answer. A repeat proves again, and changes nothing. `lockedLater`: terminals that this
 * transaction will lock after this. [P-22.7]
 */
export async function proveCorrections(
  unit: Unit,
  arrivals: readonly Arrival[],
  journals: ReadonlyMap<string, HeldJournal>,
  lockedLater: readonly string[],
): Promise<void> {
  const seen = new Map<string, Observation[]>()
  for (const arrival of arrivals)
    if (journals.has(journalKeyText(arrival)))
      seen.set(arrival.terminalId, [...(seen.get(arrival.terminalId) ?? []), ...amendmentsIn(unit, arrival)])
  const terminalIds = [...seen].flatMap(([terminalId, observations]) => (observations.length > 0 ? [terminalId] : []))
  if (terminalIds.length === 0) return
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

function amendmentsIn(unit: Unit, { epoch, records }: Arrival): Observation[] {
  const at = unit.clock.now()
  return records.flatMap(({ seq, proven, record }) => {
    if (!proven || record?.amendment === undefined) return []
    const { correctionId, version } = record.amendment
    return [{ kind: 'amendmentRecorded', at, correctionId, version, epoch, seq }]
  })
}
