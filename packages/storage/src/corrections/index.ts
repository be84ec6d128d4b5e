export * from './detection/index.ts'
export * from './cases/index.ts'
export * from './rules/index.ts'
export * from './proposals/index.ts'
export { correctionsOfTransactions, loadCorrections } from './corrections.ts'
export * from './due.ts'
export { hearOfAmendments } from './answers.ts'
export { agreedLimits, lockLimit, moneyRulesOf, saveLimit } from './money-rules.ts'
export { approveCorrection, rejectCorrection, retryCorrection, waiveCorrection, waiveGroundsOf } from './judge.ts'
export { baseFactsOf, type CorrectionPlace, placeOfTerminal, targetOfKey, targetOfTransaction } from './place.ts'
export { failPosting, postCorrection } from './post.ts'
export { type CorrectionPreview, formProblems, previewCorrection } from './preview.ts'
export type { OrderedCorrection } from './ordered.ts'
export { orderDueCorrections } from './orders.ts'
export { type ComparedRoots, proveCorrections, proveDueCorrections } from './prove.ts'
export { correctionOf, impactOfRow, type ShownImpact } from './stored.ts'
export { type Witness, witnessesOf } from './witnesses.ts'
export {
  type CorrectionAnswer,
  type CorrectionWish,
  createCorrection,
  editCorrection,
  proposalOfWish,
  submitCorrection,
  usageOfMaker,
  withdrawCorrection,
} from './write.ts'
export {
  type DifferenceFigures,
  differenceFigures,
  type DifferenceKey,
  type DifferenceLine,
  differenceLines,
  type DifferencePlace,
} from './difference-figures.ts'
export {
  evidenceBy,
  evidenceByKeys,
  evidenceOfCases,
  evidenceOfCorrections,
  evidenceOfTerminal,
  keepEvidence,
  type NewEvidence,
} from './evidence.ts'
export { type MonthEnd, monthEnd, type MonthKind } from './month-end.ts'
export { twinTotalsOf } from './twin-totals.ts'
