import type {
  BackupChunkRow,
  BackupRow,
  CommandRow,
  ConnectionRow,
  DeviceRow,
  DispatchRow,
  FaultRow,
  HeartbeatRow,
  NewEvent,
  SignOnNonceRow,
  TerminalRow,
  UplinkRow,
  UplinkStateRow,
} from '@budeng/storage'

/** A second row with the key of the first: what PostgreSQL says as 23505. */
export class UniqueViolation extends Error {
  override name = 'UniqueViolation'
  readonly code = '23505'
}

/** One row that a transaction changed; null where there was or is none. */
export interface Change {
  readonly table: string
  readonly key: string
  readonly before: object | null
  readonly after: object | null
}

/** What a transaction did so far, so that it can be undone whole. */
class Journal {
  readonly undo: (() => void)[] = []
  readonly first = new Map<
    string,
    { readonly table: Table<object>; readonly key: string; readonly before: object | null }
  >()
  open = false
}

/** Rows by their primary key. Rows are never changed in place, so an earlier one can be put back. */
export class Table<Row extends object> {
  readonly name: string
  readonly #journal: Journal
  readonly #rows = new Map<string, Row>()

  constructor(name: string, journal: Journal) {
    this.name = name
    this.#journal = journal
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key)
  }

  /** In the order in which they were first written. */
  all(): Row[] {
    return [...this.#rows.values()]
  }

  insert(key: string, row: Row): void {
    if (this.#rows.has(key)) throw new UniqueViolation(`${this.name} has a row ${key} already`)
    this.put(key, row)
  }

  /** Inserts or replaces. */
  put(key: string, row: Row): void {
    this.#note(key)
    this.#rows.set(key, row)
  }

  /** Changes a row that is there; a row that is not is left alone, as by an UPDATE. */
  change(key: string, changes: Partial<Row>): void {
    const before = this.#rows.get(key)
    if (before !== undefined) this.put(key, { ...before, ...changes })
  }

  remove(key: string): void {
    if (!this.#rows.has(key)) return
    this.#note(key)
    this.#rows.delete(key)
  }

  #note(key: string): void {
    if (!this.#journal.open) return
    const before = this.#rows.get(key)
    const name = `${this.name}/${key}`
    if (!this.#journal.first.has(name)) this.#journal.first.set(name, { table: this, key, before: before ?? null })
    this.#journal.undo.push(() => {
      if (before === undefined) this.#rows.delete(key)
      else this.#rows.set(key, before)
    })
  }
}

export const streamId = (device: string, stream: string) => `${device} ${stream}`
export const dispatchId = ({ kind, commandId, attempt }: Pick<DispatchRow, 'kind' | 'commandId' | 'attempt'>) =>
  `${commandId} ${kind} ${attempt}`

/** The tables of `schema.sql` that terminals and their commands live in; transactions are all or nothing, one at a time. */
export class Database {
  readonly #journal = new Journal()
  #dispatches = 0
  readonly terminals = new Table<TerminalRow>('terminal', this.#journal)
  readonly devices = new Table<DeviceRow>('device', this.#journal)
  readonly connections = new Table<ConnectionRow>('connection', this.#journal)
  readonly heartbeats = new Table<HeartbeatRow>('heartbeat', this.#journal)
  /** By terminal and code. */
  readonly faults = new Table<FaultRow>('terminal_fault', this.#journal)
  readonly uplinks = new Table<UplinkRow>('uplink', this.#journal)
  readonly streams = new Table<UplinkStateRow>('uplink_state', this.#journal)
  readonly nonces = new Table<SignOnNonceRow>('sign_on_nonce', this.#journal)
  readonly commands = new Table<CommandRow>('command', this.#journal)
  /** By the unique key (command, kind, attempt). */
  readonly dispatches = new Table<DispatchRow>('dispatch', this.#journal)
  readonly backups = new Table<BackupRow>('backup', this.#journal)
  readonly chunks = new Table<BackupChunkRow>('backup_chunk', this.#journal)
  events = 0
  /** Told of every commit, with the rows that it changed. */
  readonly onCommit: ((changes: readonly Change[]) => void)[] = []

  begin(): void {
    if (this.#journal.open) throw new Error('two transactions at once: the model has one at a time')
    this.#journal.open = true
  }

  commit(events: readonly NewEvent[]): void {
    const changes = [...this.#journal.first.values()].map(({ table, key, before }) => ({
      table: table.name,
      key,
      before,
      after: table.get(key) ?? null,
    }))
    this.events += events.length
    this.#end()
    for (const listener of this.onCommit) listener(changes)
  }

  rollback(): void {
    for (const undo of this.#journal.undo.reverse()) undo()
    this.#end()
  }

  /** The next value of `dispatch.id`; like a sequence, never given back. */
  nextDispatchId(): number {
    return ++this.#dispatches
  }

  #end(): void {
    this.#journal.undo.length = 0
    this.#journal.first.clear()
    this.#journal.open = false
  }
}
