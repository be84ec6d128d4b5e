import { type Command, evidenceFor, waitsForJournal } from '@budeng/fleet'
import { applyCommandInputs, journalSightings, type Unit } from '@budeng/storage'

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
