import { rmSync } from 'node:fs'
import { serverAccount } from './account.ts'
import { openHome } from './home.ts'
import { claimHome } from './launcher.ts'
import type { EmbeddedLog } from './log.ts'
import { clearTheWay } from './postmaster.ts'

/**
 * Removes the embedded server's data, wherever it is kept.
 * @throws EmbeddedFault when a server still runs on it that is not ours to stop
 */
export async function removeEmbedded(dataDir: string, log: EmbeddedLog): Promise<void> {
  const home = openHome(dataDir, serverAccount(), () => {})
  const release = claimHome(home)
  try {
    await clearTheWay(home.cluster, log)
  } finally {
    release()
  }
  rmSync(home.folder, { recursive: true, force: true })
}
