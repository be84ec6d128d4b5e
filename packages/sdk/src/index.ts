export { type Client, type ClientOptions, type CommandRequest, type LoginFactor, createClient } from './client.ts'
export * from './errors.ts'
export * from './types.ts'
export type { WaitOptions } from './wait.ts'
