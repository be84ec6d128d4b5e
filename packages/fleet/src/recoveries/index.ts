export * from './automatic.ts'
export {
  decideRecovery,
  decideRecoveryStart,
  type RecoveryDecision,
  type RecoveryRequest,
  startRefusal,
} from './decide.ts'
export { evolveRecovery } from './evolve.ts'
export * from './limits.ts'
export * from './playbook.ts'
export * from './recovery.ts'
