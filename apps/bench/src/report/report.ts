import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { APPS_FOLDER } from '../servers/process.ts'
import type { Machine } from './machine.ts'
import type { Findings, Group } from './row.ts'
import { markdownTable, textTable } from './table.ts'

/** What one group of measurements has found, and under which circumstances. */
export interface Section extends Findings {
  readonly group: Group
  readonly title: string
  readonly startedAt: string
  readonly tookSec: number
  readonly runs: number
  /** Seconds under load of each peer and run. */
  readonly seconds: number
  readonly machine: Machine
  /** Load average over the minute before, and over the last one. */
  readonly loadBefore: number
  readonly loadAfter: number
}

const PROOFS = join(APPS_FOLDER, '..', 'docs', 'proofs')
const FIGURES = join(PROOFS, 'bench.json')
const TABLE = join(PROOFS, 'bench.md')

export function printSection(section: Section): void {
  console.log(`\n(${section.group}) ${section.title}\n${circumstances(section)}\n\n${textTable(section.rows)}`)
}

/** Writes table and figures to where proofs are kept; groups that were not measured now stay as they were. */
export function keepSections(measured: readonly Section[]): void {
  mkdirSync(PROOFS, { recursive: true })
  const before = existsSync(FIGURES)
    ? (JSON.parse(readFileSync(FIGURES, 'utf8')) as { sections: readonly Section[] }).sections
    : []
  const others = before.filter(({ group }) => measured.every((section) => section.group !== group))
  const sections = [...others, ...measured].toSorted((a, b) => (a.group < b.group ? -1 : 1))
  writeFileSync(FIGURES, `${JSON.stringify({ sections }, roundedNumbers, 2)}\n`)
  const texts = sections.map(
    (section) =>
      `## (${section.group}) ${section.title}\n\n${markdownTable(section.rows)}\n\n${circumstances(section)}`,
  )
  writeFileSync(TABLE, `${[INTRODUCTION, ...texts].join('\n\n')}\n`)
}

const INTRODUCTION = `# Bench

Written by \`npm run bench\`; every figure behind it is in \`bench.json\`. Generator, servers and PostgreSQL (fsync on) share
one machine. A ratio is ours by theirs; a load average above the machine's cores means that others worked on it as well.`

function circumstances({ startedAt, tookSec, runs, seconds, machine, loadBefore, loadAfter }: Section): string {
  const { cpu, cores, memoryGb, system, node } = machine
  return `${startedAt}, ${runs} runs in turn, ${seconds} s under load each, ${tookSec} s in all. ${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}. Load average before ${loadBefore}, after ${loadAfter}.`
}

/** Three decimals say more than any of these figures is worth. */
function roundedNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value
}
