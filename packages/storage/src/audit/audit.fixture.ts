import { createHmac } from 'node:crypto'
import { Client } from 'pg'
import type { Notary } from '../index.ts'
import { PLACE_STATEMENT } from '../sequencer.ts'

/** Signs as the worker does, in a form of its own: this room does not know the one of the wire. */
export function testNotary(
  key: string,
): Notary & { readonly readNote: (note: string) => ReturnType<Notary['read']> | string } {
  const tagOf = (text: string) => createHmac('sha256', key).update(text).digest('hex')
  const readNote = (note: string) => {
    const [text = '', tag] = note.split('\n')
    if (tag !== tagOf(text)) return 'BAD_SIGNATURE'
    const { origin, size, root, at } = JSON.parse(text) as { origin: string; size: number; root: string; at: number }
    return { origin, size, root: Buffer.from(root, 'hex'), at }
  }
  return {
    sign: ({ root, ...tree }) => {
      const text = JSON.stringify({ ...tree, root: Buffer.from(root).toString('hex') })
      return `${text}\n${tagOf(text)}`
    },
    readNote,
    read: (note) => {
      const tree = readNote(note)
      if (typeof tree === 'string') throw new Error(tree)
      return tree
    },
  }
}

const TABLES = ['event', 'event_order', 'event_leaf', 'event_subtree', 'event_checkpoint']

/** Somebody with the rights of the owner, and more: does to the log what must not be done, and puts it back. */
export class Intruder {
  readonly client: Client

  constructor(url: string) {
    this.client = new Client({ connectionString: url })
  }

  async begin(): Promise<void> {
    await this.client.connect()
  }

  /** Gives positions to what has none, as the sequencer would. */
  async place(): Promise<void> {
    await this.client.query(PLACE_STATEMENT, [100_000])
  }

  async save(): Promise<void> {
    await this.client.query(
      `drop schema if exists saved cascade; create schema saved; ${TABLES.map((name) => `create table saved.${name} as table ${name}`).join(';')}`,
    )
  }

  async putBack(): Promise<void> {
    await this.client.query(
      `begin; truncate event, event_order, event_leaf, event_subtree, event_checkpoint, event_pending, event_removal;
       ${TABLES.map((name) => `insert into ${name} overriding system value table saved.${name}`).join(';')}; commit`,
    )
  }

  async query(sql: string, params?: unknown[]): Promise<void> {
    await this.client.query(sql, params)
  }

  async end(): Promise<void> {
    await this.client.end()
  }
}
