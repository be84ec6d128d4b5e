import type { Command } from '@budeng/sdk'
import type { Environment } from '../environment.ts'
import { EXIT } from '../exit-codes.ts'
import { paint, print, printJson } from '../output.ts'
import { findTerminal, withPlatform } from '../platform.ts'

export interface ReloginOptions {
  readonly acquirer?: string
  readonly reason: string
  /** Follow it to its end; the exit code says how it ended. */
  readonly wait: boolean
  readonly key?: string
  readonly json: boolean
}

/** `relogin TID`: requests a re-login, and with `--wait` follows it to its end. */
export async function relogin(environment: Environment, tid: string, options: ReloginOptions): Promise<number> {
  return await withPlatform(environment, options.acquirer ?? null, async (client) => {
    const terminal = await findTerminal(client, tid, options.acquirer ?? null)
    const requested = await client.commandRequest({
      terminalId: terminal.id,
      command: { relogin: {} },
      reason: options.reason,
      ...(options.key === undefined ? {} : { idempotencyKey: options.key }),
    })
    let told = ''
    const onStep = (command: Command) => {
      const line = stepLine(command)
      if (!options.json && line !== told) print(line)
      told = line
    }
    const last = options.wait ? await client.commandEnd(requested.id, { onStep }) : requested
    if (options.json) printJson(last)
    else if (options.wait) print(ending(environment, last))
    else print(`${last.id}  ${last.state}  ${last.why.text}`)
    return !options.wait || last.state === 'SUCCEEDED' ? EXIT.ok : EXIT.failed
  })
}

function stepLine({ state, progress, why }: Command): string {
  return `  ${state.padEnd(12)} ${progress ?? ''}${progress === null ? '' : '  '}${why.text}`
}

function ending({ colour }: Environment, { id, state, evidence, missingEvidence, result }: Command): string {
  const word = paint({ json: false, colour }, state === 'SUCCEEDED' ? 'green' : 'red', state)
  const proof = evidence.map(({ kind, witness }) => `  ${kind}, by ${witness}`)
  const missing = missingEvidence.map((kind) => `  ${kind} is missing`)
  const said = result === null ? [] : [`  the terminal said ${result.status}${result.code ? ` (${result.code})` : ''}`]
  return [`${word}  ${id}`, ...proof, ...missing, ...said].join('\n')
}
