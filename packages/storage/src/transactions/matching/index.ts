export { matchHostAgain, matchHostFacts, matchOwnRecords, noteHostStrangers } from './host-matching.ts'
