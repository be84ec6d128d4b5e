import { effectiveMoney, isEffective, type Patch } from '@budeng/transactions'
import { type Found, ofTransaction, proof, rule } from './rule.ts'
import { MISSING_GRACE_MS } from './thresholds.ts'
import {
  acknowledged,
  type HostRecord,
  isLineOf,
  lastWords,
  type LooseLine,
  placeOf,
  placeText,
  type SeenTransaction,
  type View,
} from './view.ts'

/** Came when its batch was over. Of a terminal that is used without a network that is expected. */
export const lateArrival = rule({
  id: 'R13',
  name: 'LATE_ARRIVAL',
  severity: 'INFO',
  isExact: true,
  kinds: [],
  find: ({ transactions, journals }) => {
    const expected = new Set(journals.filter(({ isOftenOffline }) => isOftenOffline).map(({ tid }) => tid))
    return transactions
      .filter(({ isLate, tid, facts }) => isLate && !expected.has(tid) && facts.founding?.type !== 'OFFLINE_SALE')
      .map((own) => ({
        cause: ofTransaction(placeOf(own)),
        subjects: [placeOf(own)],
        kind: null,
        atStake: effectiveMoney(own.facts),
        explanation: { code: 'LATE_ARRIVAL', facts: { place: placeOf(own), batch: own.facts.key.batch } },
      }))
  },
})

/** What one side has and another has not: EXPECTED first, MISSING when its day has passed. */
export const missing = rule({
  id: 'R14',
  name: 'MISSING',
  severity: 'HIGH',
  kinds: ['MISSING_IN_TERMINAL', 'MISSING_IN_BACKOFFICE', 'PHANTOM'],
  find: (view) => [...hostOnly(view), ...fileOnly(view), ...notInFile(view), ...phantoms(view)],
})

function known(view: View): ReadonlySet<string> {
  return new Set(view.transactions.filter(({ facts }) => facts.founding !== null).map(placeOf))
}

/** The host approved it, and the terminal, which has nothing left to send, never wrote it. */
function hostOnly(view: View): Found[] {
  const here = known(view)
  return [...lastWords(view.hosts).values()].flatMap((host) => {
    if (host.outcome !== 'APPROVED' || here.has(placeText(host.tid, host.key))) return []
    const journal = view.journals.find(({ tid }) => tid === host.tid)
    const drainedAt = journal?.drainedAt ?? null
    if (journal === undefined || drainedAt === null || drainedAt < host.at + MISSING_GRACE_MS) return []
    // a number that is missing yet is the cause, and told by its own rule
    if (journal.gaps.length > 0) return []
    const isUnreadable = journal.quarantined.some(({ batch }) => batch === null || batch === host.key.batch)
    const line = view.lines.find((each) => isLineOf(each, host))
    return [missingAt(host, isUnreadable, line)]
  })
}

function missingAt(host: HostRecord, isUnreadable: boolean, line: LooseLine | undefined): Found {
  const place = placeText(host.tid, host.key)
  const agrees = line !== undefined && line.row.minor === host.money.minor && line.row.currency === host.money.currency
  return {
    cause: ofTransaction(place),
    subjects: [place],
    kind: isUnreadable ? 'MISSING_IN_BACKOFFICE' : 'MISSING_IN_TERMINAL',
    atStake: host.money,
    explanation: {
      code: isUnreadable ? 'MISSING_IN_BACKOFFICE' : 'MISSING_IN_TERMINAL',
      facts: { place, rrn: host.rrn ?? '', inFile: line === undefined ? 'NO' : 'YES' },
    },
    patch: wholeRecord(host),
    evidence: [
      proof('HOST', host.id),
      ...(isUnreadable ? [proof('TERMINAL', `quarantine:${place}`)] : []),
      ...(line === undefined ? [] : [proof('FILE', line.id, agrees)]),
    ],
  }
}

function wholeRecord({ key, type, money, at, rrn, panToken, panMasked }: HostRecord): Patch {
  return {
    type,
    batch: key.batch,
    stan: key.stan,
    amount: String(money.minor),
    currency: money.currency,
    exponent: String(money.exponent),
    outcome: 'APPROVED',
    at: new Date(at).toISOString(),
    ...(rrn === null ? {} : { rrn }),
    ...(panToken === null ? {} : { panToken }),
    ...(panMasked === null ? {} : { panMasked }),
  }
}

/** A line of a file of which neither we nor the host know. */
function fileOnly({ lines, hosts }: View): Found[] {
  return lines.flatMap((line) => {
    const { row, standing, id } = line
    if (standing !== 'MISSING' || row.type === 'REVERSAL' || hosts.some((host) => isLineOf(line, host))) return []
    const { tid, stan, rrn, minor, currency, exponent } = row
    return [
      {
        cause: `line:${tid}:${stan ?? ''}:${rrn ?? ''}`,
        subjects: [id],
        kind: 'MISSING_IN_TERMINAL' as const,
        atStake: { minor, currency, exponent },
        explanation: { code: 'ONLY_IN_FILE', facts: { tid, stan: stan ?? '', rrn: rrn ?? '' } },
        evidence: [proof('FILE', id)],
      },
    ]
  })
}

/** It stands in the journal and its day in the file has passed: the acquirer is asked. Ours is right, so nothing is corrected. */
function notInFile(view: View): Found[] {
  return acknowledged(view)
    .filter(({ facts, inFile }) => inFile === 'MISSING' && isEffective(facts) && facts.founding?.type !== 'PREAUTH')
    .map((own) => ({
      cause: ofTransaction(placeOf(own)),
      subjects: [placeOf(own)],
      kind: null,
      severity: 'WARN' as const,
      atStake: effectiveMoney(own.facts),
      explanation: { code: 'MISSING_IN_FILE', facts: { place: placeOf(own), day: own.businessDay } },
    }))
}

/** It stands with us alone: no record of the journal, no host, no file. */
function phantoms(view: View): Found[] {
  const hosts = lastWords(view.hosts)
  const isPhantom = (own: SeenTransaction) =>
    own.record === null &&
    own.facts.founding !== null &&
    isEffective(own.facts) &&
    own.inFile === 'MISSING' &&
    !hosts.has(placeOf(own))
  return view.transactions.filter(isPhantom).map((own) => ({
    cause: ofTransaction(placeOf(own)),
    subjects: [placeOf(own)],
    kind: 'PHANTOM' as const,
    atStake: effectiveMoney(own.facts),
    explanation: { code: 'PHANTOM', facts: { place: placeOf(own), day: own.businessDay } },
    patch: {},
    // none of the three has it: that is what each of them says
    evidence: [
      proof('TERMINAL', `digest:${own.tid}`),
      proof('HOST', `host:${placeOf(own)}`),
      proof('FILE', `file:${own.businessDay}`),
    ],
  }))
}
