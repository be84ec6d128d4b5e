import type { CommandInput, Observation } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { Actor, PresentState, StreamRow, TerminalScope, Unit } from '@budeng/storage'
import type { Link } from '../links.ts'
import type { Entry } from './entry.ts'
import type { FaultSheet } from './fault-sheet.ts'
import type { LinkHealth } from './health.ts'

/** How a link stands with its terminal after the hello in this batch. */
export interface Greeted {
  readonly link: Link
  readonly conn: number
  readonly fence: number
  readonly epoch: number
  readonly faults: readonly string[]
  readonly health: LinkHealth
  readonly heartbeatIntervalMs: number
  readonly slowed: number
  readonly keyListVersion: number
}

/** What one transaction gathers on its way. Nothing here leaves the process before the commit. */
export interface Batch {
  readonly unit: Unit
  readonly gatewayId: string
  readonly at: Instant
  /** Fence of each terminal that is held: proven under lock, or to be proven by the write itself. */
  readonly fences: Map<string, number>
  readonly conns: Map<string, number>
  /** Streams as they stand, by `streamKey`: under lock, or as of our last commit. */
  readonly streams: Map<string, StreamRow>
  /** Faults of terminals, as of the same moment. */
  readonly faults: Map<string, readonly string[]>
  readonly terminals: TerminalSheet
  readonly faultSheet: FaultSheet
  readonly inputs: { readonly commandId: string; readonly input: CommandInput }[]
  readonly observations: { readonly terminalId: string; readonly observation: Observation }[]
  readonly after: AfterCommit
}

/** What is done when, and only when, the transaction has committed. */
export interface AfterCommit {
  readonly greeted: Greeted[]
  /** Taken back from silence: the new fence. */
  readonly refenced: { readonly link: Link; readonly fence: number }[]
  readonly down: { readonly link: Link; readonly payload: Buffer; readonly qos: 0 | 1 }[]
  readonly streams: { readonly link: Link; readonly row: StreamRow }[]
  readonly faults: Map<Link, readonly string[]>
  readonly rejected: { readonly entry: Entry; readonly reason: string }[]
  readonly counted: string[]
  readonly dropped: { readonly link: Link; readonly reason: string }[]
}

export function emptyAfter(): AfterCommit {
  return { greeted: [], refenced: [], down: [], streams: [], faults: new Map(), rejected: [], counted: [], dropped: [] }
}

/** Terminals' rows of one transaction, locked once, changed in memory by whoever has something to say, saved once. */
export class TerminalSheet {
  readonly #rows = new Map<string, PresentState>()
  readonly #changed = new Set<string>()

  load(rows: ReadonlyMap<string, PresentState>): void {
    for (const [id, row] of rows) this.#rows.set(id, row)
  }

  get(id: string): PresentState | undefined {
    return this.#rows.get(id)
  }

  change(id: string, changes: Partial<Omit<PresentState, 'id'>>): void {
    const row = this.#rows.get(id)
    if (row === undefined) return
    this.#rows.set(id, { ...row, ...changes })
    this.#changed.add(id)
  }

  changed(): PresentState[] {
    return [...this.#changed].sort().flatMap((id) => this.#rows.get(id) ?? [])
  }
}

/** A fact that a device told us, for the audit trail. */
export function appendFact(
  unit: Unit,
  scope: TerminalScope,
  deviceId: string,
  type: string,
  at: Instant,
  data: object,
): void {
  const actor: Actor = { kind: 'TERMINAL', id: deviceId }
  unit.append([{ type, subject: scope.terminalId, terminal: scope, path: scope.path, at, data, actor }])
}
