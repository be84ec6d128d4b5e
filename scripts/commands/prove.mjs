import { build } from '../build.mjs'
import { runHouse } from '../child.mjs'
import { inRoot } from '../places.mjs'

/** Shows one claim of the house on the built house. */
export async function prove(args) {
  await build({ except: ['@budeng/bench'] })
  return runHouse(inRoot('apps', 'e2e', 'dist', 'prove.js'), args)
}
