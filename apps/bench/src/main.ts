import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { removeEmbedded } from '@budeng/storage/embedded'
import { measureCommands } from './commands/commands.ts'
import { measureIngest } from './ingest/ingest.ts'
import { measureLists } from './lists/lists.ts'
import { measureMemory } from './memory/memory.ts'
import { type Options, readOptions } from './options.ts'
import { keepReport, printReport, type Report } from './report/report.ts'
import { loadNow, thisMachine } from './report/machine.ts'
import type { Findings, Group } from './report/row.ts'
import { type DatabaseServer, startDatabase } from './servers/database.ts'
import { stopAll } from './servers/ending.ts'
import { BENCH_FOLDER } from './servers/process.ts'

type Measure = (database: DatabaseServer, folder: string, options: Options) => Promise<Findings>

const MEASURES: Readonly<Record<Group, { readonly title: string; readonly measure: Measure }>> = {
  a: { title: 'what terminals say', measure: measureIngest },
  b: { title: 'from the click to the result', measure: measureCommands },
  c: { title: 'a page of the terminal list', measure: measureLists },
  d: { title: 'memory of an idle terminal', measure: measureMemory },
}

async function bench(options: Options): Promise<Report> {
  const data = join(BENCH_FOLDER, '.budeng')
  mkdirSync(data, { recursive: true })
  const folder = mkdtempSync(join(data, 'bench-'))
  const startedAt = new Date()
  try {
    const database = await startDatabase(folder)
    const groups: Report['groups'][number][] = []
    for (const group of options.groups) {
      const { title, measure } = MEASURES[group]
      const load = loadNow()
      const startedMs = performance.now()
      console.error(`(${group}) ${title}, load average before ${load} …`)
      const findings = await measure(database, folder, options)
      const tookSec = Math.round((performance.now() - startedMs) / 1_000)
      groups.push({ group, title, loadBefore: load, loadAfter: loadNow(), tookSec, ...findings })
    }
    return {
      startedAt: startedAt.toISOString(),
      machine: thisMachine(),
      runs: options.runs,
      seconds: options.seconds,
      groups,
    }
  } finally {
    await stopAll()
    await removeEmbedded(join(folder, 'postgres'), () => {})
    rmSync(folder, { recursive: true, force: true })
  }
}

async function run(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stopAll().then(() => process.exit(130)))
  const report = await bench(options)
  printReport(report)
  if (options.isWhole) keepReport(report)
}

run().then(
  () => process.exit(0),
  (fault: unknown) => {
    console.error(fault)
    process.exit(1)
  },
)
