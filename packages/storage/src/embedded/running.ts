import { serverAccount } from './account.ts'
import { readPassword, SUPERUSER } from './cluster.ts'
import { openHome } from './home.ts'
import type { EmbeddedLog } from './log.ts'
import { readPostmaster } from './postmaster.ts'

/**
 * The superuser's connection to the server that another process of ours runs in this folder; null when none is up. Holds
 * the password: not for a log.
 * @throws EmbeddedFault when the password cannot be read
 */
export function runningEmbedded(dataDir: string, log: EmbeddedLog): string | null {
  const home = openHome(dataDir, serverAccount(), log)
  const server = readPostmaster(home.cluster)
  if (server === null || server.status !== 'ready') return null
  return `postgres://${SUPERUSER}:${readPassword(home)}@127.0.0.1:${server.port}/budeng`
}
