import { randomUUID } from 'node:crypto'
import type { Client, Command, Terminal } from '@budeng/sdk'
import { RefusedError } from '@budeng/sdk'

/** How one wished re-login ended. */
export interface Relogin {
  readonly terminal: string
  readonly command: Command
}

const ATTEMPTS_MAX = 200
const AGAIN_MS = 250

/**
 * Wishes `total` re-logins, round after round over the terminals and one at a time on each, through the public API, like
 * an integrator: under one idempotency key until it is answered, however often the platform is away meanwhile.
 */
export async function reloginAll(
  client: Client,
  terminals: readonly Terminal[],
  total: number,
  done: (finished: number) => void,
): Promise<Relogin[]> {
  const ended: Relogin[] = []
  let wished = 0
  await Promise.all(
    terminals.map(async (terminal) => {
      while (wished < total) {
        wished++
        const command = await relogin(client, terminal)
        ended.push({ terminal: terminal.tid, command })
        done(ended.length)
      }
    }),
  )
  return ended
}

async function relogin(client: Client, terminal: Terminal): Promise<Command> {
  const idempotencyKey = randomUUID()
  const requested = await insist(() =>
    client.commandRequest({
      terminalId: terminal.id,
      command: { relogin: { level: 'TERMINAL' } },
      reason: 'endurance: the platform is killed meanwhile',
      notAfter: 'PT15M',
      idempotencyKey,
    }),
  )
  return insist(() => client.commandEnd(requested.id))
}

/** Asks again while the platform is away; an expected refusal is an answer and ends it. */
async function insist<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof RefusedError || attempt === ATTEMPTS_MAX) throw error
      await new Promise((again) => setTimeout(again, AGAIN_MS))
    }
  }
}
