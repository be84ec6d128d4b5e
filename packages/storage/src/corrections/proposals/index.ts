export { casesToPropose, type Proposed, proposeDueCases, proposeForCase } from './propose.ts'
export { wakeSuppressed } from './wake.ts'
