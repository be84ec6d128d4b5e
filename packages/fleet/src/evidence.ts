import type { Command, Evidence, EvidenceKind } from './command.ts'
import { commandType } from './command-types/index.ts'

/**
 * What a command still lacks before it may be called SUCCEEDED: pieces that its type asks for and that are not there,
 * and pieces that are there but do not stand beside the others.
 */
export function missingEvidence(
  command: Pick<Command, 'type' | 'params' | 'evidence' | 'result'>,
): readonly EvidenceKind[] {
  return neededEvidence(command).filter((kind) => {
    const piece = pieceOf(command, kind)
    return piece === undefined || !stands(command, piece)
  })
}

/** What SUCCEEDED needs of this command, by what the terminal has answered. */
function neededEvidence(command: Pick<Command, 'type' | 'params' | 'result'>): readonly EvidenceKind[] {
  return nothingDone(command) ?? commandType(command.type).evidence(command.params)
}

/** What proves that there was nothing to do, where the terminal says so and its type has something of its own for that. */
function nothingDone({ type, result }: Pick<Command, 'type' | 'result'>): readonly EvidenceKind[] | null {
  return result?.status === 'NO_OP' ? commandType(type).nothingDone : null
}

/**
 * Complete evidence, of which at least one piece is witnessed by somebody else than the terminal; types whose evidence
 * is their authenticated answer go by the terminal's word.
 */
export function isProven(command: Pick<Command, 'type' | 'params' | 'evidence' | 'result'>): boolean {
  if (missingEvidence(command).length > 0) return false
  return isByTerminalsWord(command) || command.evidence.some((piece) => piece.witness !== 'TERMINAL')
}

/** Proven by what is known, or not yet: some types cannot be without the terminal's own answer. */
export function isProvenByNow(command: Pick<Command, 'type' | 'params' | 'evidence' | 'result'>): boolean {
  return isProven(command) && (command.result !== null || !commandType(command.type).needsResult)
}

/** True for types that only read or show, and where nothing was to do: nobody but the terminal can vouch for it. */
export function isByTerminalsWord(command: Pick<Command, 'type' | 'params' | 'result'>): boolean {
  return isByAnswer(command) || nothingDone(command) !== null
}

/** True where the authenticated answer is the evidence. */
export function isByAnswer(command: Pick<Command, 'type' | 'params' | 'result'>): boolean {
  return neededEvidence(command).includes('ANSWER')
}

export function pieceOf(command: Pick<Command, 'evidence'>, kind: EvidenceKind): Evidence | undefined {
  return command.evidence.find((piece) => piece.kind === kind)
}

/**
 * Host and platform must have seen the same batch and key check value; a heartbeat must come after the sign-on, and the
 * host's echo after the host's sign-on, both by its own clock.
 */
function stands(command: Pick<Command, 'evidence'>, piece: Evidence): boolean {
  if (piece.kind === 'HOST_ECHO') return piece.at >= (pieceOf(command, 'HOST_SIGN_ON')?.at ?? 0)
  const signOn = pieceOf(command, 'PLATFORM_SIGN_ON')
  if (signOn === undefined) return true
  if (piece.kind === 'HOST_SIGN_ON')
    return piece.facts['batch'] === signOn.facts['batch'] && piece.facts['kcv'] === signOn.facts['kcv']
  if (piece.kind === 'HEARTBEAT_SIGNED_ON') return piece.at >= signOn.at
  return true
}
