import type { Scope, Scoped, Storage } from '@budeng/storage'

/**
 * The one READ ONLY transaction of an operation: begun by the first read, shared by all of them, one at a time on its
 * connection, ended with the operation. An operation that reads nothing takes no connection.
 */
export class Reading {
  readonly #storage: Storage
  readonly #scope: Scope
  #open: { readonly db: Promise<Scoped>; finish(): Promise<void> } | null = null
  #tail: Promise<unknown> = Promise.resolve()

  constructor(storage: Storage, scope: Scope) {
    this.#storage = storage
    this.#scope = scope
  }

  /** Runs work in the transaction, after what was asked before it. */
  run<T>(work: (db: Scoped) => Promise<T>): Promise<T> {
    const turn = this.#tail.then(async () => {
      this.#open ??= begin(this.#storage, this.#scope)
      return await work(await this.#open.db)
    })
    this.#tail = turn.catch(() => undefined)
    return turn
  }

  /** Gives the connection back; a later read begins anew. What failed was told to whoever read. */
  async end(): Promise<void> {
    await this.#tail
    const open = this.#open
    this.#open = null
    await open?.finish()
  }
}

function begin(storage: Storage, scope: Scope): { db: Promise<Scoped>; finish(): Promise<void> } {
  const opened = Promise.withResolvers<Scoped>()
  const ended = Promise.withResolvers<void>()
  const done = storage
    .read(scope, async (db) => {
      opened.resolve(db)
      await ended.promise
    })
    .catch((fault: unknown) => opened.reject(fault))
  return {
    db: opened.promise,
    finish: async () => {
      ended.resolve()
      await done
    },
  }
}
