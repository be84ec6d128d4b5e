export * from './files/index.ts'
export * from './ledger.ts'
export * from './ledger-balances.ts'
export * from './ledger-days.ts'
