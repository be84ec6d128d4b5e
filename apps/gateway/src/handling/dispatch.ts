import { type SealKeys, unseal } from '@budeng/protocol'
import {
  applyCommandInputs,
  claimDispatches,
  dispatchSealName,
  markDispatched,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  type Unit,
  type WantedDispatch,
} from '@budeng/storage'
import type { Counts } from '../counts.ts'
import type { Down } from '../down.ts'
import type { GatewayLimits } from '../limits.ts'
import { isReady, type Link, type Links } from '../links.ts'

export interface DispatcherParts {
  readonly storage: Storage
  readonly gatewayId: string
  readonly sealLink: SealKeys
  readonly links: Links
  readonly down: Down
  readonly limits: GatewayLimits
  readonly counts: Counts
  /** A newer key list goes ahead of what a newer key may have signed. */
  readonly bringKeyList: (link: Link) => void
}

/**
 * Publishes signed bytes to terminals that are held here. Rows are claimed, published and marked in one transaction: a
 * crash in between publishes the same bytes once more, which a terminal answers from its memory.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts

  constructor(parts: DispatcherParts) {
    this.#parts = parts
  }

  /** Publishes all that is wanted now. Throws what the database throws. */
  async publish(): Promise<void> {
    const { links, limits } = this.#parts
    let count = links.size === 0 ? 0 : limits.dispatchBatchMax
    while (count === limits.dispatchBatchMax) count = await this.#publishSome()
  }

  async #publishSome(): Promise<number> {
    const { storage, gatewayId, limits } = this.#parts
    // the transaction may be run again after a deadlock: then nothing is published twice
    const tried = new Map<number, boolean>()
    return await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      const wanted = await claimDispatches(unit, gatewayId, limits.dispatchBatchMax)
      const gone = wanted.filter((dispatch) => this.#tryOnce(tried, dispatch))
      if (gone.length > 0) await this.#mark(unit, gone)
      return gone.length
    })
  }

  #tryOnce(tried: Map<number, boolean>, dispatch: WantedDispatch): boolean {
    const before = tried.get(dispatch.id)
    if (before !== undefined) return before
    const gone = this.#publish(dispatch)
    tried.set(dispatch.id, gone)
    return gone
  }

  async #mark(unit: Unit, gone: readonly WantedDispatch[]): Promise<void> {
    const at = unit.clock.now()
    await markDispatched(
      unit,
      gone.map(({ id }) => id),
      at,
    )
    const commands = gone.filter(({ kind }) => kind === 'command')
    await applyCommandInputs(
      unit,
      commands.map(({ commandId, attempt, boot, conn }) => ({
        commandId,
        input: { kind: 'published', at, attempt, boot, conn },
      })),
    )
  }

  /** True when the row is done with: it is on its way, or nobody can ever open it. */
  #publish(dispatch: WantedDispatch): boolean {
    const { links, down, sealLink, counts, bringKeyList } = this.#parts
    const link = links.ofTerminal(dispatch.terminalId)
    if (link === undefined || !isReady(link) || link.login.deviceId !== dispatch.deviceId) return false
    const bytes = unseal(sealLink, dispatch.bytes, dispatchSealName(dispatch))
    if (bytes === null) {
      // sealed under another key: the command will be UNKNOWN by its timer, and nobody tries this row for ever
      counts.add('dispatchUnreadable')
      return true
    }
    counts.add(`dispatch.${dispatch.kind}`)
    bringKeyList(link)
    return down.send(link, bytes, 1)
  }
}
