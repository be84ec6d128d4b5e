export * from './host-records.ts'
export * from './places.ts'
