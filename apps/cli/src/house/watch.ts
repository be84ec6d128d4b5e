import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { WATCH_SETTLE_MS } from '../limits.ts'
import type { Supervised } from './supervise.ts'

/** Restarts a process whenever its built program was written anew. Returns how to stop watching. */
export function restartOnChange(process: Supervised, script: string, say: (line: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const watcher: FSWatcher = watch(dirname(script), (_event, file) => {
    if (file !== basename(script)) return
    // A build writes a file in several steps
    clearTimeout(timer)
    timer = setTimeout(() => {
      say(`${process.name}: built anew, restarting`)
      void process.restart()
    }, WATCH_SETTLE_MS)
  })
  return () => {
    clearTimeout(timer)
    watcher.close()
  }
}
