import { closeSync, openSync, writeSync } from 'node:fs'
import { decodeDown, type Stream, streamOf, type UpMessage } from '@budeng/protocol'
import type { Connection, Entry, Identity, Store, TerminalEvent, Transport } from '@budeng/terminal'

/** One fact of one terminal's life, in the order in which it happened to it. The README says what each means. */
export type HistoryFact =
  | { readonly fact: 'kept'; readonly stream: Stream; readonly seq: number; readonly body: object }
  | {
      readonly fact: 'sent'
      readonly stream: Stream
      readonly seq: number
      readonly conn: number
      readonly n: number
      readonly kind: string
    }
  | { readonly fact: 'puback'; readonly stream: Stream; readonly seq: number }
  | {
      readonly fact: 'platformAck'
      readonly stream: Stream
      readonly era: number
      readonly throughSeq: number
      readonly missing: readonly number[]
    }
  | { readonly fact: 'received'; readonly form: 'command' | 'cancel' | 'query' | 'other' }
  | { readonly fact: 'executed'; readonly id: string; readonly attempt: number; readonly type: string }
  | {
      readonly fact: 'replied'
      readonly id: string
      readonly attempt: number
      readonly seq: number
      readonly kind: string
      readonly status?: string
      readonly code?: string
    }
  | { readonly fact: 'booted'; readonly boot: number }
  | { readonly fact: 'recordsSent'; readonly epoch: number; readonly seqs: readonly number[]; readonly conn: number }
  | {
      readonly fact: 'journalAck'
      readonly epoch: number
      readonly ackedThrough: number
      readonly equalThrough: number
    }
  | {
      readonly fact: 'batch'
      readonly epoch: number
      readonly batch: string
      readonly openSeq: number
      readonly state: string | null
      readonly closing: object | null
    }

/** Writes the histories of a fleet, for a checker that knows nothing of our code. */
export interface History {
  write(device: string, fact: HistoryFact): void
  close(): void
}

/** One file for all terminals, a JSON line a fact; each line has left the process before the fact has consequences. */
export function openHistory(path: string, nowMs: () => number): History {
  const file = openSync(path, 'a', 0o600)
  return {
    write: (device, fact) => void writeSync(file, `${JSON.stringify({ device, at: nowMs(), ...fact })}\n`),
    close: () => closeSync(file),
  }
}

/** A store that writes down what becomes durable: messages kept, acknowledgements taken, boots. */
export function recordedStore(store: Store, history: History): Store {
  const { identity } = store
  const facts = (entries: readonly Entry[]) => {
    const seqs = { ...store.state.used }
    for (const entry of entries) {
      writeJournalFact(entry, identity, history)
      if (entry.e === 'boot') history.write(identity.device, { fact: 'booted', boot: entry.boot })
      if (entry.e === 'acked') {
        const { stream, era, throughSeq, missing } = entry
        history.write(identity.device, { fact: 'platformAck', stream, era, throughSeq, missing })
      }
      if (entry.e !== 'out') continue
      const { stream, body } = entry
      const seq = ++seqs[stream]
      history.write(identity.device, { fact: 'kept', stream, seq, body })
      if (!('id' in body)) continue
      const outcome = body.kind === 'result' ? { status: body.status, code: body.code } : {}
      history.write(identity.device, {
        fact: 'replied',
        id: body.id,
        attempt: body.attempt,
        seq,
        kind: body.kind,
        ...outcome,
      })
    }
  }
  return {
    identity,
    get state() {
      return store.state
    },
    append(...entries) {
      facts(entries)
      store.append(...entries)
    },
  }
}

/** Acknowledgements and batches as they become durable; the records themselves are in the truth file. */
function writeJournalFact(entry: Entry, { device }: Identity, history: History): void {
  if (entry.e === 'journalAcked') {
    const { epoch, ackedThrough, equalThrough } = entry
    history.write(device, { fact: 'journalAck', epoch, ackedThrough, equalThrough })
  }
  if (entry.e !== 'batch') return
  const { epoch, batch, openSeq, state, closing } = entry.batch
  history.write(device, { fact: 'batch', epoch, batch, openSeq, state, closing })
}

const TAG_CHARS = 44

/** A transport that writes down what leaves and what arrives. */
export function recordedTransport(inner: Transport, { device }: Identity, history: History): Transport {
  return {
    open(options, events) {
      const connection: Connection = inner.open(options, {
        ...events,
        message: (payload) => {
          history.write(device, { fact: 'received', form: formOf(payload) })
          events.message(payload)
        },
      })
      return {
        publish(topic, payload, qos) {
          const message = JSON.parse(Buffer.from(payload).toString('utf8', TAG_CHARS)) as UpMessage
          if (message.kind === 'records') {
            const { epoch, records, conn } = message
            history.write(device, { fact: 'recordsSent', epoch, seqs: records.map(({ seq }) => seq), conn })
          }
          const stream = streamOf(message.kind)
          if (stream !== null && 'seq' in message)
            history.write(device, {
              fact: 'sent',
              stream,
              seq: message.seq,
              conn: message.conn,
              n: message.n,
              kind: message.kind,
            })
          connection.publish(topic, payload, qos)
        },
        close: (graceful) => connection.close(graceful),
      }
    },
  }
}

function formOf(payload: Uint8Array): 'command' | 'cancel' | 'query' | 'other' {
  const read = decodeDown(payload)
  if (!read.ok) return 'other'
  if (read.form === 'json') return read.message.kind === 'query' ? 'query' : 'other'
  const [head = ''] = read.token.split('.')
  const { typ } = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as { typ?: string }
  if (typ === 'budeng-command') return 'command'
  return typ === 'budeng-cancel' ? 'cancel' : 'other'
}

/** What the terminal itself tells: a RUNNING comes once for each execution. */
export function recordEvent(event: TerminalEvent, device: string, history: History): void {
  if (event.event === 'COMMAND' && event.phase === 'RUNNING')
    history.write(device, { fact: 'executed', id: event.id, attempt: event.attempt, type: event.type })
}
