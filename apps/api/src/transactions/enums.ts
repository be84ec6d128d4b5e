import type { Agreement, DifferenceKind, JournalRecordState, LedgerAccountKind, LedgerBook } from '@budeng/storage'
import type {
  AuthState,
  BatchState,
  FollowUpState,
  Label,
  MsgClass,
  RecordType,
  ReversalState,
  SettlementState,
  Side,
  SyncState,
} from '@budeng/transactions'
import { enumeration } from '../graphql/enumeration.ts'

export const RecordTypeEnum = enumeration<RecordType>('RecordType', 'What a journal record is of.', {
  PURCHASE: 'Sale (消费).',
  PURCHASE_VOID: 'Void of a sale of the same batch (消费撤销).',
  REFUND: 'Refund (退货).',
  PREAUTH: 'Pre-authorisation (预授权).',
  PREAUTH_VOID: 'Void of a pre-authorisation.',
  PREAUTH_COMPLETION: 'Completion of a pre-authorisation (预授权完成).',
  COMPLETION_VOID: 'Void of a completion.',
  OFFLINE_SALE: 'Sale approved by the terminal alone, forwarded later.',
  OFFLINE_ADJUST: 'Adjustment of an offline sale before settlement.',
  TIP_ADJUST: 'Tip added before settlement.',
  QR_PAY: 'Payment by QR code (扫码).',
  QR_REFUND: 'Refund of a payment by QR code.',
  BALANCE_INQUIRY: 'Balance inquiry; moves no money.',
  REVERSAL: 'Reversal (冲正).',
  REVERSAL_STATUS: 'What became of a reversal.',
  ADVICE: 'What the host said to a forwarded offline sale.',
  SIGN_ON: 'Sign-on (签到).',
  SIGN_OFF: 'Sign-off (签退).',
  SETTLE: 'Settlement of a batch (批结算).',
  BATCH_UPLOAD: 'Upload of a batch (批上送).',
  AMENDMENT: 'Amendment by a correction: the record that it amends stays as it is.',
})

export const MsgClassEnum = enumeration<MsgClass>('MessageClass', 'Part of the permanent key of a record.', {
  FIN: 'Financial.',
  AUTH: 'Authorisation only.',
  ADVICE: 'Advice.',
  REVERSAL: 'Reversal.',
  ADMIN: 'Administrative.',
})

export const AuthStateEnum = enumeration<AuthState>('AuthorisationState', 'First axis: authorisation.', {
  EXPECTED: 'Something refers to it, and it has not come.',
  APPROVED: 'Approved by the host.',
  DECLINED: 'Declined by the host.',
  UNKNOWN: 'No answer came: it needs a reversal.',
  OFFLINE_APPROVED: 'Approved by the terminal; not forwarded yet.',
  ACCEPTED: 'Forwarded, and accepted by the host.',
  REFUSED: 'Forwarded, and refused by the host.',
})

export const ReversalStateEnum = enumeration<ReversalState>('ReversalState', 'Second axis: reversal (冲正).', {
  NONE: 'None.',
  REQUIRED: 'It must be reversed.',
  SENT: 'The reversal was sent; no answer yet.',
  ABANDONED: 'The terminal gave up.',
  NOT_NEEDED: 'The host does not know the original.',
  CONFIRMED: 'Reversed.',
})

export const FollowUpStateEnum = enumeration<FollowUpState>('FollowUpState', 'Third axis: what followed.', {
  NONE: 'Nothing.',
  PARTLY_REFUNDED: 'Refunded in part.',
  REFUNDED: 'Refunded.',
  CAPTURED: 'Completed.',
  VOIDED: 'Voided.',
  EXPIRED: 'The hold ran out.',
})

export const SettlementStateEnum = enumeration<SettlementState>('SettlementState', 'Fourth axis: settlement.', {
  IN_OPEN_BATCH: 'In a batch that is open.',
  IN_CLOSED_BATCH: 'In a batch that is closed.',
  CLEARED: "Found in the acquirer's file.",
  PAID_OUT: 'Paid out to the merchant.',
  DISPUTED: 'Disputed.',
})

export const SyncStateEnum = enumeration<SyncState>('SynchronisationState', 'Fifth axis: who knows of it.', {
  TERMINAL_ONLY: "The terminal's word alone.",
  HOST_ONLY: "The host's word alone.",
  BOTH_EQUAL: 'Terminal and host say the same.',
  BOTH_DIFFER: 'Terminal and host differ.',
  AMENDED_PENDING_ACK: 'A correction is posted, and the terminal has not applied it yet.',
})

export const TransactionLabelEnum = enumeration<Label>(
  'TransactionLabel',
  'One word for the five axes: what most changes the money first.',
  {
    EXPECTED: 'Not come yet.',
    REVERSED: 'Reversed.',
    REVERSAL_PENDING: 'Reversal under way.',
    REVERSAL_ABANDONED: 'Reversal given up.',
    VOIDED: 'Voided.',
    REFUNDED: 'Refunded.',
    PARTLY_REFUNDED: 'Refunded in part.',
    CAPTURED: 'Completed.',
    EXPIRED: 'Ran out.',
    APPROVED: 'Approved.',
    DECLINED: 'Declined.',
    UNKNOWN: 'No answer.',
    OFFLINE_APPROVED: 'Approved offline.',
    REFUSED: 'Refused when forwarded.',
  },
)

export const SideEnum = enumeration<Side>('SettlementSide', 'On which side of a settlement a record counts.', {
  DEBIT: 'Charged to cards: sales, completions, offline sales.',
  CREDIT: 'Given back to cards: voids, refunds.',
})

export const CardScopeEnum = enumeration<'DOMESTIC' | 'FOREIGN'>(
  'CardScope',
  'Cards settle in two blocks (内卡, 外卡).',
  { DOMESTIC: 'Domestic cards and QR payments.', FOREIGN: 'Foreign cards.' },
)

export const RecordStateEnum = enumeration<JournalRecordState>('JournalRecordState', 'What became of a record here.', {
  TAKEN: 'Taken.',
  REPEATED: 'Known already under another number of the journal.',
  CONFLICT: 'Its permanent key belongs to another record: kept beside it, nothing overwritten.',
  QUARANTINED: 'Cannot be read; its leaf stands in the tree, unproven.',
})

export const BatchStateEnum = enumeration<BatchState>('BatchState', 'Where a batch (批次) is in its life.', {
  OPEN: 'Takes records.',
  CLOSING: 'The terminal closed it; records through its watermark still come.',
  COMPARING: 'All records are here: totals and roots are compared.',
  BALANCED: 'Both sides agree (平).',
  UNBALANCED: 'They differ (不平).',
  UPLOADING: 'The terminal sends its records again.',
  RECONCILED: 'They agree after the upload.',
  CLOSED: 'Closed; its root is frozen.',
  FORCE_CLOSED: 'Closed by a checker without agreement, with a reason.',
})

export const DifferenceKindEnum = enumeration<DifferenceKind>('DifferenceKind', 'In what two journals differ.', {
  UNLOCATED: 'The roots differ; the place is not found yet.',
  ALTERED: 'Both have the record, and it is not the same.',
  UNPROVEN: 'The record could not be read; only its leaf is known.',
  MISSING_HERE: 'The terminal has it, the platform has not.',
  MISSING_THERE: 'The platform has it, the terminal has not.',
  TOTALS: 'The records agree, the totals do not.',
  CONFLICT: 'The terminal used the key of a record for another one.',
  CORRECTION: 'What the terminal answered of a correction is not what its journal shows.',
})

export const AgreementEnum = enumeration<Agreement>('JournalAgreement', 'What the newest comparison said.', {
  UNKNOWN: 'Nothing was compared yet.',
  EQUAL: 'Equal through the watermark.',
  DIFFERENT: 'Different: see the open differences.',
})

export const ProofKindEnum = enumeration<'HEARTBEAT' | 'BATCH' | 'ROUNDS' | 'CORRECTION'>(
  'ProofKind',
  'How a comparison came about.',
  {
    HEARTBEAT: 'By the digest in a heartbeat.',
    BATCH: 'At the close of a batch.',
    ROUNDS: 'By the rounds that locate a difference.',
    CORRECTION: 'By what a terminal answered to the order of a correction.',
  },
)

export const LedgerBookEnum = enumeration<LedgerBook>('LedgerBook', 'Of what an entry tells.', {
  TRADE: 'A transaction as it stands.',
  CLEARING: "What the acquirer's files say of it, or of something that we do not have (清算).",
  PAYOUT: 'What was paid to a merchant (打款).',
  WRITE_OFF: 'What will never come (核销).',
})

export const LedgerAccountKindEnum = enumeration<LedgerAccountKind>('LedgerAccountKind', 'What is booked on.', {
  TERMINAL_CLEARING: 'Clearing of a terminal.',
  ACQUIRER_RECEIVABLE: 'What the acquirer is owed by the card schemes.',
  MERCHANT_PAYABLE: 'What is owed to a merchant.',
  FEE_INCOME: 'Fees.',
  AGENT_COMMISSION: "An agent's share of fees.",
  SUSPENSE_LONG: 'Too much, not explained yet (长款).',
  SUSPENSE_SHORT: 'Too little, not explained yet (短款).',
  WRITE_OFF: 'Written off.',
})
