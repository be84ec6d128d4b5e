import { build } from '../build.mjs'
import { runHouse } from '../child.mjs'
import { inRoot } from '../places.mjs'

const CLI = inRoot('apps', 'cli', 'dist', 'main.js')
const PROOFS = ['@budeng/e2e', '@budeng/bench']

/** Builds and runs the whole house until it is interrupted. */
export async function start(args) {
  return budeng(['start', ...args])
}

/** Removes the data of the demo. */
export async function reset(args) {
  return budeng(['reset', ...args])
}

/** Runs the command line. */
export async function budeng(args) {
  await build({ except: PROOFS })
  return runHouse(CLI, args)
}
