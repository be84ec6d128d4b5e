import type { CaseState, Severity } from '@budeng/corrections'
import { enumeration } from '../../graphql/enumeration.ts'

export const CaseStateEnum = enumeration<CaseState>('CaseState', 'Where a case (差异案例) is.', {
  OPEN: 'Found; nobody has done anything yet.',
  PROPOSED: 'A correction of it is under way.',
  CLOSED: 'Corrected, seen to, or gone by itself.',
  SUPPRESSED: 'Not now (抑制): it has an owner and an end.',
  DISMISSED: 'The rule was wrong (误报).',
})

export const SeverityEnum = enumeration<Severity>('CaseSeverity', 'How grave it is.', {
  INFO: 'For the record.',
  WARN: 'Somebody should look.',
  HIGH: 'Money or trust is at stake.',
})

export const CaseVerdictEnum = enumeration<'RIGHT' | 'WRONG'>('CaseVerdict', 'What a person found about the rule.', {
  RIGHT: 'It was right.',
  WRONG: 'It was wrong.',
})

export const CaseOrderEnum = enumeration<'OLDEST' | 'NEWEST' | 'MONEY'>('CaseOrder', 'Order of a list of cases.', {
  OLDEST: 'Those that are open, the longest waiting first.',
  MONEY: 'Those that are open, the most money first.',
  NEWEST: 'All, the newest first.',
})

export const CASE_ACTIONS = ['PROPOSE', 'DISMISS', 'SETTLE', 'JUDGE', 'SUPPRESS', 'CLAIM', 'RELEASE'] as const
export type CaseActionName = (typeof CASE_ACTIONS)[number]

export const CaseActionNameEnum = enumeration<CaseActionName>('CaseActionName', 'What people do with a case.', {
  PROPOSE: 'Write a correction of it.',
  DISMISS: 'Say that the rule was wrong.',
  SETTLE: 'Say that it was right, and is seen to without a correction.',
  JUDGE: 'Say whether it was right, of what was corrected by itself.',
  SUPPRESS: 'Put it off, with an end.',
  CLAIM: 'Work on it.',
  RELEASE: 'Leave it to others.',
})
