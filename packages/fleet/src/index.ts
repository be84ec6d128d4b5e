export * from './command.ts'
export * from './command-events.ts'
export * from './limits.ts'
export * from './terminal.ts'
