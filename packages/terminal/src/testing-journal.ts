import { Frontier, leafHash } from '@budeng/kernel'
import {
  type BatchState,
  type DownMessage,
  fromBase64url,
  makeAck,
  makeBatchNotice,
  MISSING_RANGES_MAX,
  missingOf,
  type SeqRange,
  sha256,
  toBase64url,
  type UpMessage,
  type UpOf,
  type WireRecord,
} from '@budeng/protocol'
import { TEST_SECRETS } from '@budeng/protocol/testing'
import type { JournalRecord } from '@budeng/transactions'
import type { HostAnswer, HostLink, HostRequest, SettlementAnswer, SettlementRequest, UploadRequest } from './ports.ts'

/** As much of a platform as the journal needs: keeps what comes, acknowledges it with its root, and answers for batches. */
export class JournalPlatform {
  readonly held = new Map<number, Map<number, WireRecord>>()
  readonly closings: UpOf<'batchClose'>[] = []
  readonly openings: UpOf<'batchOpen'>[] = []
  readonly compared: UpOf<'compared'>[] = []
  /** Records in the order in which they came, repeats too. */
  readonly arrived: { readonly epoch: number; readonly seq: number; readonly conn: number }[] = []
  acknowledges = true
  notices = true
  closesTo: BatchState = 'BALANCED'
  era = 1
  now = 0
  /** Records that are lost on the way, each time as long as it says so. */
  loses: (seq: number) => boolean = () => false
  /** What stands in the acknowledgement in place of the root. */
  root: (root: string) => string = (root) => root

  receive(message: UpMessage): DownMessage[] {
    switch (message.kind) {
      case 'records':
        return this.#records(message)
      case 'batchOpen':
        this.openings.push(message)
        return this.notices ? [this.notice(message.epoch, message.batch, 'OPEN', 0)] : []
      case 'batchClose':
        this.closings.push(message)
        return this.notices ? [this.notice(message.epoch, message.batch, this.closesTo, message.throughSeq)] : []
      case 'compared':
        this.compared.push(message)
        return []
      default:
        return []
    }
  }

  #records({ epoch, records, conn }: UpOf<'records'>): DownMessage[] {
    const held = this.#heldOf(epoch)
    for (const record of records) {
      this.arrived.push({ epoch, seq: record.seq, conn })
      if (!this.loses(record.seq)) held.set(record.seq, held.get(record.seq) ?? record)
    }
    return this.acknowledges ? [this.ack(epoch)] : []
  }

  #heldOf(epoch: number): Map<number, WireRecord> {
    const held = this.held.get(epoch) ?? new Map<number, WireRecord>()
    this.held.set(epoch, held)
    return held
  }

  seqs(epoch = 1): number[] {
    return [...this.#heldOf(epoch).keys()].sort((a, b) => a - b)
  }

  bodies(epoch = 1): JournalRecord[] {
    const held = this.#heldOf(epoch)
    return this.seqs(epoch).map((seq) => JSON.parse(held.get(seq)?.body ?? '{}') as JournalRecord)
  }

  readonly #trees = new Map<number, Frontier>()

  rootThrough(epoch: number, seq: number): string {
    const kept = this.#trees.get(epoch)
    const tree = kept !== undefined && kept.size <= seq ? kept : new Frontier(sha256)
    this.#trees.set(epoch, tree)
    for (let next = tree.size + 1; next <= seq; next++) {
      const leaf = fromBase64url(this.#heldOf(epoch).get(next)?.leaf ?? '') ?? Buffer.alloc(0)
      tree.append(leafHash(sha256, leaf))
    }
    return toBase64url(tree.root())
  }

  ack(epoch: number): DownMessage {
    const { throughSeq, missing } = received(this.seqs(epoch))
    const dense = (missing[0]?.first ?? throughSeq + 1) - 1
    const root = this.root(this.rootThrough(epoch, dense))
    const body = { stream: 'journal', era: this.era, epoch, throughSeq, missing: missingOf(missing), root } as const
    return makeAck(body, TEST_SECRETS.ack)
  }

  notice(epoch: number, batch: string, state: BatchState, throughSeq: number): DownMessage {
    const body = { era: this.era, epoch, batch, state, throughSeq, at: this.now }
    return makeBatchNotice(body, TEST_SECRETS.ack)
  }
}

/** How far numbers came, with at most 16 gaps. */
function received(seqs: readonly number[]): { throughSeq: number; missing: SeqRange[] } {
  const missing: SeqRange[] = []
  let through = 0
  for (const seq of seqs) {
    if (seq > through + 1) {
      if (missing.length === MISSING_RANGES_MAX) break
      missing.push({ first: through + 1, last: seq - 1 })
    }
    through = seq
  }
  return { throughSeq: through, missing }
}

/** A host whose answers a test sets: a response code, or DOWN for none. */
export class TestHostLink implements HostLink {
  readonly asked: (HostRequest & { readonly call: string })[] = []
  readonly settlements: SettlementRequest[] = []
  authorises = '00'
  advises = '00'
  reverses = '00'
  settles = '00'
  counts: SettlementAnswer['result'] = 'BALANCED'
  uploads = '00'
  readonly uploaded: UploadRequest[] = []
  /** Holds answers back until it is called. */
  hold: Promise<void> | null = null

  authorise = (request: HostRequest) => this.#answer('authorise', request, this.authorises)
  advise = (request: HostRequest) => this.#answer('advise', request, this.advises)
  reverse = (request: HostRequest) => this.#answer('reverse', request, this.reverses)

  async settle(request: SettlementRequest): Promise<SettlementAnswer | null> {
    this.settlements.push(request)
    await this.hold
    return this.settles === 'DOWN' ? null : { responseCode: this.settles, result: this.counts }
  }

  async upload(request: UploadRequest): Promise<Pick<HostAnswer, 'responseCode'> | null> {
    this.uploaded.push(request)
    await this.hold
    return this.uploads === 'DOWN' ? null : { responseCode: this.uploads }
  }

  async #answer(call: string, request: HostRequest, code: string): Promise<HostAnswer | null> {
    this.asked.push({ ...request, call })
    await this.hold
    return code === 'DOWN' ? null : { responseCode: code, rrn: `R${request.stan.padStart(11, '0')}` }
  }

  calls(): string[] {
    return this.asked.map(({ call, stan }) => `${call} ${Number(stan)}`)
  }
}
