import { cpus, loadavg } from 'node:os'
import type { Room } from '../../house.ts'
import type { Proof } from '../proof.ts'
import { seconds, table } from '../table.ts'
import { type Soaked, type SoakBlow, type SoakSizes, soak } from './soak.ts'

const WHOLE: SoakSizes = { terminals: 2_000, records: 2_000_000, killEverySec: 60 }
const KILLS_MIN = 10
const BROKEN_SHOWN_MAX = 50
const ROOMS: readonly Room[] = ['gateway', 'worker', 'postgres']

/** `prove soak`: terminals trade, everything is killed meanwhile, and both sides hold the same to the byte and the cent. */
export async function proveSoak(seed: number, options: Readonly<Record<string, string>>): Promise<Proof> {
  const sizes: SoakSizes = {
    terminals: Number(options.terminals ?? WHOLE.terminals),
    records: Number(options.records ?? WHOLE.records),
    killEverySec: Number(options['kill-every'] ?? WHOLE.killEverySec),
  }
  const soaked = await soak(seed, sizes, (line) => console.error(line))
  const { checked, books, blows } = soaked
  const broken = [
    ...checked.broken,
    ...books.broken,
    ...blows.flatMap(({ lost }) => lost),
    ...(blows.length < KILLS_MIN ? [`only ${blows.length} kills`] : []),
  ]
  return { text: textOf(seed, sizes, soaked, broken), broken }
}

function textOf(seed: number, sizes: SoakSizes, soaked: Soaked, broken: readonly string[]): string {
  const { checked, books, blows, written, tookMs } = soaked
  const isWhole = sizes.terminals >= WHOLE.terminals && written >= WHOLE.records
  const flags = isWhole
    ? ''
    : ` --terminals ${sizes.terminals} --records ${sizes.records} --kill-every ${sizes.killEverySec}`
  return [
    `# Soak, seed ${seed}`,
    '',
    `${sizes.terminals} simulated terminals sell as fast as their records are taken, while gateway, worker and PostgreSQL are killed in turn`,
    `with \`kill -9\` every ${sizes.killEverySec} s: ${blows.length} kills. They send in bulk, as on a costly line: twenty records at once, or what has waited twenty seconds.`,
    `\`npm run prove -- soak --seed ${seed}${flags}\``,
    ...(isWhole
      ? []
      : ['', `**Less than the whole**, which has ${WHOLE.terminals} terminals and ${WHOLE.records} records.`]),
    '',
    table(
      [
        'killed',
        'times',
        'records stored at the last one',
        'first acknowledgement, median',
        'worst',
        'acknowledged and not stored',
      ],
      ROOMS.map((room) => rowOf(room, blows)),
    ),
    '',
    table(
      ['computed by python3 from the histories and PROTOCOL.md', 'equal on the platform'],
      [
        [`records written, ${written}`, checked.records],
        ['of them acknowledged to the terminals', checked.acknowledged],
        ['leaves', checked.leaves],
        [`roots of ${checked.journals} journals and ${checked.closedBatches} closed batches`, checked.roots],
        [`rows of totals, of ${checked.batches} batches`, checked.totals],
        ['entries that stand in the books', checked.entries],
        [
          `of them with a fee, ${checked.fees}, with an agent’s commission, ${checked.commissions}: sums of clearing, payable, fees, commissions of each terminal`,
          checked.sums,
        ],
        ['**not equal**', `**${checked.brokenCount}**`],
      ],
    ),
    '',
    table(
      ['judged by SQL', 'count'],
      [
        ['transactions', books.transactions],
        ['entries, taken back ones and their opposites among them', books.entries],
        ['postings; their sum is zero in each entry and currency', books.postings],
        ['incidents (gaps that closed again)', books.incidents],
        [
          'booked or stored twice, open differences, balances that are not the sum of their postings',
          books.broken.length,
        ],
      ],
    ),
    '',
    `All in after ${seconds(tookMs)}, ${Math.round(written / (tookMs / 1_000))} records/s with terminals, host, kills and the wait for the last batches on the same machine: ${cpus().length} cores, load average ${loadavg()[0]?.toFixed(1)} at the end.`,
    '',
    broken.length === 0 ? 'Everything as promised.' : `## Not as promised: ${broken.length}`,
    ...(broken.length === 0 ? [] : ['', ...broken.slice(0, BROKEN_SHOWN_MAX).map((line) => `- ${line}`)]),
  ].join('\n')
}

function rowOf(room: Room, blows: readonly SoakBlow[]): (string | number)[] {
  const mine = blows.filter((blow) => blow.room === room)
  const times = mine.map(({ firstAckMs }) => firstAckMs).sort((a, b) => a - b)
  return [
    room,
    mine.length,
    mine.at(-1)?.stored ?? 0,
    seconds(times[Math.floor((times.length - 1) / 2)] ?? Number.NaN),
    seconds(times.at(-1) ?? Number.NaN),
    mine.reduce((sum, { lost }) => sum + lost.length, 0),
  ]
}
