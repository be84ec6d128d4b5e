import type { ChangeKind, ChangeRequest, Permission } from '@budeng/access'
import type { Unit } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { correctionLimitsChange } from './correction-limits-change.ts'
import { identityProviderChange } from './identity-provider-change.ts'
import { nodePolicyChange } from './node-policy-change.ts'
import { payoutChange } from './payout-change.ts'
import { payoutReturnChange } from './payout-return-change.ts'
import { personFactorReset, personRoleChange } from './person-change-kinds.ts'
import { ruleModeChange } from './rule-mode-change.ts'
import { tariffChange } from './tariff-change.ts'
import { writeOffChange } from './write-off-change.ts'

/** What a wish would change, as it is now, under lock. */
export interface ChangeSubject {
  readonly path: string
  readonly before: unknown
  /** The wish in its one spelling. */
  readonly after: unknown
  readonly version: number
  /** It loosens what is set above, so somebody above must agree. */
  readonly needsAbove: boolean
}

/** How one kind of change is asked for and made. */
export interface ChangeRule {
  /** What the one who asks must hold. */
  readonly permission: Permission
  /** Checks the wish. @throws Refused */
  prepare(operation: Operation, unit: Unit, subject: string, wish: unknown): Promise<ChangeSubject>
  /** The subject's version now, under lock. */
  versionNow(unit: Unit, change: ChangeRequest): Promise<number>
  /** Makes the change, with its event. The version was checked. */
  apply(operation: Operation, unit: Unit, change: ChangeRequest): Promise<void>
}

/** Every kind that can be asked for. A further one is a file and a line here. */
export const CHANGE_RULES: Readonly<Record<ChangeKind, ChangeRule>> = {
  NODE_POLICY: nodePolicyChange,
  PERSON_ROLE: personRoleChange,
  PERSON_FACTOR_RESET: personFactorReset,
  TARIFF: tariffChange,
  PAYOUT: payoutChange,
  PAYOUT_RETURN: payoutReturnChange,
  WRITE_OFF: writeOffChange,
  IDENTITY_PROVIDER: identityProviderChange,
  RULE_MODE: ruleModeChange,
  CORRECTION_LIMITS: correctionLimitsChange,
}
