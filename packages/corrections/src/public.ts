/** For the browser: words, labels and form checks. No rule, cap or tier stands behind this door. */
export { ATTACHMENT_PROBLEMS, attachmentProblem, isDocumentName, reasonProblem } from './form-checks.ts'
export { ATTACHMENT_BYTES_MAX, ATTACHMENT_TYPES, REASON_LENGTH_MAX, REASON_LENGTH_MIN } from './form-limits.ts'
export { CORRECTION_KINDS, type CorrectionKind, KIND_LABELS, SOURCES, type Source } from './kind-names.ts'
export { CORRECTION_REFUSALS } from './refusals.ts'
export {
  CASE_STATES,
  type CaseState,
  CORRECTION_STATES,
  type CorrectionState,
  isCorrectionOver,
  STATES_BESIDE,
} from './states.ts'
export {
  ANSWER_DOUBTS,
  AUTOMATIC_OBSTACLES,
  CORRECTION_PROBLEMS,
  EXPLANATION_CODES,
  RULE_IDS,
  RULE_MODES,
  SEVERITIES,
  WAIVE_GROUNDS,
} from './words.ts'
