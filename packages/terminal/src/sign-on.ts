import { HOST_APPROVED, type HostSignOnAnswer, type Outcome, type ReloginLevel } from '@budeng/protocol'
import { OPERATOR_WAIT_MS } from './limits.ts'
import type { Host, HostTerminal, Operator } from './ports.ts'
import type { PlatformSignOn } from './platform-sign-on.ts'
import type { Entry, StreamBody } from './state.ts'
import type { Store } from './store.ts'

interface SignOnStepsParts {
  readonly store: Store
  readonly host: Host
  readonly operator: Operator | undefined
  readonly mid: string | undefined
  readonly platform: PlatformSignOn
  /** What the journal takes of a host's answer. */
  journalEntries(answer: HostSignOnAnswer): readonly Entry[]
  /** Writes changes and a report together. */
  report(body: StreamBody, ...entries: readonly Entry[]): void
  /** The counted time, for reports. */
  now(): number | null
  signOnChanged(): void
  /** A sign-on is over, however it went: the device is free again. */
  ended(): void
}

export interface SignOnOrder {
  readonly level: ReloginLevel
  readonly ticket?: string | undefined
  progress(step: string): void
}

const failed = (code: string, data?: Outcome['data']): Outcome => ({
  status: 'FAILED',
  code,
  ...(data ? { data } : {}),
})

/** The host is ill for the moment (96, 91): a later try may do. Any other decline will be repeated. [P-8.3] */
const HOST_ILL: readonly string[] = ['96', '91']

/**
 * Host sign-on, the cashier's login, platform sign-on and host echo, as the level asks. A failure leaves the sign-on
 * state as it was, but for a platform that says LOCKED. [P-9.9]
 */
export class SignOnSteps {
  readonly #parts: SignOnStepsParts
  #running = false
  #stopped = false

  constructor(parts: SignOnStepsParts) {
    this.#parts = parts
  }

  stop(): void {
    this.#stopped = true
  }

  /** An answer that comes after the end of this run is never seen: its successor owns the store by then. */
  async #answer<Answer>(pending: Promise<Answer>): Promise<Answer> {
    const answer = await pending
    return this.#stopped ? new Promise<Answer>(() => undefined) : answer
  }

  get isRunning(): boolean {
    return this.#running
  }

  async run(order: SignOnOrder): Promise<Outcome> {
    if (this.#running) return failed('BUSY')
    this.#running = true
    try {
      return await this.#steps(order)
    } finally {
      this.#running = false
      if (!this.#stopped) this.#parts.ended()
    }
  }

  async #steps({ level, ticket, progress }: SignOnOrder): Promise<Outcome> {
    const { store, platform } = this.#parts
    if (level !== 'TERMINAL') {
      progress('OPERATOR_LOGIN')
      const failure = await this.#operatorLogsIn()
      if (failure !== null) return failure
    }
    if (level !== 'OPERATOR') {
      progress('HOST_SIGN_ON')
      const failure = await this.#hostSignOn()
      if (failure !== null) return failure
    }
    const { batch, kcv } = store.state
    if (batch === null || kcv === null) return failed('HOST_SIGN_ON_MISSING')
    progress('PLATFORM_SIGN_ON')
    const code = await this.#answer(platform.run({ ticket, batch, kcv }))
    if (code !== 'SIGNED_ON') {
      if (code === 'LOCKED') this.#setState({ e: 'signOn', signOn: 'LOCKED' })
      return failed(code)
    }
    this.#setState({ e: 'signOn', signOn: 'SIGNED_ON', batch, kcv })
    if (level !== 'OPERATOR') {
      progress('HOST_ECHO')
      const echo = await this.#answer(this.#parts.host.echo(this.#terminal()))
      if (echo === null) return failed('HOST_UNREACHABLE', { step: 'HOST_ECHO' })
      if (echo.responseCode !== HOST_APPROVED)
        return failed(declined(echo.responseCode), { step: 'HOST_ECHO', responseCode: echo.responseCode })
    }
    return { status: 'SUCCEEDED', code: 'SIGNED_ON', data: { level, batch, kcv } }
  }

  async #operatorLogsIn(): Promise<Outcome | null> {
    const { operator } = this.#parts
    if (operator === undefined) return failed('OPERATOR_UNSUPPORTED')
    const login = await this.#answer(operator.logIn(OPERATOR_WAIT_MS))
    if (login === 'LOGGED_IN') return null
    return failed(login === 'REFUSED' ? 'OPERATOR_REFUSED' : 'OPERATOR_TIMEOUT')
  }

  /** Signs on with the acquirer's host and reports how it went; batch and key check values are the host's. [P-8.1] */
  async #hostSignOn(): Promise<Outcome | null> {
    const answer = await this.#answer(this.#parts.host.signOn(this.#terminal()))
    const { batch, kcv } = answer ?? {}
    const approved = answer?.responseCode === HOST_APPROVED && batch !== undefined && kcv !== undefined
    this.#parts.report(
      {
        kind: 'hostSignOn',
        at: this.#parts.now(),
        result: resultOf(answer, approved),
        responseCode: answer?.responseCode ?? null,
        batch: batch ?? null,
        kcv: kcv ?? null,
      },
      ...(approved ? [{ e: 'signOn', signOn: this.#parts.store.state.signOn, batch, kcv } as const] : []),
      ...(answer === null ? [] : this.#parts.journalEntries(answer)),
    )
    if (approved) return null
    if (answer === null) return failed('HOST_UNREACHABLE', { step: 'HOST_SIGN_ON' })
    return failed(declined(answer.responseCode), { step: 'HOST_SIGN_ON', responseCode: answer.responseCode })
  }

  #setState(entry: Extract<Entry, { e: 'signOn' }>): void {
    this.#parts.store.append(entry)
    this.#parts.signOnChanged()
  }

  #terminal(): HostTerminal {
    const { acquirer, tid } = this.#parts.store.identity
    return { acquirer, tid, mid: this.#parts.mid }
  }
}

function resultOf(answer: HostSignOnAnswer | null, approved: boolean): 'APPROVED' | 'DECLINED' | 'UNREACHABLE' {
  if (answer === null) return 'UNREACHABLE'
  return approved ? 'APPROVED' : 'DECLINED'
}

function declined(responseCode: string): string {
  return HOST_ILL.includes(responseCode) ? 'HOST_BUSY' : 'HOST_DECLINED'
}
