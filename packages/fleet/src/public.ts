export { COMMAND_STATES, COMMAND_TYPES, FINAL_STATES, isFinal, TIERS, WITNESSES } from './command.ts'
export { PRESENCES, SIGN_ON_STATES, TERMINAL_STATES } from './terminal.ts'
