export * from './lapses.ts'
export * from './lost-gateways.ts'
export * from './retention.ts'
export * from './leader.ts'
