import type { IncomingMessage } from 'node:http'
import type { TerminalAddress } from '@budeng/protocol'
import { TRUTH_LOOKED_AT_MAX, TRUTH_PAGE_DEFAULT, TRUTH_PAGE_MAX } from '../limits.ts'
import type { HostBook } from './book/book.ts'
import { terminalKey } from './book/book.ts'
import type { HostFact } from './book/facts.ts'
import type { HostLog } from './book/log.ts'
import type { Host } from './host.ts'
import { parseTerminal } from './requests.ts'
import type { Answer } from './server.ts'
import { inText } from './settle.ts'

/** What the host can tell of money. */
export interface Truth {
  readonly host: Host
  readonly log: HostLog
  readonly book: HostBook
}

/** A page of facts; `next` is where the next question begins, `last` the newest position there is. */
export interface TruthPage {
  readonly facts: readonly HostFact[]
  readonly next: number
  readonly last: number
}

/** Facts of an acquirer, or of one terminal, behind a position. A page may be empty although `next` is below `last`. */
export function truthAfter(
  log: HostLog,
  whose: { acquirer: string; tid?: string },
  after: number,
  limit: number,
): TruthPage {
  const facts: HostFact[] = []
  let next = after
  const end = Math.min(log.last, after + TRUTH_LOOKED_AT_MAX)
  while (next < end && facts.length < limit)
    for (const fact of log.read(next, Math.min(limit, end - next))) {
      next = fact.position
      const wanted = fact.acquirer === whose.acquirer && (whose.tid === undefined || fact.tid === whose.tid)
      if (wanted && facts.push(fact) === limit) break
    }
  return { facts, next, last: log.last }
}

/** Answers `GET /truth/…` and `GET /totals/…`; null for any other request. */
export function answerTruth(truth: Truth, { method, url = '' }: IncomingMessage): Answer | null {
  const { pathname, searchParams } = new URL(url, 'http://host')
  const [, resource, acquirer, tid, batch, ...more] = pathname.split('/')
  if (method !== 'GET' || more.length > 0) return null
  if (resource === 'truth' && batch === undefined) return truthPage(truth, acquirer, tid, searchParams)
  if (resource !== 'totals') return null
  const terminal = parseTerminal(acquirer, tid)
  if (!terminal.ok) return { status: 400, body: { error: terminal.error } }
  return totalsAnswer(truth, terminal.value, batch)
}

function truthPage(
  { log }: Truth,
  acquirer: string | undefined,
  tid: string | undefined,
  asked: URLSearchParams,
): Answer {
  // an acquirer alone is checked as a terminal of it would be
  const whose = parseTerminal(acquirer, tid ?? '00000000')
  if (!whose.ok) return { status: 400, body: { error: whose.error } }
  const after = Number(asked.get('after') ?? 0)
  const limit = Number(asked.get('limit') ?? TRUTH_PAGE_DEFAULT)
  if (!Number.isInteger(after) || after < 0) return { status: 400, body: { error: 'after: a position, from 0' } }
  if (!Number.isInteger(limit) || limit < 1 || limit > TRUTH_PAGE_MAX)
    return { status: 400, body: { error: `limit: 1–${TRUTH_PAGE_MAX}` } }
  const { acquirer: code } = whose.value
  return {
    status: 200,
    body: truthAfter(log, tid === undefined ? { acquirer: code } : { acquirer: code, tid }, after, limit),
  }
}

function totalsAnswer({ host, book }: Truth, terminal: TerminalAddress, asked: string | undefined): Answer {
  const batch = asked ?? host.batchOf(terminal)
  const known = batch === null ? null : book.known(terminalKey(terminal), batch)
  if (batch === null || known === null) return { status: 404, body: { error: 'the host remembers no such batch' } }
  const totals = inText(book.totals(terminalKey(terminal), batch))
  return { status: 200, body: { batch, closed: known.closed, totals } }
}
