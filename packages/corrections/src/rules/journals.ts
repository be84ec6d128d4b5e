import { groupBy } from '@budeng/kernel'
import { batchOf, effectiveMoney } from '@budeng/transactions'
import { type Found, ofJournal, ofTransaction, proof, rule } from './rule.ts'
import { CLONE_WINDOW_MS, SKEW_HIGH_MS, SKEW_SAMPLES, SKEW_WARN_MS } from './thresholds.ts'
import {
  type DeviceSighting,
  type DigestDifference,
  type JournalMark,
  lastWords,
  placeOf,
  type SignOn,
  type View,
} from './view.ts'

/** Waiting in a queue only ever adds, so that the least of the last samples is the clock's own fault. */
export const clockSkew = rule({
  id: 'R12',
  name: 'CLOCK_SKEW',
  severity: 'WARN',
  kinds: [],
  find: ({ clocks }) =>
    clocks.flatMap(({ tid, skewsMs }) => {
      const last = skewsMs.slice(-SKEW_SAMPLES)
      if (last.length === 0) return []
      const least = last.reduce((a, b) => (b < a ? b : a))
      const size = Math.abs(least)
      if (size <= SKEW_WARN_MS) return []
      return [
        {
          cause: `clock:${tid}`,
          subjects: [tid],
          kind: null,
          severity: size > SKEW_HIGH_MS ? ('HIGH' as const) : ('WARN' as const),
          atStake: null,
          explanation: { code: 'CLOCK_SKEW', facts: { tid, seconds: Math.round(least / 1_000) } },
        },
      ]
    }),
})

const BATCH_WRONG = '77'

/** The terminal writes into another batch than the host gave it. What it wrote there belongs to the given one. */
export const batchDivergence = rule({
  id: 'R15',
  name: 'BATCH_DIVERGENCE',
  severity: 'HIGH',
  isExact: true,
  kinds: ['MISPOSTED'],
  find: (view) =>
    view.signOns.flatMap((signOn, place) => {
      const diverges = signOn.given !== signOn.used || signOn.responseCode === BATCH_WRONG
      if (!diverges) return []
      const until = view.signOns.slice(place + 1).find(({ tid, at }) => tid === signOn.tid && at > signOn.at)?.at
      return divergence(view, signOn, until ?? Number.POSITIVE_INFINITY)
    }),
})

function divergence({ transactions, hosts }: View, signOn: SignOn, until: number): Found[] {
  const { tid, given, used, at, responseCode } = signOn
  const facts = { tid, given, used, responseCode: responseCode ?? '' }
  const explanation = { code: given === used ? ('BATCH_REFUSED' as const) : ('BATCH_DIVERGENCE' as const), facts }
  const base = { cause: ofJournal(tid), explanation, atStake: null }
  // by the clock that saw the sign-on, where it saw the trade too
  const words = lastWords(hosts)
  const wrong = transactions.filter((each) => {
    const when = words.get(placeOf(each))?.at ?? each.at
    return each.tid === tid && given !== used && batchOf(each.facts) === used && when >= at && when < until
  })
  if (wrong.length === 0) return [{ ...base, subjects: [`${tid}:${used}`], kind: null }]
  return wrong.map((own) => ({
    ...base,
    subjects: [placeOf(own)],
    kind: 'MISPOSTED' as const,
    atStake: effectiveMoney(own.facts),
    patch: { batch: given },
    evidence: [proof('HOST', `sign-on:${tid}:${at}`)],
  }))
}

/** The host answered with another merchant than it was asked for. */
export const midSubstitution = rule({
  id: 'R16',
  name: 'MID_SUBSTITUTION',
  severity: 'HIGH',
  isExact: true,
  kinds: ['MISPOSTED'],
  find: ({ transactions, aggregatorPairs }) =>
    transactions.flatMap((own) => {
      const { midSent, midReturned } = own.record ?? {}
      if (midSent === undefined || midReturned === undefined || midSent === midReturned) return []
      if (aggregatorPairs.has(`${midSent}>${midReturned}`)) return []
      // amended to the merchant to whom it belongs already
      if (own.facts.amendments.some(({ op, patch }) => op === 'RELINK' && patch.midSent === midReturned)) return []
      return [
        {
          cause: ofTransaction(placeOf(own)),
          subjects: [placeOf(own)],
          kind: 'MISPOSTED' as const,
          atStake: effectiveMoney(own.facts),
          explanation: {
            code: 'MID_SUBSTITUTION',
            facts: { place: placeOf(own), sent: midSent, returned: midReturned },
          },
          patch: { midSent: midReturned },
          evidence: [proof('TERMINAL', `mid:${placeOf(own)}`, true, placeOf(own))],
        },
      ]
    }),
})

function byTid<Each extends { readonly tid: string; readonly at: number }>(list: readonly Each[]): Each[][] {
  return [...groupBy(list, ({ tid }) => tid).values()].map((group) => group.toSorted((a, b) => a.at - b.at))
}

/**
 * The terminal holds less than it did, and nothing was settled in between: its journal was wiped. Or it holds other
 * records than we do, through a number that both acknowledged; after a recovery that is one case with it.
 */
export const journalWipe = rule({
  id: 'R18',
  name: 'JOURNAL_WIPE',
  severity: 'HIGH',
  isExact: true,
  kinds: [],
  find: ({ marks, digests }) => [
    ...digests.map(digestDiffers),
    ...byTid(marks).flatMap((group) =>
      group.slice(1).flatMap((mark, place) => {
        const before = group[place]
        return before !== undefined && isWiped(before, mark) ? [wiped(before, mark)] : []
      }),
    ),
  ],
})

function digestDiffers({ tid, epoch, throughSeq, parts, isAfterRecovery }: DigestDifference): Found {
  const facts = { tid, epoch, throughSeq, parts: parts.join(' '), afterRecovery: isAfterRecovery ? 'YES' : 'NO' }
  return {
    cause: ofJournal(tid),
    subjects: [`${tid}:${epoch}:${throughSeq}`],
    kind: null,
    atStake: null,
    explanation: { code: 'DIGEST_DIFFERS', facts },
  }
}

function isWiped(before: JournalMark, { epoch, count, isSettledSince, hasTicket }: JournalMark): boolean {
  const isLess = epoch < before.epoch || (epoch === before.epoch && count < before.count)
  return isLess && !isSettledSince && !hasTicket
}

function wiped(before: JournalMark, mark: JournalMark): Found {
  return {
    cause: ofJournal(mark.tid),
    subjects: [`${mark.tid}:${mark.epoch}`],
    kind: null,
    atStake: null,
    explanation: {
      code: 'JOURNAL_WIPE',
      facts: { tid: mark.tid, before: before.count, after: mark.count, epochBefore: before.epoch, epoch: mark.epoch },
    },
  }
}

/** Two devices take turns as one terminal. One that is exchanged is seen to change once. */
export const clone = rule({
  id: 'R19',
  name: 'CLONE',
  severity: 'HIGH',
  kinds: [],
  find: ({ devices, swapping }) =>
    byTid(devices)
      .filter(([first]) => first !== undefined && !swapping.has(first.tid))
      .flatMap((group) => {
        const changes = group.filter((each, place) => place > 0 && each.deviceId !== group[place - 1]?.deviceId)
        const turn = changes.findLast(
          (each, place) => place > 0 && each.at - (changes[place - 1]?.at ?? 0) <= CLONE_WINDOW_MS,
        )
        return turn === undefined ? [] : [cloned(turn, group)]
      }),
})

/** The newest turn tells when it happened: after a verdict the next one is news. */
function cloned({ tid, at }: DeviceSighting, group: readonly DeviceSighting[]): Found {
  const devices = [...new Set(group.map(({ deviceId }) => deviceId))].toSorted()
  return {
    cause: ofJournal(tid),
    subjects: [tid, ...devices],
    kind: null,
    atStake: null,
    explanation: { code: 'CLONE', facts: { tid, devices: devices.join(' '), at } },
  }
}

/** Rules whose hit on a terminal stops everything automatic there. */
export const FREEZING: ReadonlySet<string> = new Set(['R18', 'R19'])
