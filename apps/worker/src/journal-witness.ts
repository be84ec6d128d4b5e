import { type Command, evidenceFor, waitsForJournal, waitsForParameters } from '@budeng/fleet'
import { parametersTag } from '@budeng/protocol'
import { applyCommandInputs, journalSightings, parameterSightings, type Unit } from '@budeng/storage'

/** What the answers of these commands name, and what of it is here by now: the journal is our own witness. */
export async function lookForJournals(unit: Unit, commands: readonly Command[]): Promise<void> {
  const waiting = commands.filter(waitsForJournal)
  if (waiting.length === 0) return
  const at = unit.clock.now()
  const seen = await journalSightings(unit, waiting, at)
  const inputs = waiting.flatMap((command) =>
    (seen.get(command.id) ?? [])
      .flatMap((observation) => evidenceFor(command, observation))
      .map((evidence) => ({ commandId: command.id, input: { kind: 'evidence', at, evidence } as const })),
  )
  await applyCommandInputs(unit, inputs)
}

/** The document of a terminal for which nothing is wished. [P-24.3] */
export const NOTHING_WISHED = { version: 0, values: {} }

/** Whether the terminals of these commands say by now that they hold the parameters which are wished for them. */
export async function lookForParameters(unit: Unit, commands: readonly Command[]): Promise<void> {
  const waiting = commands.filter(waitsForParameters)
  if (waiting.length === 0) return
  const at = unit.clock.now()
  const seen = await parameterSightings(
    unit,
    waiting.map(({ terminalId }) => terminalId),
    parametersTag(NOTHING_WISHED.version, NOTHING_WISHED.values),
  )
  const inputs = waiting.flatMap((command) => {
    const sighting = seen.get(command.terminalId)
    const pieces = sighting === undefined ? [] : evidenceFor(command, { kind: 'parametersHeld', at, ...sighting })
    return pieces.map((evidence) => ({ commandId: command.id, input: { kind: 'evidence', at, evidence } as const }))
  })
  await applyCommandInputs(unit, inputs)
}
