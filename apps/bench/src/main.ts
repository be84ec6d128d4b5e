import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { removeEmbedded } from '@budeng/storage/embedded'
import { measureCommands } from './commands/commands.ts'
import { measureCorrections } from './corrections/corrections.ts'
import { measureDetection } from './detection/detection.ts'
import { measureDiagnosis } from './diagnosis/diagnosis.ts'
import { measureExplorer } from './explorer/explorer.ts'
import { measureImport } from './files/import.ts'
import { measureIngest } from './ingest/ingest.ts'
import { measureLists } from './lists/lists.ts'
import { measureMemory } from './memory/memory.ts'
import { measureBooking } from './money/ingest.ts'
import { type Options, readOptions } from './options.ts'
import { measurePresence } from './presence/presence.ts'
import { measureComparison } from './reconcile/reconcile.ts'
import { keepSections, printSection, type Section } from './report/report.ts'
import { loadNow, thisMachine } from './report/machine.ts'
import type { Findings, Group } from './report/row.ts'
import { measureRollout } from './rollout/rollout.ts'
import { type DatabaseServer, startDatabase } from './servers/database.ts'
import { stopAll } from './servers/ending.ts'
import { BENCH_FOLDER } from './servers/process.ts'
import { measureTrust } from './trust/trust.ts'

type Measure = (database: DatabaseServer, folder: string, options: Options) => Promise<Findings>

const MEASURES: Readonly<Record<Group, { readonly title: string; readonly measure: Measure }>> = {
  a: { title: 'what terminals say', measure: measureIngest },
  b: { title: 'from the click to the result', measure: measureCommands },
  c: { title: 'a page of the terminal list', measure: measureLists },
  d: { title: 'memory of an idle terminal', measure: measureMemory },
  e: { title: 'what audit and tenancy cost', measure: measureTrust },
  f: { title: 'journal records, booked', measure: measureBooking },
  g: { title: 'which records differ', measure: measureComparison },
  h: { title: 'files of acquirers', measure: measureImport },
  i: { title: 'the explorer of transactions', measure: measureExplorer },
  j: { title: 'corrections, posted and proven', measure: measureCorrections },
  k: { title: 'what rules look at', measure: measureDetection },
  l: { title: 'what is wrong with terminals', measure: measureDiagnosis },
  m: { title: 'a rollout of re-logins', measure: measureRollout },
  n: { title: 'presence and status of a large fleet', measure: measurePresence },
}

/** Measures one group after the other; each is printed, and kept, as soon as it is there. */
async function bench(options: Options): Promise<void> {
  const data = join(BENCH_FOLDER, '.budeng')
  mkdirSync(data, { recursive: true })
  const folder = mkdtempSync(join(data, 'bench-'))
  try {
    const database = await startDatabase(folder)
    for (const group of options.groups) {
      try {
        const section = await measured(group, database, folder, options)
        printSection(section)
        if (options.keeps) keepSections([section])
      } catch (fault) {
        // what the others find is worth having all the same
        console.error(`(${group}) failed:`, fault)
        process.exitCode = 1
      }
    }
  } finally {
    await stopAll()
    await removeEmbedded(join(folder, 'postgres'), () => {})
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measured(group: Group, database: DatabaseServer, folder: string, options: Options): Promise<Section> {
  const { title, measure } = MEASURES[group]
  const { runs, seconds } = options
  const loadBefore = loadNow()
  const startedAt = new Date()
  console.error(`(${group}) ${title} …`)
  const findings = await measure(database, folder, options)
  const tookSec = Math.round((Date.now() - startedAt.getTime()) / 1_000)
  const circumstances = { startedAt: startedAt.toISOString(), tookSec, runs, seconds, machine: thisMachine() }
  return { group, title, ...circumstances, loadBefore, loadAfter: loadNow(), ...findings }
}

async function run(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stopAll().then(() => process.exit(130)))
  await bench(options)
}

run().then(
  () => process.exit(),
  (fault: unknown) => {
    console.error(fault)
    process.exit(1)
  },
)
