import { patchProblems } from './check.ts'
import { KIND_RULES } from './kinds.ts'
import type { Proposal } from './proposal.ts'
import type { Hit } from './rules/index.ts'

/** What a hit cannot know itself. */
export interface Proposing
  extends Pick<Proposal, 'id' | 'target' | 'baseVersion' | 'moveTo' | 'tariff' | 'reason' | 'caseId' | 'maker'> {
  /** The platform proposes in its own name; false: a person does, from this hit. */
  readonly isAutomatic: boolean
}

/** The correction that a hit proposes; null when its sources do not say how it should be, or nothing in the books would help. */
export function proposalOfHit(hit: Hit, { isAutomatic, ...rest }: Proposing): Proposal | null {
  if (hit.kind === null) return null
  const { fields } = KIND_RULES[hit.kind]
  if (hit.patch === null && fields.length > 0) return null
  const proposal: Proposal = {
    ...rest,
    kind: hit.kind,
    patch: hit.patch ?? {},
    evidence: hit.evidence,
    correctsId: null,
    automatic: isAutomatic ? { rule: hit.rule, version: hit.version } : null,
  }
  return patchProblems(proposal).length === 0 ? proposal : null
}

/** Key of the record in question: no source about itself. */
export function inQuestion({ subjects }: Hit): string | null {
  return subjects[0] ?? null
}
