export { CAUSE_CODES, CAUSE_OF_FAULT, type CauseCode, CAUSES } from './causes.ts'
export { diagnose } from './diagnose.ts'
export * from './symptoms.ts'
