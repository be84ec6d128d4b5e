export * from './cases/index.ts'
export * from './rules/index.ts'
export { correctionsOfTransactions, loadCorrections } from './corrections.ts'
export * from './due.ts'
export { approveCorrection, rejectCorrection, waiveCorrection } from './judge.ts'
export { type CorrectionPlace, placeOfTerminal, targetOfKey, targetOfTransaction } from './place.ts'
export { failPosting, postCorrection } from './post.ts'
export { type CorrectionPreview, formProblems, previewCorrection } from './preview.ts'
export { answerCorrection, type ComparedRoots, missCorrection, proveCorrections, sendCorrection } from './prove.ts'
export { correctionOf } from './stored.ts'
export {
  type CorrectionAnswer,
  type CorrectionWish,
  createCorrection,
  editCorrection,
  proposalOfWish,
  submitCorrection,
  withdrawCorrection,
} from './write.ts'
