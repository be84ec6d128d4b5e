import { existsSync } from 'node:fs'
import { CommandFault, EXIT } from '../exit-codes.ts'
import type { Program } from './child.ts'

/** @throws CommandFault that names the programs that are not there */
export function assertBuilt(programs: readonly Program[]): void {
  const missing = programs.filter(({ script }) => !existsSync(script)).map(({ name }) => name)
  if (missing.length > 0) throw new CommandFault(EXIT.usage, `Not built: ${missing.join(', ')}. Run: npm run build`)
}
