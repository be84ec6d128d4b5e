import { faultFacts } from './fault-table.ts'
import { compareSeverity, type Severity } from './severity.ts'

/** What an unknown code counts as while its terminal's own word is not at hand. */
const UNKNOWN_SEVERITY: Severity = 'MINOR'

/** The table decides; a terminal's word counts for codes that only it knows. */
export function severityOf(code: string, reported: Severity | null = null): Severity {
  return faultFacts(code)?.severity ?? reported ?? UNKNOWN_SEVERITY
}

/** The worst first; equals by their code, so that nothing jumps. */
export function worstFirst(codes: readonly string[]): string[] {
  return codes.toSorted((a, b) => compareSeverity(severityOf(b), severityOf(a)) || (a < b ? -1 : 1))
}
