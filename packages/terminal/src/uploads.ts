import { createHash } from 'node:crypto'
import { withoutCards } from '@budeng/kernel'
import { FILE_PART_BYTES_MAX, type Outcome } from '@budeng/protocol'
import type { FileAddress, Files } from './files.ts'
import { UPLOAD_RETRY_CAP_MS, UPLOAD_RETRY_MS, UPLOAD_SILENCE_MS } from './limits.ts'
import type { Content, Scheduler } from './ports.ts'
import type { Staging } from './staging.ts'
import type { Outgoing } from './state.ts'
import type { Store } from './store.ts'

interface UploadsParts {
  readonly store: Store
  readonly scheduler: Scheduler
  readonly files: Files
  readonly staging: Staging
}

export interface UploadOrder extends FileAddress {
  readonly attempt: number
  readonly bytesMax: number
  /** Without an answer for so long it has failed. */
  readonly silenceMs?: number
  /** Asked once; after a power cut what was kept of it goes on. Null: there is nothing. */
  content(): Content | null
}

const STAGED = 'outgoing'

/**
 * Sends one file over HTTP, in parts, and goes on where it stood after any interruption. The file is on the medium, whole
 * and with its hash, before the first part is sent. [P-23.3] [P-23.8]
 */
export class Uploads {
  readonly #parts: UploadsParts
  #stopped = false
  #waiting = 0
  /** One after the other: there is room for one. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: UploadsParts) {
    this.#parts = parts
  }

  stop(): void {
    this.#stopped = true
  }

  /** Another file is on its way. */
  get isBusy(): boolean {
    return this.#waiting > 0
  }

  run(order: UploadOrder): Promise<Outcome> {
    this.#waiting++
    const outcome = this.#turn.then(() => this.#run(order))
    const done = () => void this.#waiting--
    this.#turn = outcome.then(done, done)
    return outcome
  }

  async #run(order: UploadOrder): Promise<Outcome> {
    const outgoing = this.#kept(order) ?? this.#stage(order)
    if (outgoing === null) return { status: 'NO_OP', code: 'NOTHING_TO_SEND' }
    if (outgoing.bytes > order.bytesMax) return this.#done({ status: 'FAILED', code: 'TOO_LARGE' })
    const outcome = await this.#send(order, outgoing)
    return this.#done(outcome)
  }

  /** What an earlier run of the same attempt put on the medium. */
  #kept({ commandId, attempt }: UploadOrder): Outgoing | null {
    const { outgoing } = this.#parts.store.state
    const isThis = outgoing?.id === commandId && outgoing.attempt === attempt
    return isThis && this.#parts.staging.size(STAGED) === outgoing.bytes ? outgoing : null
  }

  #stage({ commandId, attempt, content }: UploadOrder): Outgoing | null {
    const { store, staging } = this.#parts
    const made = content()
    if (made === null || made.bytes.length === 0) return null
    const bytes = made.type === 'text/plain; charset=utf-8' ? masked(made.bytes) : made.bytes
    staging.remove(STAGED)
    staging.append(STAGED, bytes)
    const sha256 = createHash('sha256').update(bytes).digest('base64url')
    const outgoing: Outgoing = { id: commandId, attempt, bytes: bytes.length, sha256, type: made.type }
    store.append({ e: 'outgoing', outgoing })
    return outgoing
  }

  /** Part after part from where the platform says; silence is waited out, ever longer, up to a bound. */
  async #send(at: UploadOrder, whole: Outgoing): Promise<Outcome> {
    const { files, staging, scheduler } = this.#parts
    const { sha256, bytes, type } = whole
    const { silenceMs = UPLOAD_SILENCE_MS } = at
    let [offset, heardAtMs, retryMs] = [0, scheduler.nowMs(), UPLOAD_RETRY_MS]
    while (!this.#stopped) {
      const part = staging.read(STAGED, offset, FILE_PART_BYTES_MAX)
      const answer = await files.append(at, offset, part, { bytes, sha256, type })
      if (this.#stopped) break
      if (answer?.kind === 'COMPLETE') return { status: 'SUCCEEDED', code: 'UPLOADED', data: { bytes, sha256 } }
      if (answer?.kind === 'REFUSED') return { status: 'FAILED', code: 'UPLOAD_REFUSED', data: { code: answer.code } }
      if (answer !== null && answer.offset <= bytes && answer.offset !== offset) {
        offset = answer.offset
        heardAtMs = scheduler.nowMs()
        retryMs = UPLOAD_RETRY_MS
        continue
      }
      if (scheduler.nowMs() - heardAtMs >= silenceMs) return { status: 'FAILED', code: 'NETWORK_LOST' }
      await this.#wait(retryMs)
      retryMs = Math.min(retryMs * 2, UPLOAD_RETRY_CAP_MS)
    }
    // a stopped run says nothing more: its successor goes on
    return new Promise(() => undefined)
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#parts.scheduler.after(ms, resolve)
    })
  }

  #done(outcome: Outcome): Outcome {
    this.#parts.store.append({ e: 'outgoing', outgoing: null })
    this.#parts.staging.remove(STAGED)
    return outcome
  }
}

/** Line by line, as the platform looks at it too. [P-23.5] */
function masked(bytes: Uint8Array): Buffer {
  const lines = Buffer.from(bytes).toString('utf8').split('\n')
  return Buffer.from(lines.map(withoutCards).join('\n'))
}
