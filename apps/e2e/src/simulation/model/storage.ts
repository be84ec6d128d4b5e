import type { Clock, NewId } from '@budeng/kernel'
import type { Actor, NewEvent, Scoped, Storage, Unit } from '@budeng/storage'
import type { Database } from './tables.ts'

/** The process died, or its connection to the database did: in PostgreSQL's words, so that shells know it. */
export class Gone extends Error {
  override name = 'Gone'
  readonly code = '57P01'
}

/** What a process is made of, seen from its database: it may die at any touch. */
export interface Toucher {
  readonly clock: Clock
  readonly newId: NewId
  /** @throws Gone when this was its last deed */
  touch(): void
  /** After the commit. @throws Gone when the connection got lost before the answer came, or the process died */
  answered(): void
  /** True when the server undid this transaction because of another one: it is run again. */
  isUndone(): boolean
}

interface ModelUnit extends Unit {
  readonly database: Database
  readonly toucher: Toucher
}

/** The database behind a unit or a reading; each statement is a moment at which its process may die. */
export function tables(db: Scoped): Database {
  const { database, toucher } = db as ModelUnit
  toucher.touch()
  return database
}

/** Storage in memory: the same contract as over PostgreSQL, one transaction at a time, every statement a function of the model. */
export function modelStorage(database: Database, toucher: Toucher): Storage {
  const { clock, newId } = toucher
  const unitOf = (actor: Actor, events: NewEvent[], listeners: (() => void)[]): Unit =>
    ({
      database,
      toucher,
      clock,
      newId,
      actor,
      append: (more: readonly NewEvent[]) => void events.push(...more),
      afterCommit: (listener: () => void) => void listeners.push(listener),
    }) as Partial<ModelUnit> as Unit

  const write: Storage['write'] = async (_scope, actor, work) => {
    for (;;) {
      toucher.touch()
      const events: NewEvent[] = []
      const listeners: (() => void)[] = []
      database.begin()
      try {
        const answer = await work(unitOf(actor, events, listeners))
        toucher.touch()
        if (toucher.isUndone()) {
          database.rollback()
          continue
        }
        database.commit(events)
        toucher.answered()
        for (const listener of listeners) listener()
        return answer
      } catch (fault) {
        database.rollback()
        throw fault
      }
    }
  }
  return {
    clock,
    newId,
    write,
    read: async (_scope, work) => await work(unitOf({ kind: 'PLATFORM', id: null }, [], [])),
    ping: async () => toucher.touch(),
    onBell: () => () => undefined,
    stats: () => ({ reads: 0, writes: 0, repeats: 0, slowWrites: 0, connections: { open: 0, idle: 0, waiting: 0 } }),
    close: async () => undefined,
  }
}
