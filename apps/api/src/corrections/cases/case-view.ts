import { type Case, type Hit, stakeOfCase } from '@budeng/corrections'
import { caseOf, type CorrectionCaseRow, mainHit } from '@budeng/storage'
import { explanationText, factsOf, type Reader } from '../../language/language.ts'
import { evidenceView } from '../correction-view.ts'
import type { CaseHitObject, CaseObject, ExplanationObject } from './case.type.ts'

/** A case as its fields are read. */
export type CaseView = CaseObject & { readonly row: CorrectionCaseRow; readonly one: Case }

export function caseView(row: CorrectionCaseRow, reader: Reader): CaseView {
  const one = caseOf(row)
  const main = mainHit(one)
  const { suppression } = one
  return {
    ...{ row, one, id: one.id, state: one.state, severity: one.severity, version: one.version },
    rule: { rule: main.rule, version: main.version },
    explanation: explanationView(main, reader),
    hits: one.hits.map((hit) => hitView(hit, reader)),
    kinds: [...new Set(one.hits.flatMap(({ kind }) => kind ?? []))],
    amounts: stakeOfCase(one),
    openedAt: row.openedAt,
    changedAt: row.changedAt,
    closedAt: row.closedAt,
    verdict: row.verdict,
    judgedAt: row.judgedAt,
    suppression: suppression && { until: suppression.until, reason: suppression.reason },
  }
}

function explanationView({ explanation: { code, facts } }: Hit, reader: Reader): ExplanationObject {
  return { code, text: explanationText(code, facts, reader), facts: factsOf(facts) }
}

function hitView(hit: Hit, reader: Reader): CaseHitObject {
  const { rule, version, severity, kind, patch, atStake, subjects, evidence } = hit
  return {
    ...{ rule, version, severity, kind, subjects },
    amount: atStake,
    explanation: explanationView(hit, reader),
    patch: Object.entries(patch ?? {}).map(([field, value]) => ({ field, value })),
    evidence: evidence.map((each) => evidenceView(each, null)),
  }
}
