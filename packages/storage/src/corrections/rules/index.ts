export * from './lab-reports.ts'
export * from './standings.ts'
export * from './suppressions.ts'
export * from './switches.ts'
