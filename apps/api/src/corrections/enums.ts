import type {
  CorrectionKind,
  CorrectionState,
  Flow,
  ProofKind,
  SettledTreatment,
  Source,
  WaiveGround,
} from '@budeng/corrections'
import type { CorrectionDecisionRow } from '@budeng/storage'
import type { AmendmentOp } from '@budeng/transactions'
import { enumeration } from '../graphql/enumeration.ts'

export const CorrectionKindEnum = enumeration<CorrectionKind>('CorrectionKind', 'What a correction (更正) is of.', {
  MISSING_IN_BACKOFFICE: 'The terminal has it, we have not (后台漏记).',
  MISSING_IN_TERMINAL: 'The host approved it, the terminal has nothing (终端漏登).',
  NOT_CHARGED: 'Goods left and no card was charged (漏刷). Never creates a charge.',
  DUPLICATE_RECORD: 'One tap, two records (重复记录).',
  DUPLICATE_CHARGE: 'Two charges for one sale (误刷).',
  WRONG_AMOUNT: 'The amount is wrong (金额错误).',
  WRONG_TYPE: 'The type is wrong (类型错误).',
  WRONG_CURRENCY_EXPONENT: 'Currency or decimal places are wrong (币种、小数位错误).',
  MISPOSTED: 'It belongs to another merchant, terminal or batch (错记).',
  WRONG_CARD_REF: 'The reference to the card is wrong (卡号标记错误).',
  UNREVERSED: 'It should have been reversed at the host (应冲未冲).',
  FALSE_REVERSAL: 'It was reversed and should not have been (误冲正).',
  STATUS_MISMATCH: 'Its status differs from what the host says (状态不符).',
  WRONG_FEE: 'The fee is wrong (手续费错误).',
  PHANTOM: 'We have it, and no source knows of it (无源记录).',
})

export const CorrectionStateEnum = enumeration<CorrectionState>(
  'CorrectionState',
  'Where a correction is in its life. It is finished only when both sides provably hold the same.',
  {
    DRAFT: 'Being written.',
    SUBMITTED: 'Handed in.',
    PENDING_APPROVAL: 'Waits for a second person (待复核).',
    APPROVED: 'Approved; is posted next.',
    POSTED: 'In the books.',
    SENT: 'The order for the terminal is made.',
    TERMINAL_APPLIED: 'The terminal says that it applied it.',
    VERIFIED: 'Proven: both roots are equal.',
    CLOSED: 'Finished.',
    WITHDRAWN: 'Taken back by its maker (撤回).',
    INVALID: 'Cannot be: see `problems`.',
    REJECTED: 'A second person said no (驳回).',
    EXPIRED: 'Nobody approved it in time.',
    STALE: 'What it is based on changed; it has to be made anew.',
    POST_FAILED: 'It could not be posted; may be tried again.',
    NACKED: 'The terminal did not take it; may be tried again.',
    UNREACHABLE: 'The terminal did not answer in time; may be tried again.',
    WAIVED: 'A second person gave the proof up (豁免); it stays in the report of open differences.',
  },
)

export const EvidenceSourceEnum = enumeration<Source>('EvidenceSource', 'Where evidence (证据) comes from.', {
  TERMINAL: "The terminal's journal.",
  HOST: "The acquirer's host.",
  FILE: "The acquirer's file.",
  EMV: 'The chip: its counter says whether it was one tap.',
  DOCUMENT: 'A document: a slip, a photograph, a claim, a tariff.',
})

export const MoneyFlowEnum = enumeration<Flow>('CorrectionFlow', 'What happens with money outside the books.', {
  REFUND: 'It is given back to the cardholder.',
  REVERSAL: 'It is reversed at the host.',
  CLAIM: 'It is asked for; nothing is charged.',
})

export const AmendmentOpEnum = enumeration<AmendmentOp>('AmendmentOperation', 'What a terminal is told to do.', {
  INSERT: 'Add the record.',
  AMEND: 'Lay other values over the record.',
  MARK_DUPLICATE: 'Mark it as a copy.',
  MARK_DISPUTED: 'Mark it as disputed.',
  MARK_REVERSED: 'Mark it as reversed.',
  RELINK: 'Tie it to another record or batch.',
  SET_STATUS: 'Set its status.',
})

export const CorrectionProofKindEnum = enumeration<ProofKind>('CorrectionProofKind', 'What ends a correction.', {
  AMENDMENT_ROOT: 'The root through the amendment is equal on both sides.',
  LATER_ROOT: 'A root at a later watermark is equal on both sides.',
  NOT_APPLICABLE: 'There is nothing at the terminal to compare.',
})

export const SettledTreatmentEnum = enumeration<SettledTreatment>(
  'SettledTreatment',
  'How a batch is treated that is settled already; its root stays.',
  {
    LATE_POSTING: 'Posted late.',
    ADJUSTMENT: 'An adjustment in the open batch.',
    REFUND: 'A refund.',
    CLAIM: 'A claim.',
    META: 'No money is concerned.',
    NEXT_STATEMENT: 'On the next statement.',
    NONE: 'Nothing.',
  },
)

export const WaiveGroundEnum = enumeration<WaiveGround>('WaiveGround', 'Why a proof is given up (豁免).', {
  BATCH_SETTLED: 'The batch is closed: the terminal has erased it.',
  TERMINAL_RETIRED: 'The terminal is out of use.',
  OLDER_EPOCH: 'The record stands in a journal that the terminal has no more.',
})

export const CorrectionVerdictEnum = enumeration<CorrectionDecisionRow['verdict']>(
  'CorrectionVerdict',
  'What a second person said.',
  { APPROVED: 'Yes, to exactly this hash.', REJECTED: 'No.', WAIVED: 'The proof is given up.' },
)

/** What people do with a correction. */
export const CORRECTION_ACTIONS = ['EDIT', 'SUBMIT', 'WITHDRAW', 'APPROVE', 'REJECT', 'RETRY', 'WAIVE'] as const
export type CorrectionActionName = (typeof CORRECTION_ACTIONS)[number]

export const CorrectionActionNameEnum = enumeration<CorrectionActionName>(
  'CorrectionActionName',
  'What people do with a correction.',
  {
    EDIT: 'Change the draft.',
    SUBMIT: 'Hand it in.',
    WITHDRAW: 'Take it back.',
    APPROVE: 'Agree, as the second person.',
    REJECT: 'Say no, as the second person.',
    RETRY: 'Let it be tried again.',
    WAIVE: 'Give the proof up, as a second person.',
  },
)

export const CorrectionOrderEnum = enumeration<'OLDEST' | 'NEWEST'>('CorrectionOrder', 'Order of a list.', {
  OLDEST: 'The longest waiting first.',
  NEWEST: 'The newest first.',
})
