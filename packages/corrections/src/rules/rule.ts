import type { Money } from '@budeng/kernel'
import type { Patch } from '@budeng/transactions'
import type { Evidence } from '../evidence.ts'
import type { CorrectionKind, Source } from '../kind-names.ts'
import type { ExplanationCode, RuleId, RuleMode, Severity } from '../words.ts'
import type { View } from './view.ts'

/** Why a rule hit: a code that has one sentence in each language, and the figures of the sentence. */
export interface Explanation {
  readonly code: ExplanationCode
  readonly facts: Readonly<Record<string, string | number>>
}

/** Something that a rule found. */
export interface Found {
  /** Hits of one cause are one case, whatever rules they are of. */
  readonly cause: string
  /** Keys of the records in question. */
  readonly subjects: readonly string[]
  /** What would put it right; null: nothing in the books does. */
  readonly kind: CorrectionKind | null
  readonly severity?: Severity
  readonly atStake: Money | null
  readonly explanation: Explanation
  /** What the sources agree on; null: a person has to say. */
  readonly patch?: Patch | null
  readonly evidence?: readonly Evidence[]
}

export interface Hit extends Found {
  readonly rule: RuleId
  readonly version: number
  readonly severity: Severity
  readonly patch: Patch | null
  readonly evidence: readonly Evidence[]
}

export interface Rule {
  readonly id: RuleId
  readonly name: string
  readonly version: number
  /** In which it begins; AUTO is given to a rule by people, when its precision allows it. */
  readonly mode: Exclude<RuleMode, 'AUTO'>
  readonly severity: Severity
  /** It is certain by construction: in a clean month it never hits. */
  readonly isExact: boolean
  readonly kinds: readonly CorrectionKind[]
  readonly detect: (view: View) => Hit[]
}

type Definition = Omit<Rule, 'detect' | 'version' | 'mode' | 'isExact'> &
  Partial<Pick<Rule, 'version' | 'mode' | 'isExact'>> & { readonly find: (view: View) => readonly Found[] }

/** A rule of what it finds. */
export function rule({ find, version = 1, mode = 'PROPOSE', isExact = false, ...rest }: Definition): Rule {
  return {
    ...rest,
    version,
    mode,
    isExact,
    detect: (view) =>
      find(view).map((found) => ({
        severity: rest.severity,
        patch: null,
        evidence: [],
        ...found,
        rule: rest.id,
        version,
      })),
  }
}

/** A piece of evidence that a rule read. */
export function proof(source: Source, id: string, agrees = true, recordKey: string | null = null): Evidence {
  return { id, source, agrees, recordKey }
}

/** The cause of all that concerns one transaction. */
export function ofTransaction(place: string): string {
  return `transaction:${place}`
}

/** The cause of what concerns a whole journal: a wipe, a clone, batches that went apart. One case, one timeline. */
export function ofJournal(tid: string): string {
  return `journal:${tid}`
}
