import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from '../child.mjs'
import { inRoot, ROOT } from '../places.mjs'

/**
 * A contract file (the GraphQL schema, the SQL schema, golden messages, .env.example) is a file snapshot of a test, which
 * prints what the code says and compares. This writes them all anew; `--check` only compares.
 */
export function updateContracts(args) {
  const checkOnly = args.includes('--check')
  const tests = contractTests()
  if (tests.length === 0) return 0
  return runTool('vitest', ['run', ...tests, ...(checkOnly ? [] : ['--update'])], {
    env: checkOnly ? { CI: 'true' } : {},
  })
}

function contractTests() {
  return ['apps', 'packages'].flatMap((folder) =>
    readdirSync(inRoot(folder)).flatMap((room) => {
      const sources = join(folder, room, 'src')
      return testsIn(sources).filter((path) => readFileSync(join(ROOT, path), 'utf8').includes('toMatchFileSnapshot('))
    }),
  )
}

function testsIn(folder) {
  try {
    const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    return names.filter((name) => /\.test\.tsx?$/.test(name)).map((name) => join(folder, name))
  } catch {
    return [] // a workspace without sources: the contract is a file
  }
}
