import type { Proof } from '../proof.ts'
import { table } from '../table.ts'
import type { BadVersion } from './bad-versions.ts'
import { clockFactorFor, type Day, liveDay } from './day.ts'
import { type Judgement, judgeDay, type Share } from './judge.ts'
import { truthOf } from './truths.ts'

const TERMINALS_DEFAULT = 5_000
const SHOWN_MAX = 20
/** One that fails on all, one that fails on some. */
const BAD_VERSIONS = 2

/** `prove day`: faults from a seed, what is made of them, and what becomes of the terminals. */
export async function proveDay(seed: number, options: Readonly<Record<string, string>>): Promise<Proof> {
  const terminals = Number(options['terminals'] ?? TERMINALS_DEFAULT)
  const clockFactor = Number(options['factor'] ?? clockFactorFor(terminals))
  const day = await liveDay({ seed, terminals, clockFactor }, (line) => console.error(line))
  const judgement = judgeDay(day.found, day.ended)
  const promises = promisesOf(day, judgement)
  const broken = promises.filter(({ kept }) => !kept).map(({ what, found }) => `${what}: ${found}`)
  return { text: textOf({ seed, terminals, clockFactor }, day, judgement, promises, broken), broken }
}

interface Promised {
  readonly what: string
  readonly promised: string
  readonly found: string
  readonly kept: boolean
}

const said = ({ right, of }: Share) => `${right} of ${of}${of === 0 ? '' : ` (${((100 * right) / of).toFixed(1)} %)`}`
const atLeast = (what: string, share: Share, least: number): Promised => ({
  ...{
    what,
    promised: `≥ ${100 * least} %`,
    found: said(share),
    kept: share.of > 0 && share.right >= least * share.of,
  },
})
const exactly = (what: string, found: number, promised: number): Promised => ({
  ...{ what, promised: String(promised), found: String(found), kept: found === promised },
})

function promisesOf(day: Day, judged: Judgement): readonly Promised[] {
  const { outage } = day
  return [
    atLeast('one trouble: its cause is named first', judged.first, 0.95),
    atLeast('one trouble with evidence enough: certain, and right', judged.strong, 0.8),
    exactly('certain, and wrong', judged.strongAndWrong.length, 0),
    atLeast('two troubles: a true cause is among the first two', judged.mixed, 0.8),
    atLeast('unknown or contradictory: nothing is certain', judged.unknown, 1),
    atLeast('well: nothing is said to be likely', judged.well, 0.95),
    atLeast('what can be cured was recovered, by evidence', judged.recovered, 1),
    atLeast('the others ended with the right reason', judged.ended, 1),
    exactly('begun by themselves without a certain cause', day.uncertain, 0),
    exactly('the host outage was so many incidents', outage.incidents, 1),
    exactly('recoveries that began or went on during it', outage.recoveries, 0),
    atLeast('those hit are told that it is an outage', { right: outage.told, of: outage.hit }, 0.95),
    exactly('it was over when the host was well', Number(outage.ended), 1),
    exactly('app versions that fail, rolled out to the end', day.versions.length, BAD_VERSIONS),
    ...day.versions.map(stopsItself),
    exactly('attempts of commands that ran twice', day.twice.length, 0),
  ]
}

/** Domain §8: what fails on all stops within the first group of 50, what fails on some within a fifth of the cohort. */
const COHORT_SHARE_MAX = 0.2
/** In fewer the first group is too small to show anything of what fails on some. */
const COHORT_LEAST = 100

function stopsItself({ failsOn, cohort, first, touched, state }: BadVersion): Promised {
  const isStill = state === 'STOPPED' || state === 'PAUSED'
  const isAll = failsOn === 100
  const most = isAll ? first : COHORT_SHARE_MAX * cohort
  const isFew = !isAll && cohort < COHORT_LEAST
  return {
    what: `an app version that fails on ${isAll ? 'all' : `${failsOn} %`}: touched before it stopped`,
    promised: isAll ? `≤ ${first} (the first group)` : isFew ? '– (too few terminals)' : '≤ 20 %',
    found: `${said({ right: touched, of: cohort })}, ${state}`,
    kept: isFew || (isStill && touched <= most),
  }
}

function textOf(
  { seed, terminals, clockFactor }: Parameters<typeof liveDay>[0],
  day: Day,
  judged: Judgement,
  promises: readonly Promised[],
  broken: readonly string[],
): string {
  const automatic = day.ended.filter((one) => one.automatic).length
  return [
    `# A day of trouble, seed ${seed}`,
    '',
    ...(terminals < TERMINALS_DEFAULT
      ? [`**Less than the whole**: the goals are those of a day on ${TERMINALS_DEFAULT} terminals.`, '']
      : []),
    `${terminals} simulated terminals with faults from a seed, by a generator that knows nothing of the diagnosis; ${day.found.length} of them belong to the acquirer whose desk looks.`,
    `${day.ended.length} recoveries ended, ${automatic} of them begun by themselves; the host outage hit ${day.outage.hit} of ${day.outage.terminals} terminals that were asked; ${day.executed} attempts of commands ran, ${day.resumed} of them taken up again by a terminal that had gone down in them.`,
    `\`npm run prove -- day --terminals ${terminals} --seed ${seed}\`; platform time ran ${clockFactor} times as fast.`,
    '',
    table(
      ['promise', 'promised', 'found'],
      promises.map(({ what, promised, found, kept }) => [what, promised, kept ? found : `**${found}**`]),
    ),
    '',
    'What was named first for each kind of trouble:',
    '',
    table(
      ['what plays', 'true cause', 'named first'],
      [...judged.confusion].map(([behaviour, named]) => [
        behaviour,
        truthOf(behaviour).causes.join(' or '),
        [...named].map(([code, times]) => `${times} ${code}`).join(', '),
      ]),
    ),
    '',
    `What was rolled out, to terminals of one model: ${day.versions.map(toldOf).join('; ')}.`,
    ...list('Certain, and wrong', judged.strongAndWrong),
    ...list('Ended otherwise than they should', judged.wrongEnds),
    ...list('Ran twice', day.twice),
    ...list('Not as promised', broken),
  ].join('\n')
}

const toldOf = ({ failsOn, cohort, first, touched, known, bad, state, why }: BadVersion) =>
  `what fails on ${failsOn} % to ${cohort} terminals, ${first} first: ${state} (${why}) with ${bad} of ${known} results bad, ${touched} touched`

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.slice(0, SHOWN_MAX).map((line) => `- ${line}`)]
}
