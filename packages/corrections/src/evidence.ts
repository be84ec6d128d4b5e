import { KIND_RULES } from './kinds.ts'
import type { CorrectionKind, Source } from './kind-names.ts'

/** One piece of evidence. */
export interface Evidence {
  /** Of what it is: the SHA-256 of an attachment, the key of a record, a line of a file. */
  readonly id: string
  readonly source: Source
  /** False: it says otherwise. */
  readonly agrees: boolean
  /** Key of the record it was read from, as text: the record in question is no source about itself. */
  readonly recordKey: string | null
}

/** Sources that agree, each once; the record in question is none. */
export function agreeingSources(evidence: readonly Evidence[], inQuestion: string | null): Source[] {
  const agreeing = evidence.filter(
    ({ agrees, recordKey }) => agrees && (recordKey === null || recordKey !== inQuestion),
  )
  return [...new Set(agreeing.map(({ source }) => source))]
}

/** True when some source says otherwise. */
export function isContradicted(evidence: readonly Evidence[]): boolean {
  return evidence.some(({ agrees }) => !agrees)
}

/** For each alternative of a kind what it still lacks, the nearest first; empty: enough is there. */
export function missingEvidence(kind: CorrectionKind, evidence: readonly Evidence[]): readonly (readonly Source[])[] {
  const there = new Set(evidence.filter(({ agrees }) => agrees).map(({ source }) => source))
  const lacking = KIND_RULES[kind].evidence.map((all) => all.filter((source) => !there.has(source)))
  if (lacking.some(({ length }) => length === 0)) return []
  // what is more than another alternative needs is no alternative
  const least = lacking.filter(
    (all) => !lacking.some((other) => other.length < all.length && other.every((source) => all.includes(source))),
  )
  return least.toSorted((a, b) => a.length - b.length)
}

/** Alternatives as text: `HOST+FILE DOCUMENT`. */
export function evidenceText(sets: readonly (readonly Source[])[]): string {
  return sets.map((all) => all.join('+')).join(' ')
}
