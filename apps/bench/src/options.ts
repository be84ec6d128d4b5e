import { parseArgs } from 'node:util'
import { RUNS_DEFAULT, SECONDS_DEFAULT } from './limits.ts'
import { type Group, GROUPS } from './report/row.ts'

export interface Options {
  readonly groups: readonly Group[]
  readonly runs: number
  /** How long each peer is under load in one run. */
  readonly seconds: number
  /** Whether the figures go to docs/proofs: those of a short run are only printed, unless asked for. */
  readonly keeps: boolean
  /** The folder that `npm run prove -- plans --keep` left: its ten million transactions need not be made again. */
  readonly ground: string | null
  /** Terminals of a rollout, and of the presence that is measured; null: as many as the groups say. */
  readonly terminals: number | null
}

/** @throws Error with the usage when an argument is wrong */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      runs: { type: 'string' },
      seconds: { type: 'string' },
      keep: { type: 'boolean', default: false },
      ground: { type: 'string' },
      terminals: { type: 'string' },
    },
  })
  const groups =
    values.only === undefined ? GROUPS : GROUPS.filter((group) => values.only?.join(',').split(',').includes(group))
  const runs = wholeNumber('runs', values.runs, RUNS_DEFAULT)
  const seconds = wholeNumber('seconds', values.seconds, SECONDS_DEFAULT)
  if (groups.length === 0) throw new Error('--only takes letters from a to n')
  const terminals = values.terminals === undefined ? null : wholeNumber('terminals', values.terminals, 0)
  const keeps = values.keep || (runs >= RUNS_DEFAULT && seconds >= SECONDS_DEFAULT && terminals === null)
  return { groups, runs, seconds, keeps, ground: values.ground ?? null, terminals }
}

function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1`)
  return value
}
