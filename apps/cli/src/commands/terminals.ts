import type { Presence, SignOnState, Terminal } from '@budeng/sdk'
import type { Environment } from '../environment.ts'
import { EXIT } from '../exit-codes.ts'
import { print, printJson, table } from '../output.ts'
import { withPlatform } from '../platform.ts'

export interface ListOptions {
  readonly acquirer?: string
  readonly q?: string
  readonly presence?: string[]
  readonly signOn?: string[]
  readonly limit: number
  readonly json: boolean
}

/** `terminals list`: what the person may see, narrowed. */
export async function listTerminals(environment: Environment, options: ListOptions): Promise<number> {
  const terminals = await withPlatform(environment, options.acquirer ?? null, async (client) => {
    const { q, presence, signOn } = options
    const filter = {
      ...(q ? { q } : {}),
      ...(presence ? { presence: presence as Presence[] } : {}),
      ...(signOn ? { signOn: signOn as SignOnState[] } : {}),
    }
    const found: Terminal[] = []
    for await (const terminal of client.terminals(filter)) if (found.push(terminal) >= options.limit) break
    return found
  })
  if (options.json) printJson(terminals)
  else print(table(['TID', 'STORE', 'MODEL', 'PRESENCE', 'SIGN-ON', 'CODE', 'FAULTS'], terminals.map(row)))
  return EXIT.ok
}

function row({ tid, store, model, presence, signOn, hostResponseCode, faults }: Terminal): string[] {
  return [tid, store.name, model, presence, signOn, hostResponseCode ?? '', faults.join(' ')]
}
