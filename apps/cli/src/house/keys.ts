import { completeKeyList, ensureKeyFiles, KeyFault, readFolder } from '@budeng/protocol'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'

/**
 * Makes the keys that a demonstration lacks. In production, and in a folder that was given, keys are only looked at: they
 * are made once, with `budeng keys init`, and the root's private half lies elsewhere.
 * @throws CommandFault that names the file that is missing or does not fit
 */
export function prepareKeys(environment: Environment, nowMs: number): void {
  try {
    if (!environment.production && !environment.keysGiven) {
      ensureKeyFiles(environment.keysDir, nowMs)
      completeKeyList(environment.keysDir, nowMs)
    }
    readFolder(environment.keysDir)
  } catch (error) {
    if (!(error instanceof KeyFault)) throw error
    const advice =
      'Make a set with: npm run budeng -- keys init FOLDER --root FILE, and name the folder in BUDENG_KEYS_DIR.'
    throw new CommandFault(EXIT.usage, `${error.message}\n${advice}`)
  }
}
