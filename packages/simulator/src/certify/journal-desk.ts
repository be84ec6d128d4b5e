import { Frontier, leafHash } from '@budeng/kernel'
import {
  type BatchState,
  type DownMessage,
  fromBase64url,
  hmacSha256,
  makeAck,
  makeBatchNotice,
  missingOf,
  type SeqRange,
  sha256,
  toBase64url,
  type UpOf,
  type WireRecord,
} from '@budeng/protocol'
import { type JournalRecord, leafOf, parseRecord } from '@budeng/transactions'
import { ClauseFailure } from './clause.ts'
import type { KnownDevice } from './enrolment-desk.ts'

/** Members of an acknowledgement that a clause wants wrong. */
export interface AckChanges {
  readonly era?: number
  readonly epoch?: number
  readonly missing?: readonly SeqRange[]
  readonly root?: string
  readonly key?: Uint8Array
}

/** What the bench holds of the journals of its terminal: every copy of every record, as it came. */
export class JournalDesk {
  readonly #copies = new Map<string, WireRecord[]>()
  readonly #device: () => KnownDevice

  constructor(device: () => KnownDevice) {
    this.#device = device
  }

  take({ epoch, records }: UpOf<'records'>): void {
    for (const record of records) {
      const key = keyOf(epoch, record.seq)
      this.#copies.set(key, [...(this.#copies.get(key) ?? []), record])
    }
  }

  /** How far the records of an epoch are here without a gap. */
  through(epoch: number): number {
    let through = 0
    while (this.#copies.has(keyOf(epoch, through + 1))) through++
    return through
  }

  /** How often a record came. @throws ClauseFailure when the copies are not the same to the byte */
  copies(epoch: number, seq: number): number {
    const copies = this.#copies.get(keyOf(epoch, seq)) ?? []
    if (new Set(copies.map((copy) => JSON.stringify(copy))).size > 1)
      throw new ClauseFailure(`record ${seq} of epoch ${epoch} came again with another content`)
    return copies.length
  }

  /** A record as it was read. @throws ClauseFailure when it is none, or its leaf is not what its body makes it */
  record(epoch: number, seq: number): JournalRecord {
    const wire = this.#wire(epoch, seq)
    const parsed = parseRecord(wire.body)
    if (!parsed.ok)
      throw new ClauseFailure(`the body of record ${seq} is none: ${parsed.fault.code} ${parsed.fault.member ?? ''}`)
    const { leaf } = this.#device().secrets
    const right = leafOf((bytes) => hmacSha256(leaf, bytes), parsed.record, epoch, seq)
    if (toBase64url(right) !== wire.leaf)
      throw new ClauseFailure(`the leaf of record ${seq} does not follow from its body`)
    return parsed.record
  }

  leaf(epoch: number, seq: number): Buffer {
    return fromBase64url(this.#wire(epoch, seq).leaf) ?? Buffer.alloc(0)
  }

  #wire(epoch: number, seq: number): WireRecord {
    const wire = this.#copies.get(keyOf(epoch, seq))?.[0]
    if (wire === undefined) throw new ClauseFailure(`record ${seq} of epoch ${epoch} did not come`)
    return wire
  }

  root(epoch: number, through: number): string {
    const tree = new Frontier(sha256)
    for (let seq = 1; seq <= through; seq++) tree.append(leafHash(sha256, this.leaf(epoch, seq)))
    return toBase64url(tree.root())
  }

  /** The acknowledgement of all that came; members may be wrong on purpose. [P-17.7] */
  ack(era: number, epoch: number, changes: AckChanges = {}): DownMessage {
    const { key = this.#device().secrets.ack, missing = [], ...rest } = changes
    const throughSeq = this.through(epoch)
    const dense = missing[0] === undefined ? throughSeq : missing[0].first - 1
    const body = { stream: 'journal', era, epoch, throughSeq, root: this.root(epoch, dense), ...rest } as const
    return makeAck({ ...body, missing: missingOf(missing) }, key)
  }

  /** What the bench says of a batch. [P-19.6] */
  notice(era: number, about: { epoch: number; batch: string; throughSeq: number }, state: BatchState): DownMessage {
    return makeBatchNotice({ era, ...about, state, at: Date.now() }, this.#device().secrets.ack)
  }
}

function keyOf(epoch: number, seq: number): string {
  return `${epoch}/${seq}`
}
