import type { SignOnState, UpOf } from '@budeng/protocol'
import type { Observe } from './observe.ts'
import type { Device, Host, HostLink, Operator, Randomness, Scheduler, Screen, Transport } from './ports.ts'
import type { Files } from './files.ts'
import type { Staging } from './staging.ts'
import type { Store } from './store.ts'

/** A terminal on a costly line sends its records in bulk. */
export interface Gathering {
  /** Records that wait for each other before they are sent. */
  readonly records: number
  /** The longest that one waits. The records of a batch that is closed do not wait. */
  readonly ms: number
}

export interface TerminalOptions {
  readonly store: Store
  readonly transport: Transport
  readonly scheduler: Scheduler
  readonly random: Randomness
  readonly host: Host
  /** The host for money. With it the terminal trades and keeps a journal; without it, it is of level L0. */
  readonly hostLink?: HostLink
  /** What it says of itself and does when it trades. */
  readonly level?: 1 | 2 | 3
  /** Left out: each record is sent at once. */
  readonly gathering?: Gathering
  /** Of its wall clock against UTC, for what is printed. */
  readonly offsetMin?: number
  /** The platform's files over HTTP; left out, no type that moves one is supported. [P-23] */
  readonly files?: Files
  /** Where they are kept on their way; left out, as long as the object lives. */
  readonly staging?: Staging
  readonly device: Device
  readonly screen: Screen
  /** Left out: the terminal has no cashier, and level OPERATOR fails. */
  readonly operator?: Operator
  readonly versions: UpOf<'hello'>['versions']
  /** The merchant number that the host wants beside the TID. */
  readonly mid?: string
  /** What the machine knows of why it starts; a restart by command is found out here. */
  readonly bootReason?: UpOf<'boot'>['reason']
  readonly observe?: Observe
}

/** What can be seen of a terminal from outside without asking it by MQTT. */
export interface TerminalView {
  readonly connected: boolean
  readonly signOn: SignOnState
  readonly batch: string | null
  readonly locked: boolean
  readonly conn: number
  readonly boot: number
  /** Messages that wait for our acknowledgement. */
  readonly waiting: number
}
