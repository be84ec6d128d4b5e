import type { Command } from './command.ts'

/**
 * True when no terminal can have this attempt's bytes: there are none. From the signature on a gateway may have published
 * them and been killed before it could say so; then only the terminal, or time, ends the command.
 */
export function isWithUs({ state, signedAt }: Pick<Command, 'state' | 'signedAt'>): boolean {
  return (state === 'PENDING_APPROVAL' || state === 'QUEUED') && signedAt === null
}

/** True when bytes of any attempt may have left: what was charged for it is then not given back. */
export function mayHaveBeenSent({ attempt, signedAt }: Pick<Command, 'attempt' | 'signedAt'>): boolean {
  return signedAt !== null || attempt > 1
}
