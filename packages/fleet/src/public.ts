/** For the browser: words, lists and form checks. No rule about risk, caps or proof stands behind this door. */
export { ALERT_STATES } from './alerts/alert.ts'
export { OWN_SUBJECTS } from './alerts/alert-rule.ts'
export {
  COMMAND_STATES,
  COMMAND_TYPES,
  DEFERRAL_REASONS,
  EVIDENCE_KINDS,
  FINAL_STATES,
  GRANTABLE_TYPES,
  isFinal,
  REQUESTABLE_TYPES,
  type RequestableType,
  TIERS,
  WITNESSES,
} from './command.ts'
export { RELOGIN_LEVELS } from './command-types/relogin-levels.ts'
export { ANY_MODEL } from './care/interval.ts'
export { CARE_ANSWERS, CARE_KINDS, CHECKLISTS } from './care/checklist.ts'
export { foldedLabel, labelProblem } from './estate/labels.ts'
export { VIEW_TERMS } from './estate/saved-view.ts'
export { messageTextProblem, reasonProblem } from './free-text.ts'
export {
  LABELS_MAX,
  MESSAGE_LENGTH_MAX,
  NOT_AFTER_MAX_MS,
  NOT_AFTER_MIN_MS,
  REASON_LENGTH_MAX,
  SOFTWARE_BYTES_MAX,
  VIEW_NAME_LENGTH_MAX,
} from './form-limits.ts'
export { CONTRADICTION_CODES } from './health/contradictions.ts'
export { severityOf, worstFirst } from './health/fault-order.ts'
export { FAULT_CLASSES, FAULT_CODES, faultClass, faultFacts, FAULTS, FIRST_ACTIONS } from './health/fault-table.ts'
export { METRICS } from './health/metrics.ts'
export { HOST_FAULTS, RESPONSE_ROUTES } from './health/response-codes.ts'
export { BAD_STANDINGS, MEMBER_STANDINGS } from './rollouts/figures.ts'
export { checkParameters } from './parameters.ts'
export { checkChange } from './parameters-change.ts'
export { planProblems, ROLLOUT_PLAN_DEFAULT } from './rollouts/plan.ts'
export { ROLLOUT_STATES, RULE_WHY_CODES } from './rollouts/rollout.ts'
export { SEVERITIES } from './health/severity.ts'
export { MESSAGE_TEMPLATES } from './message-templates.ts'
export { DELIVERY_STATES } from './notifications/delivery.ts'
export { DESTINATION_KINDS, MAIL_SECURITIES } from './notifications/destination.ts'
export { ON_CALL_DAYS } from './notifications/on-call.ts'
export { NOTIFICATION_TOPICS } from './notifications/topics.ts'
export { GROUP_KINDS } from './outages/outage.ts'
export { REFUSAL_CODES } from './refusals.ts'
export { RESULT_CODES } from './result-codes.ts'
export {
  CONFORMANCE_LEVELS,
  PRESENCES,
  SIGN_ON_STATES,
  STATES_IN_USE,
  stepsOfTerminal,
  TERMINAL_STATES,
  type TerminalStep,
} from './terminal.ts'
export { WHY_CODES } from './why-codes.ts'
