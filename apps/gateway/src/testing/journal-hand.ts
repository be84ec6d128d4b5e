import { createHmac } from 'node:crypto'
import { Frontier, leafHash } from '@budeng/kernel'
import { type Ack, sha256, toBase64url, type UpOf, type WireRecord } from '@budeng/protocol'
import { applyRecords, batchTotals, type JournalRecord, leafOf, packDigest, recordText } from '@budeng/transactions'
import type { HandTerminal } from './hand-terminal.ts'

export const six = (number: number) => String(number).padStart(6, '0')

/** An approved sale with that STAN. */
export function sale(number: number, change: Partial<JournalRecord> = {}): JournalRecord {
  return {
    type: 'PURCHASE',
    batch: '000001',
    stan: six(number),
    amount: String(100 + number),
    currency: 'CNY',
    exponent: 2,
    outcome: 'APPROVED',
    ...change,
  }
}

/** The journal of a terminal by hand: what it wrote, and what it says of it. */
export class JournalHandwriting {
  readonly terminal: HandTerminal
  readonly epoch: number
  readonly written: (WireRecord & { readonly record: JournalRecord | null })[] = []

  constructor(terminal: HandTerminal, epoch = 1) {
    this.terminal = terminal
    this.epoch = epoch
  }

  /** Writes records at the next numbers; nothing is sent. */
  write(...records: readonly JournalRecord[]): WireRecord[] {
    return records.map((record) => this.#add(recordText(record), this.leafOf(record, this.written.length + 1), record))
  }

  /** Something under the next number that is no record. */
  writeText(body: string): WireRecord {
    return this.#add(body, sha256(Buffer.from(body)), null)
  }

  #add(body: string, leaf: Buffer, record: JournalRecord | null): WireRecord {
    const wire = { seq: this.written.length + 1, leaf: toBase64url(leaf), body }
    this.written.push({ ...wire, record })
    return wire
  }

  leafOf(record: JournalRecord, seq: number): Buffer {
    const hmac = (bytes: Uint8Array) => createHmac('sha256', this.terminal.secrets.leaf).update(bytes).digest()
    return Buffer.from(leafOf(hmac, record, this.epoch, seq))
  }

  /** The root through a number, of what was written. */
  root(through = this.written.length): Buffer {
    const tree = new Frontier(sha256)
    for (const { leaf } of this.written.slice(0, through)) tree.append(leafHash(sha256, Buffer.from(leaf, 'base64url')))
    return Buffer.from(tree.root())
  }

  async send(records: readonly WireRecord[] = this.written): Promise<void> {
    const wire = records.map(({ seq, leaf, body }) => ({ seq, leaf, body }))
    await this.terminal.publish('records', { epoch: this.epoch, records: wire })
  }

  ack(throughSeq: number, isWhole = true): Promise<Ack> {
    return this.terminal.down(
      'ack',
      (ack) =>
        ack.stream === 'journal' &&
        ack.epoch === this.epoch &&
        ack.throughSeq >= throughSeq &&
        (!isWhole || ack.missing.length === 0),
    )
  }

  totals(batch: string, through = this.written.length) {
    const placed = this.written
      .slice(0, through)
      .flatMap(({ seq, record }) => (record === null ? [] : [{ seq, record }]))
    const { book } = applyRecords(new Map(), placed)
    return batchTotals([...book.values()].filter(({ key }) => key.batch === batch))
  }

  close(batch: string, change: Partial<UpOf<'batchClose'>> = {}): Promise<void> {
    const throughSeq = change.throughSeq ?? this.written.length
    return this.terminal.publish('batchClose', {
      epoch: this.epoch,
      batch,
      openSeq: this.written.find(({ record }) => record?.batch === batch)?.seq ?? 1,
      throughSeq,
      count: this.written.slice(0, throughSeq).filter(({ record }) => record?.batch === batch).length,
      totals: this.totals(batch, throughSeq).map(({ minor, ...line }) => ({ ...line, amount: String(minor) })),
      root: toBase64url(this.root(throughSeq)),
      ...change,
    })
  }

  /** The digest of a heartbeat at a number. */
  digest(batch: string, lastSeq = this.written.length, root = this.root(lastSeq)): string {
    const count = this.written.slice(0, lastSeq).filter(({ record }) => record?.batch === batch).length
    return toBase64url(
      packDigest({ epoch: this.epoch, batch, count, lastSeq, totals: this.totals(batch, lastSeq), root }),
    )
  }
}
