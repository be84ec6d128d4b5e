import type { Decision } from '@budeng/kernel'
import type { FollowUpRefusal } from '@budeng/transactions'

/** Why the till does not do what it is asked. */
export type TillRefusal =
  | 'NOT_READY'
  | 'NOT_SIGNED_ON'
  | 'TERMINAL_LOCKED'
  | 'BUSY'
  | 'NO_BATCH'
  | 'REVERSAL_PENDING'
  | 'FORWARDS_PENDING'
  | 'HOST_UNREACHABLE'
  | 'HOST_DECLINED'
  | 'STOPPED'
  /** Rules of what follows another transaction up, checked before the host is asked. [P-18.7] */
  | FollowUpRefusal

export type Refused = Extract<Decision<never, TillRefusal>, { ok: false }>
