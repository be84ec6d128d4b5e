import type * as Real from '@budeng/storage'
import { backupModel } from './backups.ts'
import { commandModel } from './commands.ts'
import { dispatchModel } from './dispatches.ts'
import { linkModel, streamModel } from './links.ts'

/** Every function of storage that gateway, worker and operators call in the simulation, over tables in memory. */
export const storageModel = {
  ...backupModel,
  ...commandModel,
  ...dispatchModel,
  ...linkModel,
  ...streamModel,
} satisfies Partial<typeof Real>
