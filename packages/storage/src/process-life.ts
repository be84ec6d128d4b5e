import { setTimeout as wait } from 'node:timers/promises'
import { isConnectionLost } from './faults.ts'
import type { Log } from './log.ts'
import { openStorage, type Storage, type StorageOptions } from './storage.ts'

interface Patience {
  /** Real milliseconds for which a database that does not answer is waited for. */
  readonly forMs: number
  /** Real milliseconds before each further try; the last one goes for all that follow. */
  readonly delaysMs: readonly number[]
}

/** Opens the database for a process that may start at the same time; any fault but silence is one. */
export async function openPatiently(
  options: StorageOptions,
  log: Log,
  { forMs, delaysMs }: Patience,
): Promise<Storage> {
  const startedAt = performance.now()
  for (let attempt = 0; ; attempt++) {
    try {
      return await openStorage(options)
    } catch (fault) {
      if (!isConnectionLost(fault) || performance.now() - startedAt > forMs) throw fault
      log.warn({ attempt }, 'the database does not answer yet')
      await wait(delaysMs[Math.min(attempt, delaysMs.length - 1)])
    }
  }
}

/** Ends the process at SIGTERM or SIGINT, when all has closed in this order; what could not close is told, and fails it. */
export function closeAtSignal(name: string, log: Log, inOrder: readonly { close(): Promise<void> }[]): void {
  const closeAll = async () => {
    for (const one of inOrder) await one.close()
  }
  const stop = (signal: string) => {
    log.info({ signal }, `the ${name} stops`)
    closeAll().then(
      () => process.exit(0),
      (fault: unknown) => {
        log.error({ reason: String(fault) }, `the ${name} did not stop cleanly`)
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}
