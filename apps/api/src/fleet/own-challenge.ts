import type { PresenceChallengeRow } from '@budeng/storage'
import { commandIdOfChallenge } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'

/** A presence check of the asker's own; any other is not there. */
export async function ownChallenge(operation: Operation, id: string): Promise<PresenceChallengeRow | null> {
  const commandId = commandIdOfChallenge(id)
  const challenge = commandId === null ? null : await operation.load.challenge.load(commandId)
  return challenge !== null && challenge.personId === operation.viewer.person.id ? challenge : null
}
