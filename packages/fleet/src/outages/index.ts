export * from './correlate.ts'
export * from './outage.ts'
