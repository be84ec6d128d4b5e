import { build } from '../build.mjs'
import { runHouse } from '../child.mjs'
import { ensureInstalled } from '../install.mjs'
import { inRoot } from '../places.mjs'

/** Measures the built house beside its peers, which have an installation of their own because they are large. */
export async function bench(args) {
  await ensureInstalled(inRoot('apps', 'bench', 'peers'), 'Installing what we measure ourselves against')
  await build({ except: ['@budeng/e2e'] })
  return runHouse(inRoot('apps', 'bench', 'dist', 'main.js'), args)
}
