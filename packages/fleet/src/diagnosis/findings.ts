import type { CauseCode } from './causes.ts'
import { type CauseEvidence, type Likelihood, LIKELIHOODS } from './symptoms.ts'

interface Finding {
  readonly code: CauseCode
  readonly likelihood: Likelihood
  readonly evidence: readonly CauseEvidence[]
}

/** Causes as they are found: evidence lifts one, what speaks against it holds it down, in whatever order they come. */
export class Findings {
  readonly #found = new Map<CauseCode, { lifted: Likelihood; cap: Likelihood; evidence: CauseEvidence[] }>()

  add(code: CauseCode, likelihood: Likelihood, evidence: CauseEvidence, { onlyIfKnown = false } = {}): void {
    const known = this.#found.get(code)
    if (known === undefined && onlyIfKnown) return
    const found = known ?? { lifted: likelihood, cap: 'STRONG', evidence: [] }
    if (isMore(likelihood, found.lifted)) found.lifted = likelihood
    found.evidence.push(evidence)
    this.#found.set(code, found)
  }

  /** At most so likely; nothing happens to what was not found. */
  cap(code: CauseCode, likelihood: Likelihood, evidence?: CauseEvidence): void {
    const found = this.#found.get(code)
    if (found === undefined) return
    if (isMore(found.cap, likelihood)) found.cap = likelihood
    if (evidence !== undefined) this.note(code, evidence)
  }

  /** What one should know with it, which makes it neither more nor less likely. */
  note(code: CauseCode, evidence: CauseEvidence): void {
    const found = this.#found.get(code)
    if (found?.evidence.some((one) => one.code === evidence.code) === false) found.evidence.push(evidence)
  }

  all(): readonly Finding[] {
    return [...this.#found].map(([code, { lifted, cap, evidence }]) => ({
      ...{ code, evidence: [...evidence], likelihood: isMore(lifted, cap) ? cap : lifted },
    }))
  }
}

function isMore(a: Likelihood, b: Likelihood): boolean {
  return LIKELIHOODS.indexOf(a) < LIKELIHOODS.indexOf(b)
}
