import { type IdKind, idKind, isId } from '@budeng/kernel'

/** The id when it is well-formed and of that kind; else null, as for one that does not exist. */
export function idOf(kind: IdKind, id: string): string | null {
  return isId(kind, id) ? id : null
}

/** A presence check is stored under the command that shows it; its own id says what it is. */
export function challengeIdOf(commandId: string): string {
  return commandId.replace(/^cmd_/, 'pre_')
}

export function commandIdOfChallenge(challengeId: string): string | null {
  return idKind(challengeId) === 'presence' ? challengeId.replace(/^pre_/, 'cmd_') : null
}
