import { type Command, CommanderError } from 'commander'
import { type Environment, readEnvironment } from './environment.ts'
import { CommandFault, EXIT } from './exit-codes.ts'
import { program } from './program.ts'

/** Runs one command line and answers its exit code; what went wrong stands on stderr. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.ok
  const run = async (work: (environment: Environment) => Promise<number>) => {
    exitCode = await work(readEnvironment())
  }
  try {
    await (program(run) satisfies Command).parseAsync([...args], { from: 'user' })
    return exitCode
  } catch (error) {
    return tellError(error)
  }
}

function tellError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage // commander has said it
  if (error instanceof CommandFault) {
    process.stderr.write(`${error.message}\n`)
    return error.exitCode
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return EXIT.failed
}
