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
 * Wishes re-logins in waves through the public API, like an integrator: under one idempotency key until it is answered,
 * however often the platform is away meanwhile, and one at a time on each terminal.
 */
export class Relogins {
  readonly #client: Client
  readonly #idle: Terminal[]
  readonly #ended: Relogin[] = []
  readonly #running = new Set<Promise<void>>()
  #waiting = 0
  #fail: (reason: unknown) => void = () => {}
  /** Never resolves; rejects when a wish is refused: then there is no point in going on. */
  readonly failure = new Promise<never>((_resolve, reject) => {
    this.#fail = reject
  })

  constructor(client: Client, terminals: readonly Terminal[]) {
    this.#client = client
    this.#idle = [...terminals]
    // whoever waits for the failure hears of it; nobody has to
    this.failure.catch(() => undefined)
  }

  /** Wishes that many more; those for which no terminal is free now follow as soon as one is. */
  wave(count: number): void {
    this.#waiting += count
    this.#begin()
  }

  /** How many have been asked for and are not at their end. */
  get underWay(): number {
    return this.#running.size + this.#waiting
  }

  /** Every wish at its end. */
  async all(): Promise<readonly Relogin[]> {
    while (this.#running.size > 0) await Promise.race([Promise.all(this.#running), this.failure])
    return this.#ended
  }

  #begin(): void {
    while (this.#waiting > 0) {
      const terminal = this.#idle.shift()
      if (terminal === undefined) return
      this.#waiting--
      const run = relogin(this.#client, terminal)
        .then((command) => {
          this.#ended.push({ terminal: terminal.tid, command })
          this.#idle.push(terminal)
        }, this.#fail)
        .finally(() => {
          this.#running.delete(run)
          this.#begin()
        })
      this.#running.add(run)
    }
  }
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
