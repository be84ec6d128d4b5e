export * from './decide-stop.ts'
export * from './stop.ts'
