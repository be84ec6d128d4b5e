// What the npm scripts run. Plain JavaScript without dependencies, because it also installs them: any Node from 20 on
// will do until the pinned one is there.
import { bench } from './commands/bench.mjs'
import { check } from './commands/check.mjs'
import { updateContracts } from './commands/contracts.mjs'
import { dev } from './commands/dev.mjs'
import { prove } from './commands/prove.mjs'
import { budeng, reset, start } from './commands/start.mjs'
import { test } from './commands/test.mjs'
import { ensureInstalled } from './install.mjs'
import { assertPinnedNode } from './pinned-node.mjs'
import { say } from './progress.mjs'

const COMMANDS = {
  start: [start, 'the whole house: database, API, gateway, worker, dashboard, simulated terminals'],
  dev: [dev, 'the same, rebuilt and restarted at each change'],
  test: [test, 'all tests, or those whose path holds an argument'],
  check: [check, 'types, lint, format, boundaries, dead code, contract files, house rules'],
  bench: [bench, 'measures beside peers, in one run'],
  prove: [prove, 'NAME --seed N: shows one claim, and writes its table to docs/proofs'],
  reset: [reset, 'removes the data of the demo'],
  budeng: [budeng, 'the command line: npm run budeng -- --help'],
  'update-contracts': [updateContracts, 'writes the contract files anew; --check only compares'],
}

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
if (command === undefined) {
  say('npm run …')
  for (const [known, [, purpose]] of Object.entries(COMMANDS)) say(`  ${known.padEnd(17)} ${purpose}`)
  process.exit(name === '' ? 0 : 2)
}
try {
  await ensureInstalled()
  assertPinnedNode()
  process.exitCode = await command[0](args)
} catch (error) {
  say(error instanceof Error && error.plain === true ? error.message : error)
  process.exitCode = 1
}
