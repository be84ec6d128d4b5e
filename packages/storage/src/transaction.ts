import { Fault } from '@budeng/kernel'
import type { PoolClient, QueryResult } from 'pg'
import type { DataSource, EntityManager } from 'typeorm'
import { isConnectionLost } from './faults.ts'

/** One transaction on one pooled connection. */
export interface Transaction {
  readonly orm: EntityManager
  run(sql: string, params?: readonly unknown[]): Promise<QueryResult>
  /** Parsed and planned once a connection, under this name. */
  runPrepared(name: string, sql: string, params: readonly unknown[]): Promise<QueryResult>
  commit(): Promise<void>
  /** Never throws: a connection that cannot roll back is thrown away. */
  rollback(cause: unknown): Promise<void>
}

/** Begins with `statement`, which may be several statements: they go to the server in one message. */
export async function beginTransaction(source: DataSource, statement: string): Promise<Transaction> {
  const runner = source.createQueryRunner()
  const client = (await runner.connect()) as PoolClient
  // the entity manager must not open a transaction of its own: this one is open
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 })
  const end = async (error?: Error) => {
    Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 })
    // with an error the pool closes the connection instead of lending it out again
    await (runner as unknown as { releasePostgresConnection(error?: Error): Promise<void> }).releasePostgresConnection(
      error,
    )
  }
  const run = (sql: string, params?: readonly unknown[]) =>
    params === undefined ? client.query(sql) : client.query(sql, params as unknown[])
  try {
    await run(statement)
  } catch (error) {
    await end(asError(error))
    throw error
  }
  return {
    orm: runner.manager,
    run,
    runPrepared: (name, text, params) => client.query({ name, text, values: params as unknown[] }),
    commit: async () => {
      const { command } = await run('commit')
      await end()
      // the server answers ROLLBACK when a statement failed and somebody swallowed the error
      if (command !== 'COMMIT') throw new Fault('a failed transaction was committed')
    },
    rollback: async (cause) => {
      if (runner.isReleased) return
      // nobody is there to be told, or nobody who answers
      if (isConnectionLost(cause)) return await end(asError(cause))
      await run('rollback').then(
        () => end(),
        () => end(asError(cause)),
      )
    },
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
