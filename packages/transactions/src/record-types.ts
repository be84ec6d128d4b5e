/** What a journal record is of. One list for ever: the names stand in canonical bytes. */
export const RECORD_TYPES = [
  'PURCHASE',
  'PURCHASE_VOID',
  'REFUND',
  'PREAUTH',
  'PREAUTH_VOID',
  'PREAUTH_COMPLETION',
  'COMPLETION_VOID',
  'OFFLINE_SALE',
  'OFFLINE_ADJUST',
  'TIP_ADJUST',
  'QR_PAY',
  'QR_REFUND',
  'BALANCE_INQUIRY',
  'REVERSAL',
  'REVERSAL_STATUS',
  'ADVICE',
  'SIGN_ON',
  'SIGN_OFF',
  'SETTLE',
  'BATCH_UPLOAD',
  'AMENDMENT',
] as const
export type RecordType = (typeof RECORD_TYPES)[number]

/** Part of the second permanent key, so that a sale, its reversal and its advice may share one STAN. */
export const MSG_CLASSES = ['FIN', 'AUTH', 'ADVICE', 'REVERSAL', 'ADMIN'] as const
export type MsgClass = (typeof MSG_CLASSES)[number]

/** On which side of a settlement a record counts. */
export const SIDES = ['DEBIT', 'CREDIT'] as const
export type Side = (typeof SIDES)[number]

export const AUTH_OUTCOMES = ['APPROVED', 'DECLINED', 'UNKNOWN'] as const
export const FORWARD_OUTCOMES = ['ACCEPTED', 'REFUSED'] as const
export const REVERSAL_OUTCOMES = ['REQUIRED', 'SENT', 'CONFIRMED', 'NOT_NEEDED', 'ABANDONED'] as const
export const OUTCOMES = [...AUTH_OUTCOMES, 'OFFLINE_APPROVED', ...FORWARD_OUTCOMES, ...REVERSAL_OUTCOMES] as const
export type Outcome = (typeof OUTCOMES)[number]
export type ReversalOutcome = (typeof REVERSAL_OUTCOMES)[number]

type Need = 'REQUIRED' | 'OPTIONAL' | 'NONE'

export interface TypeRule {
  readonly msgClass: MsgClass
  /** The side on which it counts when it counts; null for what moves no money by itself. */
  readonly side: Side | null
  readonly money: Need
  /** The record that it refers to. */
  readonly original: Need
  /** A record without batch and STAN has no second key. */
  readonly stan: Need
  readonly outcomes: readonly Outcome[]
  /** What its original may be; empty: it has none. */
  readonly of: readonly RecordType[]
}

const SALES = ['PURCHASE', 'OFFLINE_SALE'] as const

const REVERSIBLE = [
  ...SALES,
  'PURCHASE_VOID',
  'REFUND',
  'PREAUTH',
  'PREAUTH_VOID',
  'PREAUTH_COMPLETION',
  'COMPLETION_VOID',
  'OFFLINE_ADJUST',
  'TIP_ADJUST',
  'QR_PAY',
  'QR_REFUND',
] as const

function rule(msgClass: MsgClass, side: Side | null, rest: Partial<TypeRule> = {}): TypeRule {
  return {
    msgClass,
    side,
    money: 'REQUIRED',
    original: 'NONE',
    stan: 'REQUIRED',
    outcomes: AUTH_OUTCOMES,
    of: [],
    ...rest,
  }
}

const follows = (of: readonly RecordType[]): Partial<TypeRule> => ({ original: 'REQUIRED', of })
const admin = (): TypeRule => rule('ADMIN', null, { money: 'NONE' })

/** All that depends on the type alone. */
export const TYPE_RULES: Readonly<Record<RecordType, TypeRule>> = {
  PURCHASE: rule('FIN', 'DEBIT'),
  PURCHASE_VOID: rule('FIN', 'CREDIT', follows(SALES)),
  // a refund of another terminal's sale, or without a slip, refers to nothing here
  REFUND: rule('FIN', 'CREDIT', { original: 'OPTIONAL', of: [...SALES, 'PREAUTH_COMPLETION'] }),
  PREAUTH: rule('AUTH', null),
  PREAUTH_VOID: rule('AUTH', null, follows(['PREAUTH'])),
  PREAUTH_COMPLETION: rule('FIN', 'DEBIT', follows(['PREAUTH'])),
  COMPLETION_VOID: rule('FIN', 'CREDIT', follows(['PREAUTH_COMPLETION'])),
  OFFLINE_SALE: rule('FIN', 'DEBIT', { outcomes: ['OFFLINE_APPROVED'] }),
  // an adjustment carries the whole amount as it is after it; it moves its original and counts not by itself
  OFFLINE_ADJUST: rule('FIN', null, { ...follows(['OFFLINE_SALE']), outcomes: [...AUTH_OUTCOMES, 'OFFLINE_APPROVED'] }),
  TIP_ADJUST: rule('FIN', null, { ...follows(SALES), outcomes: [...AUTH_OUTCOMES, 'OFFLINE_APPROVED'] }),
  QR_PAY: rule('FIN', 'DEBIT'),
  QR_REFUND: rule('FIN', 'CREDIT', { original: 'OPTIONAL', of: ['QR_PAY'] }),
  BALANCE_INQUIRY: rule('AUTH', null, { money: 'OPTIONAL' }),
  REVERSAL: rule('REVERSAL', null, {
    money: 'OPTIONAL',
    original: 'REQUIRED',
    outcomes: REVERSAL_OUTCOMES,
    of: REVERSIBLE,
  }),
  // A reversal takes its STAN once. What becomes of it later uses none, so that both keys stay true; it refers to what
  // is reversed, as the reversal does
  REVERSAL_STATUS: rule('ADVICE', null, {
    money: 'NONE',
    original: 'REQUIRED',
    stan: 'NONE',
    outcomes: ['SENT', 'CONFIRMED', 'NOT_NEEDED', 'ABANDONED'],
    of: REVERSIBLE,
  }),
  ADVICE: rule('ADVICE', null, {
    money: 'OPTIONAL',
    original: 'REQUIRED',
    outcomes: FORWARD_OUTCOMES,
    of: ['OFFLINE_SALE', 'OFFLINE_ADJUST', 'TIP_ADJUST'],
  }),
  SIGN_ON: admin(),
  SIGN_OFF: admin(),
  SETTLE: admin(),
  BATCH_UPLOAD: admin(),
  // it names what it amends; one that inserts a record names none
  AMENDMENT: rule('ADMIN', null, {
    money: 'NONE',
    stan: 'NONE',
    outcomes: [],
    original: 'OPTIONAL',
    of: [...REVERSIBLE, 'BALANCE_INQUIRY'],
  }),
}

/** True for what moves no money: it carries no amount, and refers to nothing that does. */
export function isWithoutMoney(type: RecordType): boolean {
  const { money, original } = TYPE_RULES[type]
  return money === 'NONE' && original === 'NONE'
}

/** The class of a type's messages. */
export function msgClassOf(type: RecordType): MsgClass {
  return TYPE_RULES[type].msgClass
}

/** What records may break that are all true. */
export const VIOLATIONS = [
  'OVER_REFUND',
  'COMPLETION_OVER',
  'SECOND_COMPLETION',
  'SECOND_VOID',
  'VOID_OTHER_BATCH',
  'VOID_NOT_THE_WHOLE',
  'VOID_AND_REFUND',
  'WRONG_KIND',
  'FOLLOWS_INEFFECTIVE',
] as const
export type Violation = (typeof VIOLATIONS)[number]
