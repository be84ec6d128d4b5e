import type { CorrectionKind } from '@budeng/corrections'
import { seconds, table } from '../table.ts'
import type { FaultyRun } from './run.ts'
import { JUDGED_FAULTS } from './plans.ts'
import { type Injected, kindOf } from './truth.ts'

/** Of the kinds that may go by themselves so many do; of all corrections so few may be given up. */
const AUTOMATIC_MIN = 0.3
const GIVEN_UP_MAX = 0.02

interface KindRow {
  readonly kind: CorrectionKind
  readonly injected: number
  readonly automatic: number
  readonly byPeople: number
  readonly closed: number
  readonly givenUp: number
}

function rowsOf({ month, corrected }: FaultyRun): KindRow[] {
  const own = (truth: readonly Injected[]) => truth.flatMap(({ fault }) => kindOf(fault) ?? [])
  const injected = own(month.truth)
  return [...new Set(injected)].map((kind) => {
    const ends = corrected.kinds.filter((each) => each.kind === kind)
    const sum = (of: (end: (typeof ends)[number]) => number) => ends.reduce((all, end) => all + of(end), 0)
    return {
      ...{ kind, injected: injected.filter((each) => each === kind).length },
      automatic: sum(({ automatic }) => automatic),
      byPeople: sum(({ byPeople }) => byPeople),
      closed: sum(({ state, automatic, byPeople }) => (state === 'CLOSED' ? automatic + byPeople : 0)),
      givenUp: sum(({ state, automatic, byPeople }) => (state === 'CLOSED' ? 0 : automatic + byPeople)),
    }
  })
}

/** What of the second part does not hold. */
export function correctedMisses(run: FaultyRun): string[] {
  const { corrected, warmUp, hopeless } = run
  const rows = rowsOf(run)
  const all = rows.reduce((sum, { automatic, byPeople }) => sum + automatic + byPeople, 0)
  const automatic = rows.filter((row) => row.automatic >= AUTOMATIC_MIN * (row.automatic + row.byPeople))
  const ownFaults = new Set<CorrectionKind>(JUDGED_FAULTS)
  return [
    ...corrected.broken,
    ...warmUp.rules.filter(({ mode }) => mode !== 'AUTO').map(({ rule }) => `${rule} did not earn to go by itself`),
    ...(automatic.filter(({ kind }) => ownFaults.has(kind)).length >= 2
      ? []
      : ['fewer than two kinds corrected a third of their cases by themselves']),
    ...rows
      .filter(({ injected, closed, givenUp }) => closed + givenUp < injected)
      .map(({ kind, injected, closed }) => `${kind}: ${closed} corrected of ${injected}`),
    ...(corrected.givenUp.length <= GIVEN_UP_MAX * all ? [] : [`${corrected.givenUp.length} of ${all} were given up`]),
    ...corrected.givenUp
      .filter(({ tid }) => !hopeless.has(tid))
      .map(({ kind, tid, ground }) => `${kind} at ${tid} was given up without a cause: ${ground}`),
  ]
}

/** What became of what was found. */
export function correctedText(run: FaultyRun): string[] {
  const { corrected, warmUp } = run
  const { blows, givenUp, proofs, journals, audit, trialBalance, unproven, differences, tookMs } = corrected
  const struck = [...new Set(blows.map(({ room }) => room))].map(
    (room) => `${room} ${blows.filter((blow) => blow.room === room).length} ×`,
  )
  const lines = differences.filter(({ tid }) => !givenUp.some((each) => each.tid === tid)).length
  return [
    '## Corrected',
    `A month before, at ${warmUp.terminals} terminals (${warmUp.records} records), every case went to a maker and a checker over the API; their verdicts earned two rules that they may correct by themselves, and two administrators let them. In the month above those did so while it went on. Everything else was handed in and agreed to over GraphQL, by its hash and with a passkey, on a house of built processes; terminals applied it over MQTT. Meanwhile \`kill -9\`: ${struck.join(', ')}. It took ${seconds(tookMs)}.`,
    table(
      ['rule', 'judged', 'right', 'mode since'],
      warmUp.rules.map(({ rule, judged, right, mode }) => [rule, judged, right, mode]),
    ),
    table(
      ['kind', 'injected', 'by itself', 'by maker and checker', 'proven and closed', 'given up'],
      rowsOf(run).map(({ kind, injected, automatic, byPeople, closed, givenUp: gone }) => [
        ...[kind, injected, automatic, byPeople, closed, gone],
      ]),
    ),
    table(
      ['at the end', 'figure'],
      [
        ['corrections not proven at a terminal', `${unproven}, ${givenUp.length} of them given up, named below`],
        ['open differences of other journals', lines],
        ['trial balance', trialBalance.join(', ')],
        ['proofs of corrections', `${proofs.equal} of ${proofs.all} equal`],
        ['journals on both sides', `${journals.equal} of ${journals.all} equal`],
        ['audit chain', audit.finding ?? `${audit.events} events verified`],
      ],
    ),
    ...(givenUp.length === 0
      ? []
      : [
          table(
            ['given up', 'kind', 'state', 'ground', 'injected there'],
            givenUp.map(({ correction, kind, state, ground, tid }) => [
              ...[correction, kind, state, ground],
              run.month.truth
                .filter((each) => each.tid === tid)
                .map(({ fault }) => fault)
                .join(', '),
            ]),
          ),
        ]),
  ]
}
