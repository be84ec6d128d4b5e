import { hashOf } from '@budeng/kernel'
import { FIELD_NAMES, type Patch } from '@budeng/transactions'
import { fieldTextsOf } from './texts.ts'
import type { Impact } from './impact.ts'
import type { Proposal } from './proposal.ts'

/** The members that a correction changes, as they were in its base and as they are to be. */
export interface FieldDiff {
  readonly field: string
  readonly before: string | null
  readonly after: string
}

/** What a checker is shown, and what the approval is bound to. Totals of an open batch move on by themselves and are not in it. */
export function diffOf(proposal: Proposal, impact: Impact) {
  const { id, kind, target, baseVersion, moveTo, tariff, reason, correctsId, evidence } = proposal
  return {
    id,
    kind,
    target,
    baseVersion,
    fields: fieldDiffs(proposal.patch, textsBefore(proposal, impact)),
    moveTo,
    tariff,
    entries: impact.entries.map(({ key, movesTo, negated, posted }) => ({ key, movesTo, negated, posted })),
    claim: impact.claim,
    order: impact.order,
    flow: impact.flow,
    reason,
    correctsId,
    evidence: evidence.map(({ id: what, source, agrees }) => ({ id: what, source, agrees })),
  }
}

/** The hash that an approval names. */
export function diffHash(proposal: Proposal, impact: Impact): string {
  return hashOf(diffOf(proposal, impact))
}

/** Member by member, in the order of a record's members: whoever wrote or stored the patch in another one sees the same. */
export function fieldDiffs(patch: Patch, before: Patch): FieldDiff[] {
  return FIELD_NAMES.flatMap((field) => {
    const after = patch[field]
    return after === undefined ? [] : [{ field, before: before[field] ?? null, after }]
  })
}

/** The transaction in question as it stands before; empty: there is none. */
function textsBefore({ target }: Proposal, { changed }: Impact): Patch {
  const own = target === null ? undefined : changed.find(({ after }) => after.key.stan === target.key.stan)
  return own === undefined ? {} : fieldTextsOf(own.before)
}
