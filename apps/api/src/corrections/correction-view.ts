import { type Correction, type Evidence, KIND_RULES, missingEvidence, type RootPair } from '@budeng/corrections'
import { type CorrectionRow, correctionOf } from '@budeng/storage'
import { problemText, type Reader } from '../language/language.ts'
import type {
  CorrectionObject,
  CorrectionTargetObject,
  EvidenceObject,
  RootPairObject,
  TerminalAnswerObject,
} from './correction.type.ts'

/** A correction as its fields are read; its diff needs the transaction and is read apart. */
export type CorrectionView = CorrectionObject & { readonly row: CorrectionRow; readonly correction: Correction }

/** A piece of evidence with the correction that it is of; null: it is of a case, which shows its records itself. */
export type EvidenceView = EvidenceObject & {
  readonly of: { readonly row: CorrectionRow; readonly correction: Correction } | null
}

/** A piece of evidence as its fields are read. */
export function evidenceView({ id: ref, source, agrees }: Evidence, of: EvidenceView['of']): EvidenceView {
  return { ref, source, agrees, of }
}

export function correctionView(row: CorrectionRow, reader: Reader): CorrectionView {
  const correction = correctionOf(row)
  const { id, kind, state, version, reason, baseVersion, stake, flow, requirement, evidence } = correction
  return {
    ...{ row, correction, id, kind, state, version, reason, baseVersion, stake, flow },
    number: shortNumber(id),
    target: targetView(correction),
    tier: requirement.tier,
    checkersNeeded: requirement.checkers,
    otherOrganisation: requirement.otherOrganisation,
    rule: correction.automatic,
    evidence: evidence.map((each) => evidenceView(each, { row, correction })),
    evidenceMissing: missingEvidence(kind, evidence).map((sources) => ({ sources })),
    // the reason of a "no" is a person's own words, and stands with the decision
    problems:
      state === 'REJECTED' ? [] : correction.problems.map((code) => ({ code, message: problemText(code, reader) })),
    madeAt: row.draftedAt,
    submittedAt: row.submittedAt,
    lapsesAt: row.lapsesAt,
    postedAt: row.postedAt,
    closedAt: row.closedAt,
    changedAt: row.changedAt,
    proofKind: KIND_RULES[kind].proof,
    answer: answerView(correction),
    roots: rootsView(correction),
  }
}

/** What people read out to each other, and what stands on a copy of a receipt. */
function shortNumber(id: string): string {
  return `COR-${id.slice(-8).toUpperCase()}`
}

function targetView({ target }: Correction): CorrectionTargetObject | null {
  if (target === null) return null
  const { epoch, key, type, seq, leaf } = target
  return { epoch, batchNo: key.batch, stan: key.stan, msgClass: key.msgClass, type, seq: seq?.toString() ?? null, leaf }
}

function answerView({ applied, nack }: Correction): TerminalAnswerObject | null {
  if (nack !== null) return { ...NO_ANSWER, refusal: nack.reason, ownLeaf: nack.ownLeaf }
  return applied === null ? null : { ...NO_ANSWER, ...applied, seq: String(applied.seq) }
}

const NO_ANSWER = { seq: null, leaf: null, root: null, refusal: null, ownLeaf: null }

function rootsView({ proof, differs }: Correction): RootPairObject | null {
  const pair: RootPair | null = proof === null || proof === 'NOT_APPLICABLE' ? differs : proof
  if (pair === null) return null
  const { epoch, throughSeq, rootTerminal, rootHost } = pair
  return { epoch, throughSeq: String(throughSeq), rootTerminal, rootHost, equal: rootTerminal === rootHost }
}
