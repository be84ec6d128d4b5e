import { accept, type Decision, Fault, groupBy, type Instant, type Money, refuse, sumMoney } from '@budeng/kernel'
import { CHECK_PERMISSION } from './checker.ts'
import { reasonProblem } from './form-checks.ts'
import { SUPPRESSION_LIFE_MAX_MS } from './limits.ts'
import type { Verdict } from './precision.ts'
import type { CorrectionRefusal } from './refusals.ts'
import type { Hit } from './rules/index.ts'
import { type CaseState, type CorrectionState, isCorrectionOver } from './states.ts'
import { type RuleId, type RuleMode, SEVERITIES, type Severity } from './words.ts'

/** What has one root cause, whatever rules found it. */
export interface Case {
  readonly id: string
  readonly cause: string
  readonly state: CaseState
  /** The last hit of each rule and record. */
  readonly hits: readonly Hit[]
  readonly severity: Severity
  readonly openedAt: Instant
  /** Corrections of it that are under way or went through. */
  readonly correctionIds: readonly string[]
  readonly suppression: { readonly owner: string; readonly until: Instant; readonly reason: string } | null
  /** Whether the rules were right, when somebody has said so. */
  readonly isRight: boolean | null
  readonly endedAt: Instant | null
  readonly version: number
}

export type CaseEvent =
  | {
      readonly type: 'CaseOpened'
      readonly at: Instant
      readonly id: string
      readonly cause: string
      readonly hits: readonly Hit[]
    }
  | { readonly type: 'CaseHit'; readonly at: Instant; readonly hits: readonly Hit[] }
  | { readonly type: 'CaseProposed'; readonly at: Instant; readonly correctionId: string }
  | { readonly type: 'CaseReopened'; readonly at: Instant; readonly reason: CorrectionState | 'SUPPRESSION_ENDED' }
  | {
      readonly type: 'CaseSuppressed'
      readonly at: Instant
      readonly by: string
      readonly until: Instant
      readonly reason: string
    }
  | { readonly type: 'CaseDismissed'; readonly at: Instant; readonly by: string; readonly note: string }
  /** Corrected by people, by the platform itself, or gone: a number that was missing came. */
  | { readonly type: 'CaseClosed'; readonly at: Instant; readonly how: 'CORRECTED' | 'BY_ITSELF' | 'GONE' }
  /** The rule was right, and a person has seen to it: nothing in the books would put it right. */
  | { readonly type: 'CaseSettled'; readonly at: Instant; readonly by: string; readonly note: string }
  /** A person looked at what the platform corrected by itself. */
  | {
      readonly type: 'CaseJudged'
      readonly at: Instant
      readonly by: string
      readonly isRight: boolean
      readonly note: string
    }

/** A person who says something to a case. */
export interface CaseHand {
  readonly personId: string
  readonly permits: ReadonlySet<string>
}

export type CaseInput =
  | { readonly kind: 'found'; readonly at: Instant; readonly hits: readonly Hit[] }
  /** The rules look again and see nothing. */
  | { readonly kind: 'gone'; readonly at: Instant }
  | { readonly kind: 'propose'; readonly at: Instant; readonly correctionId: string }
  | {
      readonly kind: 'correctionMoved'
      readonly at: Instant
      readonly correctionId: string
      readonly state: CorrectionState
      /** It went by itself: nobody has said that the rule was right. */
      readonly isAutomatic: boolean
    }
  | {
      readonly kind: 'suppress'
      readonly at: Instant
      readonly by: CaseHand
      readonly until: Instant
      readonly reason: string
    }
  | { readonly kind: 'dismiss' | 'settle'; readonly at: Instant; readonly by: CaseHand; readonly note: string }
  | {
      readonly kind: 'judge'
      readonly at: Instant
      readonly by: CaseHand
      readonly isRight: boolean
      readonly note: string
    }
  | { readonly kind: 'tick'; readonly at: Instant }

type CaseDecision = Decision<CaseEvent, CorrectionRefusal>

const OVER: ReadonlySet<CaseState> = new Set<CaseState>(['CLOSED', 'DISMISSED'])

/** True when nothing more happens to it; the same cause found again is a new case. */
export function isCaseOver(state: CaseState): boolean {
  return OVER.has(state)
}

/** Hits by their causes, those of rules that only listen left out. */
export function groupHits(
  hits: readonly Hit[],
  modeOf: (rule: RuleId) => RuleMode,
): ReadonlyMap<string, readonly Hit[]> {
  const heard = hits.filter(({ rule }) => modeOf(rule) !== 'SHADOW')
  return groupBy(heard, ({ cause }) => cause)
}

/** A case of hits of one cause. */
export function openCase(id: string, hits: readonly Hit[], at: Instant): CaseEvent {
  const [first] = hits
  if (first === undefined) throw new Fault('a case has a hit')
  return { type: 'CaseOpened', at, id, cause: first.cause, hits }
}

/** What follows from something said to a case. Only people get refusals. */
export function decideCase(one: Case, input: CaseInput): CaseDecision {
  const { at } = input
  switch (input.kind) {
    case 'found': {
      const news = input.hits.filter((hit) => !isCaseOver(one.state) && !one.hits.some((each) => isSameHit(each, hit)))
      return news.length === 0 ? accept() : accept({ type: 'CaseHit', at, hits: news })
    }
    case 'gone':
      return one.state === 'OPEN' ? accept({ type: 'CaseClosed', at, how: 'GONE' }) : accept()
    case 'propose':
      if (isCaseOver(one.state)) return refuse('CASE_OVER', { state: one.state })
      return one.correctionIds.includes(input.correctionId)
        ? accept()
        : accept({ type: 'CaseProposed', at, correctionId: input.correctionId })
    case 'correctionMoved':
      return decideMoved(one, input)
    case 'suppress':
      return decideSuppress(one, input)
    case 'dismiss':
      return decideEnd(one, input, (by, note) => ({ type: 'CaseDismissed', at, by, note }))
    case 'settle':
      return decideEnd(one, input, (by, note) => ({ type: 'CaseSettled', at, by, note }))
    case 'judge':
      return decideJudge(one, input)
    case 'tick':
      return one.state === 'SUPPRESSED' && at >= (one.suppression?.until ?? at)
        ? accept({ type: 'CaseReopened', at, reason: 'SUPPRESSION_ENDED' })
        : accept()
  }
}

/** The same finding again, though it was read anew: version and figures included, since those are what is shown. */
function isSameHit(one: Hit, other: Hit): boolean {
  return (
    placeOfHit(one) === placeOfHit(other) &&
    one.version === other.version &&
    one.atStake?.minor === other.atStake?.minor &&
    one.kind === other.kind &&
    one.evidence.length === other.evidence.length
  )
}

/**
 * When a hit happened, where the same can happen again on the same records: what is later than a verdict on it is news.
 * Null: a verdict holds for ever.
 */
export function happenedAt({ explanation: { code, facts } }: Hit): Instant | null {
  return code === 'CLONE' ? Number(facts['at'] ?? 0) : null
}

function placeOfHit({ rule, subjects, explanation }: Hit): string {
  return `${rule} ${explanation.code} ${subjects.join(' ')}`
}

function decideMoved(
  one: Case,
  { at, correctionId, state, isAutomatic }: Extract<CaseInput, { kind: 'correctionMoved' }>,
): CaseDecision {
  if (one.state !== 'PROPOSED' || !one.correctionIds.includes(correctionId)) return accept()
  // given up it stays open in the report; the case has its decision
  if (state === 'CLOSED' || state === 'WAIVED')
    return accept({ type: 'CaseClosed', at, how: isAutomatic ? 'BY_ITSELF' : 'CORRECTED' })
  return isCorrectionOver(state) ? accept({ type: 'CaseReopened', at, reason: state }) : accept()
}

/** Why nobody may put a case off or end it now, or this person may not; null: nothing is against it. */
function handRefusal({ state }: Case, { permits }: CaseHand) {
  if (isCaseOver(state)) return refuse('CASE_OVER', { state })
  if (state === 'PROPOSED') return refuse('CORRECTION_PENDING')
  return permits.has(CHECK_PERMISSION) ? null : refuse('NOT_PERMITTED', { permission: CHECK_PERMISSION })
}

function decideSuppress(one: Case, { at, by, until, reason }: Extract<CaseInput, { kind: 'suppress' }>): CaseDecision {
  const refusal = handRefusal(one, by)
  if (refusal !== null) return refusal
  if (until <= at || until > at + SUPPRESSION_LIFE_MAX_MS)
    return refuse('SUPPRESSION_TOO_LONG', { limit: SUPPRESSION_LIFE_MAX_MS }, ['until'])
  const problem = reasonProblem(reason)
  if (problem !== null) return refuse(problem, undefined, ['reason'])
  return accept({ type: 'CaseSuppressed', at, by: by.personId, until, reason: reason.trim() })
}

/** "The rule was wrong", or "it was right, and I have seen to it": a checker's verdict, by which rules are measured. */
function decideEnd(
  one: Case,
  { by, note }: Extract<CaseInput, { kind: 'dismiss' | 'settle' }>,
  event: (by: string, note: string) => CaseEvent,
): CaseDecision {
  const refusal = handRefusal(one, by)
  if (refusal !== null) return refusal
  const problem = reasonProblem(note)
  if (problem !== null) return refuse(problem, undefined, ['note'])
  return accept(event(by.personId, note.trim()))
}

/** Of what was corrected without anybody's doing. One verdict a case. */
function decideJudge(one: Case, { at, by, isRight, note }: Extract<CaseInput, { kind: 'judge' }>): CaseDecision {
  if (one.state !== 'CLOSED') return refuse('NOT_OPEN', { state: one.state })
  if (one.isRight !== null || one.correctionIds.length === 0) return refuse('CASE_OVER', { state: one.state })
  if (!by.permits.has(CHECK_PERMISSION)) return refuse('NOT_PERMITTED', { permission: CHECK_PERMISSION })
  const problem = reasonProblem(note)
  if (problem !== null) return refuse(problem, undefined, ['note'])
  return accept({ type: 'CaseJudged', at, by: by.personId, isRight, note: note.trim() })
}

/** A case after a fact. */
export function evolveCase(one: Case | null, event: CaseEvent): Case {
  if (event.type === 'CaseOpened') {
    const { at, id, cause, hits } = event
    return { ...NEW, id, cause, hits, severity: highest(hits), openedAt: at }
  }
  if (one === null) throw new Fault(`${event.type} of a case that was never opened`)
  const next = { ...one, version: one.version + 1 }
  switch (event.type) {
    case 'CaseHit': {
      const places = new Set(event.hits.map(placeOfHit))
      const hits = [...one.hits.filter((hit) => !places.has(placeOfHit(hit))), ...event.hits]
      return { ...next, hits, severity: highest(hits) }
    }
    case 'CaseProposed':
      return {
        ...next,
        state: 'PROPOSED',
        suppression: null,
        correctionIds: [...one.correctionIds, event.correctionId],
      }
    case 'CaseReopened':
      return { ...next, state: 'OPEN', suppression: null }
    case 'CaseSuppressed':
      return {
        ...next,
        state: 'SUPPRESSED',
        suppression: { owner: event.by, until: event.until, reason: event.reason },
      }
    case 'CaseDismissed':
      return { ...next, state: 'DISMISSED', isRight: false, endedAt: event.at }
    case 'CaseSettled':
      return { ...next, state: 'CLOSED', suppression: null, isRight: true, endedAt: event.at }
    case 'CaseJudged':
      return { ...next, isRight: event.isRight }
    case 'CaseClosed':
      return { ...next, state: 'CLOSED', isRight: event.how === 'CORRECTED' ? true : null, endedAt: event.at }
  }
}

const NEW = {
  state: 'OPEN',
  correctionIds: [],
  suppression: null,
  isRight: null,
  endedAt: null,
  version: 1,
} as const

function highest(hits: readonly Hit[]): Severity {
  return hits.reduce<Severity>(
    (top, { severity }) => (SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(top) ? severity : top),
    'INFO',
  )
}

/** What was said of a rule: one verdict for each of its cases that was corrected or dismissed. What went by itself says nothing. */
export function verdictsOf(rule: RuleId, cases: readonly Case[]): Verdict[] {
  return cases.flatMap(({ hits, isRight, endedAt }) =>
    isRight === null || endedAt === null || !hits.some((hit) => hit.rule === rule) ? [] : [{ at: endedAt, isRight }],
  )
}

/** Money of a case, by currency: of several hits on one record the largest. */
export function stakeOfCase({ hits }: Case): Money[] {
  const byRecord = new Map<string, Money>()
  for (const { subjects, atStake } of hits) {
    if (atStake === null) continue
    const key = `${subjects[0] ?? ''} ${atStake.currency} ${atStake.exponent}`
    const known = byRecord.get(key)
    if (known === undefined || atStake.minor > known.minor) byRecord.set(key, atStake)
  }
  return sumMoney(byRecord.values())
}
