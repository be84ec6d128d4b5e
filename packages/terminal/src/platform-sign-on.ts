import {
  type DownOf,
  fromBase64url,
  isSignOnAnswerGenuine,
  keyPairFromSeed,
  type SignOnAnswer,
  signSignOn,
} from '@budeng/protocol'
import { Fault } from '@budeng/kernel'
import { SIGN_ON_EXCHANGE_MS, SIGN_ON_EXCHANGES_MAX } from './limits.ts'
import type { UpBody } from './link.ts'
import type { Observe } from './observe.ts'
import type { Scheduler } from './ports.ts'
import type { Identity } from './state.ts'
import type { Store } from './store.ts'

/** What a sign-on with the host gave, and the ticket of the command that asked for it. */
export interface SignOnRequest {
  readonly ticket?: string | undefined
  readonly batch: string
  readonly kcv: string
}

/** Signed on, or the code of the refusal; `PLATFORM_TIMEOUT` when no answer came. */
export type SignOnOutcome = 'SIGNED_ON' | string

interface SignOnParts {
  readonly store: Store
  readonly scheduler: Scheduler
  readonly ackKey: Uint8Array
  readonly observe: Observe
  send(body: UpBody): boolean
  /** Says hello: its welcome tells the epoch. */
  askEpoch(): void
}

interface Pending {
  readonly request: SignOnRequest
  readonly resolve: (outcome: SignOnOutcome) => void
  exchanges: number
  /** The nonce that our proof answered, once it was sent. */
  nonce: string | null
  cancelTimer: (() => void) | null
  /** The platform has another epoch: asked once, and still waited for. */
  askedEpoch: boolean
  awaitsEpoch: boolean
}

/** Refusals that only say that the nonce was no longer good. [P-7.6] */
const STALE_NONCE: readonly string[] = ['NONCE_EXPIRED', 'NONCE_UNKNOWN']

/** The handshake nonceRequest → nonce → proof → answer; a lost message costs a new exchange, not the sign-on. [P-7] */
export class PlatformSignOn {
  readonly #parts: SignOnParts
  #pending: Pending | null = null

  constructor(parts: SignOnParts) {
    this.#parts = parts
  }

  get isRunning(): boolean {
    return this.#pending !== null
  }

  /** Runs one sign-on; only one at a time. */
  run(request: SignOnRequest): Promise<SignOnOutcome> {
    if (this.#pending !== null) throw new Fault('a platform sign-on is running')
    return new Promise((resolve) => {
      this.#pending = {
        request,
        resolve,
        exchanges: 0,
        nonce: null,
        cancelTimer: null,
        askedEpoch: false,
        awaitsEpoch: false,
      }
      this.#exchange(this.#pending)
    })
  }

  /** A new connection makes nonces of the old one useless. */
  restart(): void {
    if (this.#pending !== null) this.#exchange(this.#pending)
  }

  /** The epoch is known anew. [P-7.6] */
  welcomed(): void {
    if (this.#pending?.awaitsEpoch === true) this.#exchange(this.#pending)
  }

  stop(): void {
    this.#pending?.cancelTimer?.()
    this.#pending = null
  }

  #exchange(pending: Pending): void {
    pending.cancelTimer?.()
    if (pending.exchanges >= SIGN_ON_EXCHANGES_MAX) return this.#end(pending, 'PLATFORM_TIMEOUT')
    pending.exchanges++
    pending.nonce = null
    pending.awaitsEpoch = false
    this.#parts.send({ kind: 'nonceRequest' })
    pending.cancelTimer = this.#parts.scheduler.after(SIGN_ON_EXCHANGE_MS, () => this.#exchange(pending))
  }

  /** Answers a nonce that was made for this connection with a signature. [P-7.3] */
  nonce({ nonce, conn }: DownOf<'nonce'>): void {
    const { store, send, observe } = this.#parts
    const pending = this.#pending
    if (pending === null || pending.nonce !== null)
      return observe({ event: 'REFUSED', what: 'nonce', reason: 'NOT_ASKED' })
    if (conn !== store.state.conn) return observe({ event: 'REFUSED', what: 'nonce', reason: 'OTHER_CONN' })
    const { identity, state } = store
    const { ticket, batch, kcv } = pending.request
    const claim = { nonce, ticket, device: identity.device, epoch: state.epoch, batch, kcv }
    const sig = signSignOn(claim, devicePair(identity).privateKey)
    pending.nonce = nonce
    send({ kind: 'proof', nonce, ...(ticket === undefined ? {} : { ticket }), epoch: state.epoch, batch, kcv, sig })
  }

  /** The platform's answer, if it is genuine and to our proof. [P-7.5] */
  answer(answer: SignOnAnswer): void {
    const { ackKey, observe } = this.#parts
    const pending = this.#pending
    if (!isSignOnAnswerGenuine(answer, ackKey)) return observe({ event: 'REFUSED', what: 'signon', reason: 'BAD_TAG' })
    if (pending === null || answer.nonce !== pending.nonce)
      return observe({ event: 'REFUSED', what: 'signon', reason: 'WRONG_NONCE' })
    if (answer.result === 'SIGNED_ON') return this.#end(pending, 'SIGNED_ON')
    const code = answer.code ?? 'REFUSED'
    if (STALE_NONCE.includes(code)) return this.#exchange(pending)
    if (code !== 'EPOCH_MISMATCH' || pending.askedEpoch) return this.#end(pending, code)
    // it rose by this very sign-on, when the host's batch number came round: the running timer is the end of the wait
    pending.askedEpoch = true
    pending.awaitsEpoch = true
    this.#parts.askEpoch()
  }

  #end(pending: Pending, outcome: SignOnOutcome): void {
    pending.cancelTimer?.()
    this.#pending = null
    pending.resolve(outcome)
  }
}

/** The device's key pair, made when it is needed: thousands of terminals need not hold theirs. */
export function devicePair({ seed }: Identity) {
  return keyPairFromSeed(fromBase64url(seed) ?? Buffer.alloc(32))
}
