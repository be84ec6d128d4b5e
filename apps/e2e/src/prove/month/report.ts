import type { Proof } from '../proof.ts'
import { seconds, table } from '../table.ts'
import { correctedMisses, correctedText } from './corrected-report.ts'
import { DAYS } from './month.ts'
import { type FaultyRun, type Run, runClean, runFaulty } from './run.ts'

const TERMINALS = 1_000
/** Of what is not certain by construction: found, and right. */
const RECALL_MIN = 0.95
const PRECISION_MIN = 0.99
/** Faults of each kind, at the full size. */
const EACH_MIN = 30
const NAMED_MAX = 20
const LESS = `**This is less than the whole**, and shows no more than that the way goes to its end: the whole is \`npm run prove -- month\` at ${TERMINALS} terminals, with each fault at least ${EACH_MIN} times.`

/** `prove month`: a month of trade with faults of all kinds, by a generator whose truth no rule reads, and one without; all of it corrected. */
export async function proveMonth(seed: number, options: Readonly<Record<string, string>>): Promise<Proof> {
  const terminals = Number(options.terminals ?? TERMINALS)
  console.error(`seed ${seed}`)
  const [faulty, clean] = await Promise.all([runFaulty(seed, terminals), runClean(seed + 1, terminals)])
  const broken = [...missesOf(faulty, terminals), ...cleanMisses(clean), ...correctedMisses(faulty)]
  return { text: textOf(seed, terminals, faulty, clean, broken), broken }
}

const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole)

function missesOf({ judgement }: Run, terminals: number): string[] {
  return [
    ...judgement.rules.flatMap(({ rule, isExact, injected, found, named, wrong }) => {
      const [recall, precision] = [share(found, injected), share(named - wrong.length, named)]
      const [low, bad] = isExact ? [recall < 1, precision < 1] : [recall < RECALL_MIN, precision < PRECISION_MIN]
      return [
        ...(low ? [`${rule} finds ${found} of ${injected}`] : []),
        ...(bad ? [`${rule} is wrong in ${wrong.length} of ${named}: ${wrong.slice(0, 3).join('; ')}`] : []),
      ]
    }),
    ...judgement.faults.flatMap(({ fault, injected, found, kindRight, money, moneyFound, missed }) => [
      ...(terminals >= TERMINALS && injected < EACH_MIN ? [`${fault} was injected ${injected} times only`] : []),
      ...(kindRight < found ? [`${fault}: another kind in ${found - kindRight} of ${found}`] : []),
      ...(money === moneyFound ? [] : [`${fault}: ${money} at stake, ${moneyFound} found`]),
      ...missed.slice(0, 3).map((each) => `not found: ${each}`),
    ]),
  ]
}

function cleanMisses({ judgement }: Run): string[] {
  return judgement.rules.flatMap(({ rule, isExact, named, wrong }) =>
    isExact && named > 0 ? [`clean month: ${rule} hits ${named} times: ${wrong.slice(0, 3).join('; ')}`] : [],
  )
}

function textOf(seed: number, terminals: number, faulty: FaultyRun, clean: Run, broken: readonly string[]): string {
  const percent = (part: number, whole: number) => (whole === 0 ? '–' : (share(part, whole) * 100).toFixed(1))
  const yuan = (minor: bigint) => (Number(minor) / 100).toFixed(2)
  const { records, ms } = faulty.month.looked
  const rate = Math.round(records / (ms / 1_000))
  return [
    `# Month\n\nWritten by \`npm run prove -- month\`: ${DAYS} days at ${terminals} terminals, seed ${seed}. Journals, host and files come from a generator; what it did wrong is known to it alone. Noticing, looking, days and files are the worker's own, on a clock that is moved by hand.`,
    ...(terminals >= TERMINALS ? [] : [LESS]),
    `${faulty.month.records} records, ${faulty.judgement.cases} causes named; ${records} records looked at in ${seconds(ms)} (${rate}/s, on a machine that did other things too).`,
    table(
      ['fault', 'found by', 'injected', 'found', 'right kind', 'money (CNY)', 'money found'],
      faulty.judgement.faults.map(({ fault, rule, injected, found, kindRight, money, moneyFound }) => [
        ...[fault, rule, injected, found, kindRight, yuan(money), yuan(moneyFound)],
      ]),
    ),
    table(
      ['rule', 'name', 'certain', 'injected', 'recall %', 'causes named', 'precision %', 'clean month'],
      faulty.judgement.rules.map(({ rule, name, isExact, injected, found, named, wrong }) => [
        ...[rule, name, isExact ? 'yes' : '', injected, percent(found, injected), named],
        percent(named - wrong.length, named),
        clean.judgement.rules.find((each) => each.rule === rule)?.named ?? 0,
      ]),
    ),
    ...correctedText(faulty),
    broken.length === 0 ? 'All of it holds.' : `Broken:\n${broken.map((each) => `- ${each}`).join('\n')}`,
    ...wrongNames(faulty),
  ].join('\n\n')
}

function wrongNames({ judgement }: Run): string[] {
  const wrong = judgement.rules.flatMap((each) => each.wrong)
  return wrong.length === 0 ? [] : [`Named and not injected: ${wrong.slice(0, NAMED_MAX).join('; ')}.`]
}
