import type { Clock, Millis } from '@budeng/kernel'
import type { TerminalAddress } from '@budeng/protocol'
import { NETWORK_CODES, originalOf, typeOf, UPLOAD_END_PROCESSING } from '../iso/codes.ts'
import { answerOf, type IsoMessage, isRequest } from '../iso/fields.ts'
import type { Institutions } from '../iso/institutions.ts'
import { f48, totalsOf } from '../iso/totals.ts'
import { LATE_ANSWER_MS } from '../limits.ts'
import { HostBook, terminalKey } from './book/book.ts'
import { decideReversal, decideTrade } from './book/decide.ts'
import type { HostFact, TradeFact } from './book/facts.ts'
import { type HostLog, readPages } from './book/log.ts'
import { EVERYDAY_FAULTS, type FaultShares, faultsOf, type TradeFault } from './faults.ts'
import type { Host } from './host.ts'
import { answerTrade, type Readout, readRequest, tradeFact } from './messages.ts'
import { settle, uploaded } from './settle.ts'

/** What the host does with one message; without an answer the terminal waits in vain. */
export interface Handling {
  readonly answer: IsoMessage | null
  readonly delayMs: Millis
}

export interface AcquirerParts {
  readonly clock: Clock
  /** Sign-on, echo, batch numbers, scripts. */
  readonly host: Host
  readonly log: HostLog
  readonly institutions: Institutions
  /** What befalls terminals whose script says nothing else. */
  readonly faults?: FaultShares
}

/** The acquirer's host for money: it reads ISO 8583, decides, writes down what it decided, and answers. */
export class Acquirer {
  readonly #parts: AcquirerParts
  readonly #book = new HostBook()

  /** Reads back what it decided before. */
  constructor(parts: AcquirerParts) {
    this.#parts = parts
    for (const fact of readPages(parts.log)) this.#book.apply(fact)
  }

  get book(): HostBook {
    return this.#book
  }

  /** Decides one message. Anything that is no request of this link is answered by nothing. */
  handle(message: IsoMessage): Handling {
    if (!isRequest(message.mti)) return SILENT
    const read = readRequest(message, this.#parts.institutions)
    if (read === null) return answered(refused(message, '30'))
    const { terminal, batch } = read
    const own = this.#parts.host.faults(terminal)
    const once = message.mti.endsWith('1') ? {} : { ...(this.#parts.faults ?? EVERYDAY_FAULTS), ...own }
    const faults = faultsOf(once, `${terminalKey(terminal)}|${message.mti}|${batch}|${read.stan}`)
    if (message.mti.startsWith('08')) return this.#manage(message, read)
    if (faults.has('LOST_REQUEST')) return SILENT
    if (message.mti === '0500' && message.fields[3] === UPLOAD_END_PROCESSING)
      return answered(this.#endUpload(message, read))
    if (message.mti === '0500') return answered(this.#settle(message, read))
    if (message.mti === '0320') return answered(this.#upload(message, read))
    return this.#money(message, read, faults)
  }

  /** 0800 and 0820: sign-on gives keys and a batch, an echo shows that they are good. */
  #manage(message: IsoMessage, { terminal, stan, network, batch }: Readout): Handling {
    const { host } = this.#parts
    const delayMs = host.delayMs(terminal)
    if (message.mti === '0820') {
      this.#write({ fact: 'signOff', ...this.#head(terminal, batch), stan, responseCode: '00' })
      return answered(reply(message, { 39: '00' }), delayMs)
    }
    if (network === NETWORK_CODES.echo)
      return answered(reply(message, { 39: host.echo(terminal).responseCode }), delayMs)
    const { responseCode, batch: given, kcv } = host.signOn(terminal)
    this.#write({ fact: 'signOn', ...this.#head(terminal, given ?? batch), stan, responseCode })
    const keys = given === undefined ? {} : { 60: `00${given}${network}`, ...(kcv === undefined ? {} : { 62: kcv }) }
    return answered(reply(message, { 39: responseCode, ...keys }), delayMs)
  }

  #money(message: IsoMessage, read: Readout, faults: ReadonlySet<TradeFault>): Handling {
    const { terminal } = read
    const delayMs = this.#parts.host.delayMs(terminal)
    const fact = message.mti.startsWith('04')
      ? this.#reverse(message, read, faults)
      : this.#trade(message, read, faults)
    if (fact === null) return answered(refused(message, '30'), delayMs)
    this.#write(fact)
    if (fact.answer === 'WITHHELD') return SILENT
    return answered(answerTrade(message, fact), fact.answer === 'LATE' ? LATE_ANSWER_MS : delayMs)
  }

  #trade(message: IsoMessage, read: Readout, faults: ReadonlySet<TradeFault>): TradeFact | null {
    const { terminal, batch, stan, amount } = read
    const type = typeOf(message)
    if (type === null || (amount === null && type !== 'BALANCE_INQUIRY')) return null
    const key = terminalKey(terminal)
    const outOfStep = this.#outOfStep(message, read, faults)
    const asked = { terminal: key, mti: message.mti, type, batch, stan, amount, original: originalOf(message), faults }
    const verdict =
      outOfStep === null ? decideTrade(this.#book, asked) : ({ fate: 'DECLINED', responseCode: outOfStep } as const)
    return tradeFact(
      { message, read, type, verdict, faults, original: this.#original(key, message) },
      this.#head(terminal, batch),
    )
  }

  #reverse(message: IsoMessage, read: Readout, faults: ReadonlySet<TradeFault>): TradeFact {
    const { terminal, batch, stan } = read
    const key = terminalKey(terminal)
    const target = originalOf(message) ?? { batch, stan, date: '' }
    const { found, ...verdict } = decideReversal(this.#book, key, target)
    const fact = tradeFact(
      { message, read, type: 'REVERSAL', verdict, faults, original: found },
      this.#head(terminal, batch),
    )
    return { ...fact, original: target, ...(found === null ? {} : { reverses: found.type }) }
  }

  /** Why a terminal must sign on first, or nobody will let it trade; null when it is in step. Advices are always read. */
  #outOfStep({ mti }: IsoMessage, { terminal, batch }: Readout, faults: ReadonlySet<TradeFault>): string | null {
    if (mti.startsWith('022')) return null
    const { host } = this.#parts
    if (faults.has('BATCH_SLIP')) host.slip(terminal)
    const disposed = host.disposition(terminal)
    if (disposed !== '00') return disposed
    return host.batchOf(terminal) === batch ? null : '77'
  }

  #original(key: string, message: IsoMessage) {
    const original = originalOf(message)
    return original === null ? null : this.#book.find(key, original)
  }

  #settle(message: IsoMessage, { terminal, batch, stan }: Readout): IsoMessage {
    const key = terminalKey(terminal)
    const before = this.#book.known(key, batch)?.settled ?? null
    const fact = settle(message, this.#book.totals(key, batch), this.#head(terminal, batch), stan)
    if (fact === null) return refused(message, '30')
    // a settlement that was answered before is answered alike, unless the totals have changed on either side
    if (
      before === null ||
      JSON.stringify([before.terminal, before.host]) !== JSON.stringify([fact.fact.terminal, fact.fact.host])
    )
      this.#write(fact.fact)
    return reply(message, { 39: '00', 48: fact.f48 })
  }

  /** Repeats are taken in again: a detail is known by its STAN. */
  #upload(message: IsoMessage, { terminal, batch, stan }: Readout): IsoMessage {
    const fact = uploaded(message, this.#head(terminal, batch), stan)
    if (fact === null) return refused(message, '30')
    this.#write(fact)
    return reply(message, { 39: '00' })
  }

  /** 0500 with processing code 96: the host holds what came against its own, and the batch is over on its side. */
  #endUpload(message: IsoMessage, { terminal, batch, stan }: Readout): IsoMessage {
    const key = terminalKey(terminal)
    const told = totalsOf(message.fields[48])
    if (told === null) return refused(message, '30')
    const differing = this.#book.differing(key, batch)
    if (this.#book.known(key, batch)?.closed !== true)
      this.#write({ fact: 'uploadEnded', ...this.#head(terminal, batch), stan, differing })
    const code = differing.length === 0 ? '1' : '2'
    return reply(message, { 39: '00', 48: f48(told.totals, [code, code]) })
  }

  #head(terminal: TerminalAddress, batch: string) {
    const { clock, log } = this.#parts
    return { position: log.last + 1, at: clock.now(), acquirer: terminal.acquirer, tid: terminal.tid, batch }
  }

  /** On the record first, then true. */
  #write(fact: HostFact): void {
    this.#parts.log.append(fact)
    this.#book.apply(fact)
  }
}

const SILENT: Handling = { answer: null, delayMs: 0 }

function answered(answer: IsoMessage, delayMs: Millis = 0): Handling {
  return { answer, delayMs }
}

/** An answer with what every answer repeats of its request. */
export function reply({ mti, fields }: IsoMessage, more: IsoMessage['fields']): IsoMessage {
  const echoed: Record<number, string> = {}
  for (const field of ECHOED) {
    const value = fields[field]
    if (value !== undefined) echoed[field] = value
  }
  return { mti: answerOf(mti), fields: { ...echoed, ...more } }
}

const ECHOED = [3, 4, 11, 12, 13, 25, 32, 41, 42, 49, 60] as const

function refused(message: IsoMessage, responseCode: string): IsoMessage {
  return reply(message, { 39: responseCode })
}
