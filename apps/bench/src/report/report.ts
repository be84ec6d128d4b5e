import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { APPS_FOLDER } from '../servers/process.ts'
import type { Machine } from './machine.ts'
import type { Findings, Group } from './row.ts'
import { markdownTable, textTable } from './table.ts'

/** All that one run of the bench has found. */
export interface Report {
  readonly startedAt: string
  readonly machine: Machine
  readonly runs: number
  readonly seconds: number
  readonly groups: readonly (Findings & {
    readonly group: Group
    readonly title: string
    readonly loadBefore: number
    readonly loadAfter: number
    readonly tookSec: number
  })[]
}

const PROOFS = join(APPS_FOLDER, '..', 'docs', 'proofs')

export function printReport(report: Report): void {
  console.log(circumstances(report))
  for (const { group, title, rows } of report.groups) console.log(`\n(${group}) ${title}\n\n${textTable(rows)}`)
}

/** Writes the table and every figure behind it to where proofs are kept. */
export function keepReport(report: Report): void {
  mkdirSync(PROOFS, { recursive: true })
  writeFileSync(join(PROOFS, 'bench.json'), `${JSON.stringify(report, roundedNumbers, 2)}\n`)
  const sections = report.groups.map(
    ({ group, title, rows, loadBefore, tookSec }) =>
      `## (${group}) ${title}\n\n${markdownTable(rows)}\n\nLoad average before: ${loadBefore}. Took ${tookSec} s.\n`,
  )
  const text = [
    '# Bench',
    circumstances(report),
    'Written by `npm run bench`; every figure behind it is in `bench.json`.',
    ...sections,
  ].join('\n\n')
  writeFileSync(join(PROOFS, 'bench.md'), text)
}

function circumstances({ startedAt, machine, runs, seconds }: Report): string {
  const { cpu, cores, memoryGb, system, node } = machine
  return `${startedAt}, ${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}. Median of ${runs} runs in turn, ${seconds} s under load each; generator, servers and PostgreSQL (fsync on) share the machine.`
}

/** Three decimals say more than any of these figures is worth. */
function roundedNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value
}
