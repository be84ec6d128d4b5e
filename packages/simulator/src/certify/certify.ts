import type { Bench } from './bench.ts'
import { type Clause, ClauseFailure, NotApplicable } from './clause.ts'
import { commandClauses } from './clauses/commands.ts'
import { connectionClauses, STANDING_CLAUSES } from './clauses/connection.ts'
import { fileClauses } from './clauses/files.ts'
import { heartbeatClauses } from './clauses/heartbeat.ts'
import { correctionClauses } from './clauses/corrections.ts'
import { journalClauses, restoredClauses } from './clauses/journal.ts'
import { restartClauses } from './clauses/restart.ts'
import { signOnClauses } from './clauses/sign-on.ts'
import { streamClauses } from './clauses/streams.ts'
import { firstMinuteClauses, keyListClauses, timeClauses } from './clauses/time.ts'
import { CERTIFY_START_MS } from '../limits.ts'

export type Verdict = 'pass' | 'fail' | 'not applicable'

export interface Finding {
  readonly number: string
  readonly about: string
  readonly verdict: Verdict
  /** What was seen, or why it does not apply. */
  readonly detail: string
}

/**
 * In the order in which they run. Connections are cut as seldom as it goes: each loss makes a right terminal wait longer
 * before it comes back.
 */
const CLAUSES: readonly Clause[] = [
  ...firstMinuteClauses,
  ...connectionClauses,
  ...heartbeatClauses,
  ...commandClauses,
  ...fileClauses,
  ...signOnClauses,
  ...streamClauses,
  ...timeClauses,
  ...keyListClauses,
  ...restartClauses,
  ...journalClauses,
  ...correctionClauses,
  ...restoredClauses,
]

/**
 * Runs every clause of levels L0 to L3 against the terminal that enrols at the bench. Never ends early: a terminal that fails
 * one clause may pass the next.
 * @param onFinding called with each finding as it is made
 * @throws ClauseFailure when no terminal enrols and connects in time
 */
export async function certify(
  bench: Bench,
  onFinding: (finding: Finding) => void = () => {},
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  const add = (finding: Finding) => {
    findings.push(finding)
    onFinding(finding)
  }
  bench.habits.welcome = false
  await bench.inbox.expect('hello', 0, CERTIFY_START_MS)
  for (const clause of CLAUSES) add(await judge(clause, bench))
  for (const { number, about } of STANDING_CLAUSES) add(standing(number, about, bench))
  return findings
}

async function judge({ number, about, run }: Clause, bench: Bench): Promise<Finding> {
  try {
    await run(bench)
    return { number, about, verdict: 'pass', detail: '' }
  } catch (error) {
    if (error instanceof NotApplicable) return { number, about, verdict: 'not applicable', detail: error.message }
    if (error instanceof ClauseFailure) return { number, about, verdict: 'fail', detail: error.message }
    throw error
  }
}

function standing(number: string, about: string, { observer }: Bench): Finding {
  const breach = observer.breaches.get(number)
  return { number, about, verdict: breach === undefined ? 'pass' : 'fail', detail: breach ?? '' }
}
