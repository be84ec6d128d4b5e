import type { Observation } from '@budeng/transactions'
import { needsCommand } from './command.ts'
import { type Correction, madeVersion } from './correction.ts'

/** What the transaction learns when a correction is posted, beside the amendment itself: what has no command needs no answer. */
export function observationsAtPosting(correction: Correction): Observation[] {
  if (correction.target === null) return []
  const version = madeVersion(correction)
  const posted: Observation = { kind: 'AMENDMENT_POSTED', version }
  return needsCommand(correction) ? [posted] : [posted, { kind: 'AMENDMENT_APPLIED', version }]
}

/** True for an amendment of a terminal's journal that a posted correction asked for: no other one takes effect with us. */
export function isAskedFor(
  correction: Pick<Correction, 'id' | 'baseVersion' | 'patch' | 'postedAt'>,
  amendment: { readonly correctionId: string; readonly version: number; readonly patch: Correction['patch'] },
): boolean {
  const texts = Object.entries(correction.patch)
  return (
    correction.postedAt !== null &&
    amendment.correctionId === correction.id &&
    amendment.version === madeVersion(correction) &&
    Object.keys(amendment.patch).length === texts.length &&
    texts.every(([name, text]) => (amendment.patch as Readonly<Record<string, string>>)[name] === text)
  )
}
