export * from './care.ts'
export { openIncidentsOf, ruleBook } from './judge.ts'
export * from './lists.ts'
export { alertTurn } from './turn.ts'
