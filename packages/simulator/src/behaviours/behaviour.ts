import type { CommandType, Health, Severity } from '@budeng/protocol'
import type { Conditions, Host, Identity, Scheduler, Store, Terminal, TerminalEvent, Transport } from '@budeng/terminal'
import type { HostScript } from '../host/host.ts'
import type { CashierHabits } from '../trade/cashier.ts'

/** A fault that a terminal reports when it is switched on. */
export interface StandingFault {
  readonly code: string
  readonly severity: Severity
}

/** What a behaviour may do with the terminal that it plays. Chance is seeded: the same seed, the same life. */
export interface Life {
  readonly scheduler: Scheduler
  readonly identity: Identity
  /** In [0, 1). */
  random(): number
  /** The present run; another one after a crash. */
  readonly terminal: Terminal
  /** Changes what keeps the terminal from being disturbed, and tells it. */
  set(conditions: Partial<Conditions>): void
  /** The power goes and comes back; CRASH: the application fell, and says so. */
  crash(awayMs: number, reason?: 'UNKNOWN' | 'CRASH'): void
}

/** How a simulated terminal misbehaves. One file each; everything left out is as a healthy terminal does it. */
export interface Behaviour {
  /** For people, one line. */
  readonly about: string
  /** False: switched off, it never connects. */
  readonly connects?: boolean
  /** Whether it signs on by itself when it is signed off: at each start, only at its first, or never. */
  readonly signsOn?: 'ALWAYS' | 'ONCE' | 'NEVER'
  /** How the acquirer's host is disposed towards it. */
  readonly host?: Partial<HostScript>
  /** What differs from the condition of a healthy terminal, part by part; for good, or as its life goes on. */
  readonly health?: Health | ((life: Life) => Health)
  /** What its own clock is ahead of the time. */
  readonly clockAheadMs?: number
  /** The application on it, where it is another one than all have. */
  readonly app?: string
  readonly faults?: readonly StandingFault[]
  refuses?(type: CommandType): string | null
  /** What its messages suffer. */
  transport?(inner: Transport, life: Life): Transport
  /** What becomes of what it writes. */
  store?(inner: Store): Store
  /** How its cashier works. */
  readonly trade?: CashierHabits
  /** So long after its first welcome a copy of it, with all that it knows, is switched on beside it. */
  readonly clonedAfterMs?: number
  /** What becomes of what it asks its host. */
  asksHost?(inner: Host): Host
  /** How its clock runs. */
  clock?(inner: Scheduler): Scheduler
  /** Once, when it is switched on. */
  begin?(life: Life): void
  /** After each thing that happened to it. */
  observe?(event: TerminalEvent, life: Life): void
}
