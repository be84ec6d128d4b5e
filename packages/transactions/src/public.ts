/** For the browser: words, lists and the formatting of money. No rule stands behind this door. */
export { formatMoney, type Money, moneyText, parseMoney } from '@budeng/kernel'
export {
  AUTH_STATES,
  type Axes,
  FOLLOW_UP_STATES,
  LABELS,
  labelOf,
  REVERSAL_STATES,
  SETTLEMENT_STATES,
  SYNC_STATES,
} from './axes.ts'
export { AMENDMENT_OPS, CARD_TYPES, SCOPES } from './record-fields.ts'
export { MSG_CLASSES, OUTCOMES, RECORD_TYPES, SIDES, VIOLATIONS } from './record-types.ts'
export { BATCH_STATES, IMBALANCES } from './batch.ts'
export { LEDGER_ACCOUNTS } from './ledger-accounts.ts'
export { PRODUCTS, TARIFF_PROBLEMS, type TariffProblem, tariffProblems } from './tariff.ts'
export { AMOUNT_FORMS, CSV_FIELDS, type CsvField, DATE_FORMS, MAPPING_PROBLEMS, TIME_FORMS } from './csv-forms.ts'
export { ROW_FAULTS } from './file-row.ts'
export { CLOSED_DAY_FILES, FILE_STANDINGS, type FileSchedule, scheduleProblem } from './file-schedule.ts'
export { MATCH_FINDINGS, STANDINGS } from './matching.ts'
export { readSearch, SEARCH_KINDS, type SearchKind, type SearchReading, withoutCardNumber } from './search.ts'
