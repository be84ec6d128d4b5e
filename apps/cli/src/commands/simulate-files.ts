import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dayFile, type Differences, type FileFormat, readHostLog } from '@budeng/simulator'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { placesIn } from '../house/places.ts'

export interface SimulateFilesOptions {
  readonly acquirer: string
  readonly date?: string
  readonly format: FileFormat
  readonly out?: string
  readonly difference: Differences
  readonly seed: number
}

/** `simulate files`: an acquirer's file of a day from what the simulated host decided, and beside it what is wrong with it. */
export async function simulateFiles(environment: Environment, options: SimulateFilesOptions): Promise<number> {
  const places = placesIn(environment.dataDir, environment.keysDir)
  if (!existsSync(places.hostFacts))
    throw new CommandFault(EXIT.failed, 'The simulated host has not decided anything yet: budeng start')
  const log = readHostLog(places.hostFacts)
  const { acquirer, date, format, difference: differences, seed } = options
  const file = dayFile(log, { acquirer, format, differences, seed, ...(date === undefined ? {} : { date }) })
  log.close()
  if (file === null)
    throw new CommandFault(
      EXIT.failed,
      `Nothing of ${acquirer} was settled ${date === undefined ? 'yet' : `on ${date}`}.`,
    )
  const path = options.out ?? join(environment.dataDir, 'files', `${acquirer}-${file.date}.${format}`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, file.bytes)
  const sha256 = createHash('sha256').update(file.bytes).digest('hex')
  process.stdout.write(`${path}\n${file.lines} lines of ${file.date}, ${file.bytes.length} bytes, sha256 ${sha256}\n`)
  if (file.injected.length > 0) {
    writeFileSync(`${path}.differences.json`, `${JSON.stringify(file.injected, null, 2)}\n`)
    for (const { difference, tid, was, is } of file.injected)
      process.stdout.write(`  ${difference}: ${tid} ${was} -> ${is ?? 'left out'}\n`)
  }
  return EXIT.ok
}
