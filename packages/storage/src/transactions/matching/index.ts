export { matchHostAgain, matchHostFacts, matchOwnRecords } from './host-matching.ts'
