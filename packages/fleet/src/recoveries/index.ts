export * from './automatic.ts'
export {
  decideRecovery,
  decideRecoveryStart,
  playbookRefusal,
  playbookTier,
  type RecoveryDecision,
  type RecoveryRequest,
  startRefusal,
} from './decide.ts'
export { evolveRecovery } from './evolve.ts'
export * from './limits.ts'
export * from './playbook.ts'
export * from './recovery.ts'
export * from './work-order.ts'
