import { chmodSync, existsSync, mkdirSync } from 'node:fs'

/**
 * Makes the data folder. Others may walk through it but not look: when we are root, the database's server runs under
 * another account and must get to its own folder inside.
 */
export function ensureDataFolder(folder: string): void {
  if (existsSync(folder)) return
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o711)
}
