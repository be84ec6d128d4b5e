import { type AmendmentOp, FIELD_NAMES, type FieldName } from '@budeng/transactions'
import type { CorrectionKind, Source } from './kind-names.ts'

/** What is done with money outside the books: it leaves, or is asked for. */
export type Flow = 'REFUND' | 'REVERSAL' | 'CLAIM'

/** How a batch is treated that is settled already; its root stays what it was. */
export type SettledTreatment = 'LATE_POSTING' | 'ADJUSTMENT' | 'REFUND' | 'CLAIM' | 'META' | 'NEXT_STATEMENT' | 'NONE'

/** What ends it: the root through the amendment, an equal root at a later watermark, or there is nothing to prove. */
export type ProofKind = 'AMENDMENT_ROOT' | 'LATER_ROOT' | 'NOT_APPLICABLE'

export interface KindRule {
  /** Alternatives; each wants all of its sources. */
  readonly evidence: readonly (readonly Source[])[]
  /** Members that the patch may hold, and those that it must. */
  readonly fields: readonly FieldName[]
  readonly needs: readonly FieldName[]
  /** What is laid over the transaction with us; null: nothing. */
  readonly effect: AmendmentOp | null
  /** What the terminal is told to do; null: no command. */
  readonly command: AmendmentOp | null
  readonly flow: Flow | null
  readonly settled: SettledTreatment
  readonly proof: ProofKind
  /** It is of a transaction that we have. */
  readonly hasTarget: boolean
}

const LINK = ['originalBatch', 'originalStan', 'originalType'] as const
const WHOLE = ['type', 'batch', 'stan', 'amount', 'currency', 'exponent', 'outcome'] as const

function kind(rule: Partial<KindRule> & Pick<KindRule, 'evidence' | 'effect'>): KindRule {
  return {
    fields: [],
    needs: [],
    command: rule.effect,
    flow: null,
    settled: 'ADJUSTMENT',
    proof: 'AMENDMENT_ROOT',
    hasTarget: true,
    ...rule,
  }
}

/** True when an equal root has to prove it: nothing else ends it. */
export function isProvable(of: CorrectionKind): boolean {
  return KIND_RULES[of].proof !== 'NOT_APPLICABLE'
}

/** All that depends on the kind alone: domain §12, research §2.10. */
export const KIND_RULES: Readonly<Record<CorrectionKind, KindRule>> = {
  MISSING_IN_BACKOFFICE: kind({
    evidence: [['TERMINAL', 'HOST']],
    fields: FIELD_NAMES,
    needs: WHOLE,
    effect: 'INSERT',
    command: null,
    settled: 'LATE_POSTING',
    proof: 'LATER_ROOT',
    hasTarget: false,
  }),
  MISSING_IN_TERMINAL: kind({
    evidence: [['HOST', 'FILE']],
    fields: FIELD_NAMES,
    needs: WHOLE,
    effect: 'INSERT',
    hasTarget: false,
  }),
  // never a charge: the cardholder has to come again
  NOT_CHARGED: kind({
    evidence: [['DOCUMENT']],
    fields: ['amount', 'currency', 'exponent'],
    needs: ['amount', 'currency', 'exponent'],
    effect: null,
    flow: 'CLAIM',
    settled: 'NONE',
    proof: 'NOT_APPLICABLE',
    hasTarget: false,
  }),
  // one tap: the chip's counter, or two records of one order
  DUPLICATE_RECORD: kind({ evidence: [['EMV'], ['TERMINAL']], fields: LINK, needs: LINK, effect: 'MARK_DUPLICATE' }),
  DUPLICATE_CHARGE: kind({
    evidence: [['HOST', 'DOCUMENT']],
    fields: LINK,
    needs: LINK,
    effect: 'MARK_DISPUTED',
    flow: 'REFUND',
    settled: 'REFUND',
  }),
  WRONG_AMOUNT: kind({
    evidence: [
      ['DOCUMENT', 'FILE'],
      ['HOST', 'FILE'],
      ['HOST', 'DOCUMENT'],
    ],
    fields: ['amount'],
    needs: ['amount'],
    effect: 'AMEND',
  }),
  WRONG_TYPE: kind({ evidence: [['HOST']], fields: ['type'], needs: ['type'], effect: 'AMEND' }),
  WRONG_CURRENCY_EXPONENT: kind({
    evidence: [['FILE']],
    fields: ['amount', 'currency', 'exponent'],
    effect: 'AMEND',
  }),
  // the log of sign-ons, or the pair of merchant numbers in the record
  MISPOSTED: kind({
    evidence: [['HOST'], ['TERMINAL']],
    fields: ['batch', 'midSent', 'midReturned', ...LINK],
    effect: 'RELINK',
  }),
  WRONG_CARD_REF: kind({
    evidence: [['HOST']],
    fields: ['panMasked', 'panToken', 'panSeq'],
    effect: 'AMEND',
    settled: 'META',
  }),
  UNREVERSED: kind({
    evidence: [['TERMINAL', 'HOST']],
    effect: 'MARK_REVERSED',
    flow: 'REVERSAL',
    settled: 'REFUND',
  }),
  FALSE_REVERSAL: kind({ evidence: [['HOST', 'DOCUMENT']], effect: 'MARK_REVERSED', settled: 'CLAIM' }),
  STATUS_MISMATCH: kind({
    evidence: [['HOST']],
    fields: ['outcome', 'responseCode', 'authCode', 'rrn'],
    needs: ['outcome'],
    effect: 'SET_STATUS',
    settled: 'META',
  }),
  WRONG_FEE: kind({
    evidence: [['DOCUMENT'], ['FILE']],
    effect: null,
    settled: 'NEXT_STATEMENT',
    proof: 'NOT_APPLICABLE',
  }),
  // the terminal never knew of it
  PHANTOM: kind({
    evidence: [['TERMINAL', 'HOST', 'FILE']],
    effect: 'MARK_REVERSED',
    command: null,
    proof: 'LATER_ROOT',
  }),
}
