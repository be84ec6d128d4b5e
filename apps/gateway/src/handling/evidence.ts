import { COMMAND_TYPES, commandType, type CommandType, evidenceFor, type EvidenceKind } from '@budeng/fleet'
import { commandsAtWork, loadCommands } from '@budeng/storage'
import type { Batch } from './batch.ts'

/** What was seen in this batch proves commands: each piece becomes an input, after the replies. */
export async function findEvidence(batch: Batch): Promise<void> {
  const { unit, observations, inputs } = batch
  if (observations.length === 0) return
  const ids = await commandsAtWork(unit, [...new Set(observations.map(({ terminalId }) => terminalId))], PROVABLE)
  if (ids.length === 0) return
  const commands = Map.groupBy(await loadCommands(unit, ids), ({ terminalId }) => terminalId)
  for (const { terminalId, observation } of observations)
    for (const command of commands.get(terminalId) ?? [])
      for (const evidence of evidenceFor(command, observation))
        inputs.push({ commandId: command.id, input: { kind: 'evidence', at: observation.at, evidence } })
}

/** Types that need a piece of one of these kinds, by their own rule. */
export function typesProvenBy(...kinds: readonly EvidenceKind[]): readonly CommandType[] {
  return COMMAND_TYPES.filter((type) => {
    const rule = commandType(type)
    return rule.evidence(rule.paramsDefault).some((kind) => kinds.includes(kind))
  })
}

const PROVABLE = typesProvenBy(
  'PLATFORM_SIGN_ON',
  'HEARTBEAT_SIGNED_ON',
  'BOOT_ROSE',
  'CONNECTION_RENEWED',
  'BACKUP_MATCHED',
  'AMENDMENT_RECORDED',
)
