import { runCommandLine } from './command-line.ts'

process.exitCode = await runCommandLine(process.argv.slice(2))
// A handle that something left open must not keep a finished command running
process.exit()
