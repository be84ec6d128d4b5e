import type { Clock } from '@budeng/kernel'
import type {
  Host,
  HostAnswer,
  HostLink,
  HostRequest,
  HostTerminal,
  SettlementAnswer,
  SettlementRequest,
  UploadRequest,
} from '@budeng/terminal'
import { hostLocalTime } from '../host/host-day.ts'
import { present } from '../host/messages.ts'
import type { TradeType } from '../trade/types.ts'
import { f55, f59, f60, f61, NETWORK_CODES, QR_ENTRY_MODE, TYPE_CODES, UPLOAD_END_PROCESSING } from './codes.ts'
import { currencyNumber } from './currencies.ts'
import { f48OfDetails } from './details.ts'
import type { IsoExchange } from './exchange.ts'
import type { IsoMessage, Mti } from './fields.ts'
import { institutionOf } from './institutions.ts'
import { f48, NO_TOTALS, totalsOf } from './totals.ts'

/** A terminal's way to the acquirer's host in ISO 8583: its sign-on and its money. */
export function isoHost(exchange: IsoExchange, clock: Clock): Host & HostLink {
  const money = async (mti: Mti, request: HostRequest): Promise<HostAnswer | null> => {
    const answer = await exchange.ask(moneyMessage(mti, request))
    return answer === null ? null : readAnswer(answer, request, clock)
  }
  const manage = async (network: string, terminal: HostTerminal): Promise<IsoMessage | null> =>
    exchange.ask(managementMessage(network, terminal, clock))
  return {
    async signOn(terminal) {
      const answer = await manage(NETWORK_CODES.signOn, terminal)
      if (answer === null) return null
      const { 39: responseCode = '96', 60: kind, 62: kcv } = answer.fields
      const batch = responseCode === '00' ? kind?.slice(2, 8) : undefined
      return { responseCode, ...(batch === undefined ? {} : { batch }), ...(kcv === undefined ? {} : { kcv }) }
    },
    async echo(terminal) {
      const answer = await manage(NETWORK_CODES.echo, terminal)
      return answer === null ? null : { responseCode: answer.fields[39] ?? '96' }
    },
    authorise: (request) => money(codesOf(request).mti, request),
    advise: (request) => money(request.attempt === 1 ? '0220' : '0221', request),
    reverse: (request) => money(request.attempt === 1 ? '0400' : '0401', request),
    async upload(request) {
      const answer = await exchange.ask(uploadMessage(request, clock))
      return answer === null ? null : { responseCode: answer.fields[39] ?? '96' }
    },
    async settle(request) {
      const answer = await exchange.ask(settlementMessage(request, clock))
      return answer === null ? null : readSettlement(answer)
    },
  }
}

/** The codes of what is asked; a reversal has those of what it takes back. */
function codesOf({ type, original }: HostRequest) {
  const of = type === 'REVERSAL' ? original?.type : type
  const codes = of === undefined ? undefined : TYPE_CODES[of as TradeType]
  if (codes === undefined) throw new RangeError(`${type} is nothing that a host is asked for`)
  return codes
}

function moneyMessage(mti: Mti, request: HostRequest): IsoMessage {
  const { terminal, batch, stan, amount, currency, localTime, original, card, panMasked, panToken, merchantOrder } =
    request
  const { processing, condition, kind, qr } = codesOf(request)
  return {
    mti,
    fields: present({
      ...addressFields(terminal),
      2: card?.pan,
      3: processing,
      4: amount?.padStart(12, '0'),
      11: stan,
      12: localTime?.slice(4),
      13: localTime?.slice(0, 4),
      14: card?.expiry,
      22: qr ? QR_ENTRY_MODE : request.entryMode,
      23: request.panSeq,
      25: condition,
      37: original?.rrn,
      38: original?.authCode,
      49: currency === undefined ? undefined : currencyNumber(currency),
      55: request.atc === undefined ? undefined : f55(request.atc, cryptogramOf(request)),
      57:
        card === undefined && panMasked !== undefined && panToken !== undefined
          ? `${panMasked};${panToken}`
          : undefined,
      59: merchantOrder === undefined ? undefined : f59(merchantOrder, request.channelOrder),
      60: f60(kind, batch),
      61: original === undefined ? undefined : f61({ ...original, date: original.localTime?.slice(0, 4) ?? '0000' }),
    }),
  }
}

/** Eight bytes that stand for the cryptogram: only its hash is kept anywhere. */
function cryptogramOf({ cryptogramHash }: HostRequest): string {
  return (cryptogramHash ?? '').slice(0, 16).padEnd(16, '0')
}

function addressFields({ acquirer, tid, mid = '' }: HostTerminal): Record<number, string> {
  return { 32: institutionOf(acquirer), 41: tid, 42: mid.padEnd(15, ' ') }
}

let managementStan = 0

function managementMessage(network: string, terminal: HostTerminal, clock: Clock): IsoMessage {
  const local = hostLocalTime(clock.now())
  managementStan = (managementStan % 999_999) + 1
  return {
    mti: '0800',
    fields: {
      ...addressFields(terminal),
      11: String(managementStan).padStart(6, '0'),
      12: local.slice(4),
      13: local.slice(0, 4),
      60: f60('00', '000000', network),
    },
  }
}

/** Details of an unbalanced batch. */
function uploadMessage({ terminal, batch, stan, details }: UploadRequest, clock: Clock): IsoMessage {
  const local = hostLocalTime(clock.now())
  return {
    mti: '0320',
    fields: {
      ...addressFields(terminal),
      11: stan,
      12: local.slice(4),
      13: local.slice(0, 4),
      48: f48OfDetails(details),
      60: f60('00', batch, NETWORK_CODES.upload),
    },
  }
}

function settlementMessage({ terminal, batch, stan, totals, uploaded }: SettlementRequest, clock: Clock): IsoMessage {
  const local = hostLocalTime(clock.now())
  const told = structuredClone(NO_TOTALS) as Record<'DOMESTIC' | 'FOREIGN', Record<'DEBIT' | 'CREDIT', object>>
  for (const { scope, side, count, amount } of totals) told[scope][side] = { count, amount: BigInt(amount) }
  return {
    mti: '0500',
    fields: present({
      ...addressFields(terminal),
      3: uploaded === undefined ? undefined : UPLOAD_END_PROCESSING,
      11: stan,
      12: local.slice(4),
      13: local.slice(0, 4),
      48: f48(told as typeof NO_TOTALS),
      49: totals[0] === undefined ? undefined : currencyNumber(totals[0].currency),
      60: f60('00', batch, uploaded === undefined ? NETWORK_CODES.settle : NETWORK_CODES.uploadEnd),
    }),
  }
}

function readSettlement({ fields }: IsoMessage): SettlementAnswer {
  const responseCode = fields[39] ?? '96'
  const codes = totalsOf(fields[48])?.codes ?? ['3', '3']
  const result = codes.includes('3') ? 'ERROR' : codes.includes('2') ? 'UNBALANCED' : 'BALANCED'
  return { responseCode, result }
}

function readAnswer({ fields }: IsoMessage, { merchantOrder }: HostRequest, clock: Clock): HostAnswer {
  const { 15: settled, 37: rrn, 38: authCode, 39: responseCode = '96', 42: mid, 59: orders } = fields
  const channelOrder = merchantOrder === undefined ? undefined : orders?.split(';')[1]
  return {
    responseCode,
    ...(rrn === undefined ? {} : { rrn }),
    ...(authCode === undefined ? {} : { authCode }),
    ...(mid === undefined ? {} : { midReturned: mid.trimEnd() }),
    ...(settled === undefined ? {} : { settlementDate: withYear(settled, clock.now()) }),
    ...(channelOrder ? { channelOrder } : {}),
  }
}

const HALF_A_YEAR_MS = 183 * 24 * 3_600_000

/** MMDD has no year: the one that puts it nearest to now. */
export function withYear(monthDay: string, now: number): string {
  const year = new Date(now).getUTCFullYear()
  const dates = [year - 1, year, year + 1].map((one) => `${one}-${monthDay.slice(0, 2)}-${monthDay.slice(2)}`)
  return dates.find((date) => Math.abs(Date.parse(date) - now) <= HALF_A_YEAR_MS) ?? dates[1] ?? ''
}
