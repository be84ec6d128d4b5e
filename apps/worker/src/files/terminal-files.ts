import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  asLeader,
  markErased,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  terminalFilesToErase,
} from '@budeng/storage'
import { TERMINAL_FILES_ERASED_MAX } from '../limits.ts'

/** Throws away what terminals sent and nobody keeps any longer, and what never came whole. The rows stay. */
export async function eraseTerminalFiles(storage: Storage, folder: string): Promise<number> {
  const erased = await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    asLeader(unit, 'terminalFiles', async () => {
      const ids = await terminalFilesToErase(unit, TERMINAL_FILES_ERASED_MAX)
      for (const id of ids)
        for (const name of [id, `${id}.sealed`, `${id}.part`, `${id}.kept`])
          await rm(join(folder, 'terminals', name), { force: true })
      if (ids.length > 0) await markErased(unit, ids)
      return ids.length
    }),
  )
  return erased ?? 0
}
