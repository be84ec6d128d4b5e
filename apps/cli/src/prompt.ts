import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { CommandFault, EXIT } from './exit-codes.ts'

/**
 * Asks for something that must not stand on the command line or the screen. From a pipe, the first line is taken.
 * @throws CommandFault when there is nothing to read
 */
export async function askSecret(question: string): Promise<string> {
  const { stdin, stderr } = process
  if (stdin.isTTY) stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: silent, terminal: stdin.isTTY })
  for await (const line of lines) {
    lines.close()
    if (stdin.isTTY) stderr.write('\n')
    return line
  }
  throw new CommandFault(EXIT.usage, `${question.replace(/:\s*$/, '')}: nothing was given on standard input.`)
}
