import type { Room } from '../house.ts'
import { type Blow, type Endured, endureKills, type KillSizes } from './kills.ts'
import type { Proof } from './proof.ts'
import { seconds, table } from './table.ts'

const DEFAULTS: KillSizes = { kills: 50, relogins: 1_000, terminals: 200 }
const ROOMS: readonly Room[] = ['gateway', 'api', 'worker', 'postgres']
/** After a kill of this room the first acknowledgement must come within this time. */
const FIRST_ACKNOWLEDGEMENT_MS: Readonly<Partial<Record<Room, number>>> = { gateway: 2_000, postgres: 5_000 }
const BROKEN_SHOWN_MAX = 50

/** `prove kills`: kill -9 of everything, again and again, and what is left is as promised. */
export async function proveKills(seed: number, options: Readonly<Record<string, string>>): Promise<Proof> {
  const sizes = {
    kills: Number(options.kills ?? DEFAULTS.kills),
    relogins: Number(options.relogins ?? DEFAULTS.relogins),
    terminals: Number(options.terminals ?? DEFAULTS.terminals),
  }
  const endured = await endureKills(seed, sizes, (line) => console.error(line))
  const broken = [...endured.verdict.broken, ...tooLate(endured.blows)]
  return { text: textOf(seed, sizes, endured, broken), broken }
}

function tooLate(blows: readonly Blow[]): string[] {
  return blows
    .filter(({ room, firstAckMs }) => firstAckMs > (FIRST_ACKNOWLEDGEMENT_MS[room] ?? Number.POSITIVE_INFINITY))
    .map(({ room, firstAckMs }) => `${room}: first acknowledgement only after ${seconds(firstAckMs)}`)
}

function textOf(
  seed: number,
  sizes: KillSizes,
  { blows, relogins, verdict }: Endured,
  broken: readonly string[],
): string {
  const states = Object.entries(verdict.byEnd).sort(([, a], [, b]) => b - a)
  const ended: Record<string, number> = {}
  for (const { command } of relogins) ended[command.state] = (ended[command.state] ?? 0) + 1
  const endings = Object.entries(ended).map(([state, count]) => `${count} ${state}`)
  return [
    `# Kills, seed ${seed}`,
    '',
    `${sizes.kills} × \`kill -9\` during ${relogins.length} re-logins on ${sizes.terminals} terminals with steady heartbeats and reports.`,
    `\`npm run prove -- kills --seed ${seed}\``,
    '',
    table(
      ['killed', 'times', 're-logins under way, median', 'first acknowledgement, median', 'worst', 'promised'],
      ROOMS.map((room) => rowOf(room, blows)),
    ),
    '',
    table(
      ['judged by the independent checker', 'count'],
      [
        ['messages acknowledged to terminals', verdict.acknowledged],
        ['messages stored', verdict.stored],
        ['commands on record', verdict.commands],
        ['executions at terminals', verdict.executed],
        ['events in one gap-free order', verdict.events],
        ['**not as promised**', `**${broken.length}**`],
      ],
    ),
    '',
    table(['commands ended as', 'count'], states),
    '',
    `Re-logins wished through the API: ${endings.join(', ')}.`,
    ...(broken.length === 0
      ? []
      : ['', '## Not as promised', '', ...broken.slice(0, BROKEN_SHOWN_MAX).map((line) => `- ${line}`)]),
  ].join('\n')
}

function rowOf(room: Room, blows: readonly Blow[]): (string | number)[] {
  const mine = blows.filter((blow) => blow.room === room)
  const times = mine.map(({ firstAckMs }) => firstAckMs)
  const limit = FIRST_ACKNOWLEDGEMENT_MS[room]
  return [
    room,
    mine.length,
    medianOf(mine.map(({ underWay }) => underWay)),
    seconds(medianOf(times)),
    seconds(Math.max(...times)),
    limit ? `≤ ${seconds(limit)}` : '–',
  ]
}

/** The lower one of the two in the middle. */
function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN
}
