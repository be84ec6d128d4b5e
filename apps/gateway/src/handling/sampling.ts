import { idleTerminals, PLATFORM_SCOPE, type Sampling, samplingsNow, type Storage } from '@budeng/storage'
import type { Down } from '../down.ts'
import type { GatewayLimits } from '../limits.ts'
import { slowedInterval } from './slowdown.ts'
import { isReady, type Link, type Links } from '../links.ts'

/**
 * A terminal learns its heartbeat interval from its welcome. When a watch window opens or ends, those that were welcomed
 * with another one are let go, a few at a time, and come back at once: a loss of seconds raises nothing. So they are when
 * terminals are slowed, fewer at a time still, and when that is over. One that is in a transaction is left until it is not.
 */
export class SamplingWatch {
  readonly #storage: Storage
  readonly #links: Links
  readonly #down: Down
  readonly #limits: GatewayLimits
  readonly #slowdown: () => number
  #from = 0

  constructor(parts: { storage: Storage; links: Links; down: Down; limits: GatewayLimits; slowdown: () => number }) {
    this.#storage = parts.storage
    this.#links = parts.links
    this.#down = parts.down
    this.#limits = parts.limits
    this.#slowdown = parts.slowdown
  }

  async look(): Promise<void> {
    const idle = await this.#storage.read(PLATFORM_SCOPE, async (db) => {
      const samplings = await samplingsNow(db)
      const slowdown = this.#slowdown()
      const { regreetsAtOnceMax, slowRegreetsAtOnceMax } = this.#limits
      const others = [...this.#links.all()].filter((link) => isWelcomedOtherwise(link, samplings, slowdown))
      // each look begins where the last one ended: who may not be let go now stands in nobody's way
      this.#from = others.length === 0 ? 0 : this.#from % others.length
      const turn = [...others.slice(this.#from), ...others.slice(0, this.#from)]
      const some = turn.slice(0, slowdown === 1 ? regreetsAtOnceMax : slowRegreetsAtOnceMax)
      this.#from += some.length
      const ids = some.map(({ login }) => login.terminal.terminalId)
      return ids.length === 0 ? [] : await idleTerminals(db, ids)
    })
    for (const terminalId of idle) {
      const link = this.#links.ofTerminal(terminalId)
      if (link !== undefined) this.#down.drop(link, 'NEW_INTERVAL')
    }
  }
}

function isWelcomedOtherwise(link: Link, samplings: readonly Sampling[], slowdown: number): boolean {
  return isReady(link) && link.heartbeatIntervalMs !== slowedInterval(wantedInterval(link, samplings), slowdown)
}

/** As usual, or as the strictest open window over its place wants it. */
function wantedInterval({ login }: Link, samplings: readonly Sampling[]): number {
  const { path } = login.terminal
  const over = samplings.filter((one) => path === one.path || path.startsWith(`${one.path}.`))
  return Math.min(login.heartbeatIntervalMs, ...over.map(({ heartbeatMs }) => heartbeatMs))
}
