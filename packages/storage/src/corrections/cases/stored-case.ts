import { type Case, type CaseEvent, evolveCase, type Hit, isCaseOver, stakeOfCase } from '@budeng/corrections'
import { type Money, money } from '@budeng/kernel'
import type { CorrectionCaseRow } from '../../rows/index.ts'
import { storedMinor } from '../../transactions/journal/facts-text.ts'
import type { NewEvent, TerminalScope } from '../../unit.ts'
import { plain } from '../stored.ts'

/** Where a case stands: at a terminal, or at what is above it. */
export type CaseScope = Pick<
  CorrectionCaseRow,
  'acquirerId' | 'agentId' | 'merchantId' | 'storeId' | 'terminalId' | 'path'
>

/** A case as its row has it. */
export function caseOf({ facts }: Pick<CorrectionCaseRow, 'facts'>): Case {
  const stored = facts as Case
  return { ...stored, hits: stored.hits.map(hitOf) }
}

/** A hit as JSON kept it. */
export function hitOf(stored: Hit): Hit {
  return { ...stored, atStake: stored.atStake === null ? null : moneyOf(stored.atStake) }
}

function moneyOf({ minor, currency, exponent }: Money): Money {
  return money(storedMinor(minor), currency, exponent)
}

/** The hit that names the case: the gravest, of equal ones the first. */
export function mainHit({ hits, severity }: Case): Hit {
  const hit = hits.find((each) => each.severity === severity) ?? hits[0]
  if (hit === undefined) throw new RangeError('a case has a hit')
  return hit
}

/** What of a row follows from the case. */
export function caseColumns(
  one: Case,
): Omit<CorrectionCaseRow, keyof CaseScope | 'changedAt' | 'proposeAt' | 'lapsedAt'> {
  const { rule, version } = mainHit(one)
  const [first] = stakeOfCase(one).toSorted((a, b) => (b.minor < a.minor ? -1 : 1))
  const isJudged = one.isRight !== null
  return {
    id: one.id,
    cause: one.cause,
    rule,
    ruleVersion: version,
    state: one.state,
    severity: one.severity,
    amount: first?.minor ?? null,
    currency: first?.currency ?? null,
    exponent: first?.exponent ?? null,
    openedAt: one.openedAt,
    closedAt: one.endedAt,
    verdict: one.isRight === null ? null : one.isRight ? 'RIGHT' : 'WRONG',
    judgedBy: null,
    judgedAt: isJudged ? one.endedAt : null,
    suppressedUntil: one.suppression?.until ?? null,
    facts: plain(one),
    version: one.version,
  }
}

/** After these there may be something to draft. What a person refused is not drafted again. */
function asksForDraft(event: CaseEvent): boolean {
  if (event.type === 'CaseOpened' || event.type === 'CaseHit') return event.hits.some(({ kind }) => kind !== null)
  return event.type === 'CaseReopened' && (event.reason === 'STALE' || event.reason === 'SUPPRESSION_ENDED')
}

/** A row after facts. */
export function caseRow(
  scope: CaseScope,
  known: CorrectionCaseRow | null,
  events: readonly CaseEvent[],
  at: number,
): CorrectionCaseRow {
  const one = events.reduce<Case | null>(evolveCase, known === null ? null : caseOf(known))
  if (one === null) throw new RangeError('a case begins with a hit')
  const { acquirerId, agentId, merchantId, storeId, terminalId, path } = scope
  const by = events.reduce<string | null>((last, event) => ('by' in event ? event.by : last), known?.judgedBy ?? null)
  const proposeAt = events.some(asksForDraft) ? at : (known?.proposeAt ?? null)
  return {
    ...{ acquirerId, agentId, merchantId, storeId, terminalId, path },
    ...caseColumns(one),
    judgedBy: one.isRight === null ? null : by,
    changedAt: at,
    proposeAt: isCaseOver(one.state) || one.state === 'SUPPRESSED' ? null : proposeAt,
    lapsedAt: known?.lapsedAt ?? null,
  }
}

/** An event of a case as the feed keeps it: hits by their places, not whole. */
export function caseFeedEvent(event: CaseEvent, scope: CaseScope, before: Case | null, after: Case): NewEvent {
  const { type, at, ...said } = event
  const known = new Set(before?.hits.map(({ rule }) => rule))
  const { rule, version, explanation, kind } = mainHit(after)
  const hits = 'hits' in said ? said.hits.length : undefined
  const found = 'hits' in said ? said.hits.map((hit) => hit.rule).filter((each) => !known.has(each)) : []
  const newRules = found.length === 0 ? undefined : [...new Set(found)].toSorted()
  return {
    type,
    subject: after.id,
    ...(isAtTerminal(scope) ? { terminal: scope } : {}),
    path: scope.path,
    at,
    data: {
      ...plain({ ...said, hits, newRules }),
      ...{ cause: after.cause, rule, ruleVersion: version, kind, code: explanation.code, severity: after.severity },
      before: before === null ? null : { state: before.state },
      after: { state: after.state },
    },
  }
}

function isAtTerminal(scope: CaseScope): scope is TerminalScope {
  return scope.terminalId !== null && scope.merchantId !== null && scope.storeId !== null
}
