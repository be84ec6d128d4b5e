export * from './checklist.ts'
export * from './interval.ts'
export * from './visit.ts'
