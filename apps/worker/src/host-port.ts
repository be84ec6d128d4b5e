import type { Instant } from '@budeng/kernel'

/** A terminal as the host knows it; TIDs repeat across acquirers. */
export interface HostTerminal {
  readonly acquirer: string
  readonly tid: string
}

/** What the host says of a terminal's last sign-on; batch and key check values are there when it was approved. */
export interface HostSignOn {
  readonly at: Instant
  readonly responseCode: string
  readonly batch: string | null
  readonly kcv: string | null
}

export interface HostWitness {
  readonly lastSignOn: HostSignOn | null
  readonly lastEcho: { readonly at: Instant; readonly responseCode: string } | null
}

/** A transaction, an advice or a reversal as the host keeps it. */
export interface HostTrade {
  readonly mti: string
  readonly type: string
  readonly fate: string
  readonly mid: string
  readonly midReturned: string
  /** Minor units, a decimal text. */
  readonly amount: string | null
  readonly currency: string | null
  readonly panMasked: string | null
  readonly panToken: string | null
  readonly entryMode: string | null
  readonly scope: string
  readonly rrn: string
  readonly authCode: string | null
  readonly merchantOrder: string | null
  readonly channelOrder: string | null
  readonly localTime: string | null
  readonly settlementDate: string
  readonly original: { readonly batch: string; readonly stan: string; readonly date: string } | null
}

/** One thing that the host decided. Facts are only added; positions rise. */
export interface HostFact {
  readonly position: number
  readonly fact: string
  readonly at: Instant
  readonly tid: string
  readonly batch: string
  readonly stan: string
  readonly responseCode: string | null
  readonly trade: HostTrade | null
  /** What is told besides, by facts that are no trade. */
  readonly detail: object | null
}

/** Facts behind a position; `next` is where the next question begins, `last` the newest position there is. */
export interface HostPage {
  readonly facts: readonly HostFact[]
  readonly next: number
  readonly last: number
}

/** The acquirer's host as a witness. It is asked; it never calls us. */
export interface HostPort {
  /** Throws when the host cannot be reached or makes no sense. */
  witness(terminal: HostTerminal): Promise<HostWitness>
  /** What it decided for an acquirer after a position. Throws as above. */
  truth(acquirer: string, after: number, limit: number): Promise<HostPage>
}
