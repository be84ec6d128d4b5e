import { fromBase64url } from '@budeng/protocol'
import { compareDigests, type DigestWord, PLATFORM_ACTOR, PLATFORM_SCOPE, type Storage } from '@budeng/storage'
import { unpackDigest } from '@budeng/transactions'
import type { Counts } from '../../counts.ts'
import type { Down } from '../../down.ts'
import type { GatewayLimits } from '../../limits.ts'
import { isReady, type Link, type ReadyLink } from '../../links.ts'
import { acknowledgeJournal, tagOfRoot } from './acknowledge-journal.ts'
import type { Comparisons } from './comparisons.ts'

export interface DigestsParts {
  readonly storage: Storage
  readonly gatewayId: string
  readonly era: number
  readonly limits: GatewayLimits
  readonly counts: Counts
  readonly down: Down
  readonly comparisons: Comparisons
}

interface Waiting {
  readonly text: string
  readonly tag: Buffer
}

/**
 * The digests of heartbeats, held against our trees a few hundred at a time. One that was found equal costs nothing when
 * it comes again; one that differs begins the comparison that finds where. [P-20.1] [P-20.2]
 */
export class Digests {
  readonly #parts: DigestsParts
  readonly #waiting = new Map<Link, Waiting>()

  constructor(parts: DigestsParts) {
    this.#parts = parts
  }

  take(link: ReadyLink, text: string | undefined, payload: Buffer): void {
    if (text === undefined || text === link.equalDigest) return
    const tag = Buffer.from(payload.subarray(0, payload.indexOf(0x2e)).toString('latin1'), 'base64url')
    this.#waiting.set(link, { text, tag })
  }

  /** Throws what the database throws; what was not compared comes with the next heartbeat. */
  async flush(): Promise<void> {
    const { storage, gatewayId, era, limits, counts } = this.#parts
    const taken = [...this.#waiting].slice(0, limits.digestsPerFlush)
    for (const [link] of taken) this.#waiting.delete(link)
    const words = taken.flatMap(([link, waiting]) => {
      const word = wordOf(link, waiting)
      return word === null ? [] : [{ link, word, text: waiting.text }]
    })
    if (words.length === 0) return
    const links = new Map(words.map(({ link }) => [link.login.terminal.terminalId, link]))
    const outcomes = await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      compareDigests(
        unit,
        gatewayId,
        words.map(({ word }) => word),
        (journal, throughSeq, root) => {
          const link = links.get(journal.terminalId)
          return link === undefined ? null : tagOfRoot(link, era, journal.epoch, throughSeq, root)
        },
      ),
    )
    const texts = new Map(words.map(({ word, text }) => [word.terminalId, text]))
    for (const { terminalId, journal, verdict } of outcomes) {
      const link = links.get(terminalId)
      if (link === undefined) continue
      counts.add(`digest.${verdict}`)
      const hasGap = journal.ahead.length > 0
      if (verdict === 'EQUAL' && !hasGap) link.equalDigest = texts.get(terminalId) ?? null
      // what is missing is asked for again; a terminal that was told of more than we hold learns it
      if (hasGap || verdict === 'BEYOND') acknowledgeJournal(this.#parts.down, era, link, journal)
      if (verdict === 'DIFFERENT')
        this.#parts.comparisons.begin(link, journal.epoch, journal.equalSeq + 1, journal.comparedSeq)
    }
  }
}

/** Null for a digest of a journal that this connection does not know of. */
function wordOf(link: Link, { text, tag }: Waiting): DigestWord | null {
  if (!isReady(link)) return null
  const digest = unpackDigest(fromBase64url(text) ?? Buffer.alloc(0))
  if (digest === null || digest.epoch < 1 || digest.epoch > link.epoch) return null
  const { terminal } = link.login
  const known = link.ackedRoots.find(({ epoch, throughSeq }) => epoch === digest.epoch && throughSeq === digest.lastSeq)
  return { terminalId: terminal.terminalId, fence: link.fence, scope: terminal, digest, tag, known: known ?? null }
}
