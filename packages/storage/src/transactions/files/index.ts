export * from './host-records.ts'
export * from './file-matching.ts'
export * from './imports.ts'
export * from './places.ts'
