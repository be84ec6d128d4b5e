import { HOUR } from '@budeng/kernel'
import {
  applyRecords,
  type JournalRecord,
  msgClassOf,
  type PlacedRecord,
  stanKeyText,
  type TariffTerms,
} from '@budeng/transactions'
import { following, saleRecord } from '@budeng/transactions/testing'
import type { Checker } from './checker.ts'
import type { Correction } from './correction.ts'
import type { CorrectionEvent, CorrectionInput, Shown } from './correction-events.ts'
import { diffHash } from './diff.ts'
import type { Evidence } from './evidence.ts'
import { evolveCorrection } from './evolve.ts'
import { type Base, impactOf } from './impact.ts'
import type { CorrectionKind, Source } from './kind-names.ts'
import { KIND_RULES } from './kinds.ts'
import type { Maker, Proposal, Target } from './proposal.ts'
import { requirementOf } from './tiers.ts'

/** 2026-11-28T02:00:00Z, ten in the morning in Shanghai. */
export const T0 = Date.UTC(2026, 10, 28, 2)
export const LEAF = 'ab'.repeat(32)
export const OTHER_LEAF = 'cd'.repeat(32)
export const ROOT = '11'.repeat(32)
export const OTHER_ROOT = '22'.repeat(32)

export { following, saleRecord }

export function placed(...records: readonly JournalRecord[]): PlacedRecord[] {
  return records.map((record, place) => ({ seq: place + 1, record }))
}

/** 0.6 percent, a third of it the agent's. */
export const TERMS: TariffTerms = { percentBps: 60, capMinor: null, minimumMinor: 0n, agentShareBps: 3_333 }

/** What stands after records of one open batch, with what a test changes. */
export function baseOf(records: readonly PlacedRecord[], change: Partial<Base> = {}): Base {
  const tariffs = { termsOf: () => TERMS, hasAgent: true }
  return {
    book: applyRecords(new Map(), records).book,
    tariffs,
    tariffsAfter: tariffs,
    batches: [{ batch: '000727', state: 'OPEN', totals: [] }],
    openBatch: '000727',
    standsAt: () => null,
    openBatchAt: () => null,
    businessDate: '2026-11-28',
    firstOpenDate: '2026-11-28',
    ...change,
  }
}

export function targetOf(record: JournalRecord, change: Partial<Target> = {}): Target {
  const { batch = '', stan = '', type } = record
  const key = { batch, stan, msgClass: msgClassOf(type) }
  return { terminalId: 'trm_1', epoch: 1, key, seq: 1, leaf: LEAF, type, ...change }
}

export const LI: Maker = { personId: 'usr_li', humanId: 'hum_li', organisationId: 'org_agent' }
export const DAY_BEFORE = T0 - 30 * HOUR

/** Somebody of the acquirer who may approve. */
export function checkerOf(change: Partial<Checker> = {}): Checker {
  return {
    personId: 'usr_chen',
    humanId: 'hum_chen',
    organisationId: 'org_acquirer',
    permits: new Set(['correction:approve']),
    standsFor: [],
    roleSince: DAY_BEFORE,
    factorSince: DAY_BEFORE,
    ...change,
  }
}

export const evidenceOf = (...sources: readonly Source[]): Evidence[] =>
  sources.map((source) => ({ id: `ev_${source}`, source, agrees: true, recordKey: null }))

const LINK = { originalBatch: '000727', originalStan: '000009', originalType: 'PURCHASE' }

/** A patch that each kind takes. */
export const PATCHES: Readonly<Record<CorrectionKind, Proposal['patch']>> = {
  MISSING_IN_BACKOFFICE: textsOf(saleRecord({ stan: '000050' })),
  MISSING_IN_TERMINAL: textsOf(saleRecord({ stan: '000050' })),
  NOT_CHARGED: { amount: '1000', currency: 'CNY', exponent: '2' },
  DUPLICATE_RECORD: LINK,
  DUPLICATE_CHARGE: LINK,
  WRONG_AMOUNT: { amount: '900' },
  WRONG_TYPE: { type: 'REFUND' },
  WRONG_CURRENCY_EXPONENT: { amount: '100' },
  MISPOSTED: { batch: '000728' },
  WRONG_CARD_REF: { panMasked: '622848*********0018' },
  UNREVERSED: {},
  FALSE_REVERSAL: {},
  STATUS_MISMATCH: { outcome: 'DECLINED' },
  WRONG_FEE: {},
  PHANTOM: {},
}

function textsOf({ type, batch, stan, amount, currency, exponent, outcome }: JournalRecord): Proposal['patch'] {
  return { type, batch, stan, amount, currency, exponent: String(exponent), outcome }
}

/** A proposal of a kind for the sale of ten yuan, with what a test changes. */
export function proposalOf(kind: CorrectionKind, change: Partial<Proposal> = {}): Proposal {
  const { effect, evidence } = KIND_RULES[kind]
  const inserted = targetOf(saleRecord({ stan: '000050' }), { seq: null, leaf: null })
  return {
    id: 'cor_1',
    kind,
    target: kind === 'NOT_CHARGED' ? null : effect === 'INSERT' ? inserted : targetOf(saleRecord()),
    baseVersion: 0,
    patch: PATCHES[kind],
    moveTo: null,
    tariff: kind === 'WRONG_FEE' ? { id: 'trf_1', version: 2 } : null,
    reason: 'slip says otherwise',
    evidence: evidenceOf(...(evidence[0] ?? [])),
    caseId: null,
    correctsId: null,
    maker: LI,
    automatic: null,
    ...change,
  }
}

/** What stands when the sale of ten yuan is all there is. */
export const SALE_BASE = baseOf(placed(saleRecord()))

export function shownOf(proposal: Proposal, base = SALE_BASE): Shown {
  const impact = impactOf(proposal, base)
  const { stake, flow } = impact
  return {
    diffHash: diffHash(proposal, impact),
    stake,
    flow,
    beneficiaries: ['org_merchant'],
    requirement: requirementOf(stake),
  }
}

/** A draft of a kind. */
export function draftOf(kind: CorrectionKind, change: Partial<Proposal> = {}, shown: Partial<Shown> = {}): Correction {
  const proposal = proposalOf(kind, change)
  return evolveCorrection(null, { type: 'CorrectionDrafted', at: T0, ...proposal, ...shownOf(proposal), ...shown })
}

/** A correction after facts. */
export function after(correction: Correction, ...events: readonly CorrectionEvent[]): Correction {
  return events.reduce<Correction>(evolveCorrection, correction)
}

const at = T0
export const APPROVAL = {
  personId: 'usr_chen',
  humanId: 'hum_chen',
  organisationId: 'org_acquirer',
  at,
  hash: 'shown',
}
const applied = { seq: 9, leaf: LEAF, root: ROOT }
const roots = { epoch: 1, throughSeq: 9, rootTerminal: ROOT, rootHost: ROOT }

/** The facts that lead along the way, and beside it. */
export const FACTS = {
  submitted: { type: 'CorrectionSubmitted', at, by: LI },
  pending: { type: 'CorrectionPending', at },
  approved: { type: 'CorrectionApproved', at, approval: APPROVAL },
  posted: { type: 'CorrectionPosted', at, through: 5 },
  sent: { type: 'CorrectionSent', at, commandId: 'cmd_1' },
  applied: { type: 'CorrectionApplied', at, applied },
  verified: { type: 'CorrectionVerified', at, roots },
  closed: { type: 'CorrectionClosed', at },
  withdrawn: { type: 'CorrectionWithdrawn', at, by: 'usr_li' },
  invalid: { type: 'CorrectionInvalid', at, problems: ['ABOVE_NET'] },
  rejected: { type: 'CorrectionRejected', at, by: 'usr_chen', reason: 'no slip' },
  expired: { type: 'CorrectionExpired', at },
  stale: { type: 'CorrectionStale', at, reason: 'VERSION' },
  postFailed: { type: 'CorrectionPostFailed', at, code: 'DATABASE' },
  nacked: { type: 'CorrectionNacked', at, reason: 'BASE', ownLeaf: OTHER_LEAF },
  unreachable: { type: 'CorrectionUnreachable', at, code: 'NOT_AFTER_PASSED' },
  waived: { type: 'CorrectionWaived', at, by: 'usr_chen', ground: 'TERMINAL_RETIRED', note: 'scrapped' },
} as const satisfies Record<string, CorrectionEvent>

/** The sale's key as text. */
export const SALE_KEY = stanKeyText(targetOf(saleRecord()).key)

/** Input of the same world as the one that was shown. */
export function currentOf({ baseVersion, diffHash: hash }: Correction) {
  return { version: baseVersion, diffHash: hash }
}

export function submit(change: Partial<Extract<CorrectionInput, { kind: 'submit' }>> = {}): CorrectionInput {
  return { kind: 'submit', at, by: LI, usage: { count: 0, stake: [] }, others: 0, ...change }
}
