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

/** The acquirer's host as a witness. It is asked; it never calls us. */
export interface HostPort {
  /** Throws when the host cannot be reached or makes no sense. */
  witness(terminal: HostTerminal): Promise<HostWitness>
}
