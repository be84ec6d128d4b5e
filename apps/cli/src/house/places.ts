import { join } from 'node:path'
import { demoSecretsFile } from '@budeng/simulator'

/** Where things of one installation lie in its data folder. */
export interface Places {
  /** The embedded database, and nothing else. */
  readonly database: string
  readonly keys: string
  /** What the demonstration keeps: people's passwords, simulated machines. Secrets: mode 0600. */
  readonly people: string
  /** Secrets of the people's authenticators, for whoever shows codes. Mode 0600. */
  readonly codes: string
  readonly machines: string
  /** The machines on which people learn. */
  readonly trainingMachines: string
  /** What simulated terminals and their host remember. */
  readonly disks: string
  /** What software is installed on simulated terminals. */
  readonly flash: string
  readonly host: string
  /** What the host decided about money, fact by fact. */
  readonly hostFacts: string
  /** Made by the demonstration, removed by a reset. */
  readonly demo: string
}

export function placesIn(dataDir: string, keysDir: string): Places {
  const demo = join(dataDir, 'demo')
  return {
    database: join(dataDir, 'postgres'),
    keys: keysDir,
    demo,
    people: join(demo, 'people.json'),
    codes: demoSecretsFile(demo),
    machines: join(demo, 'machines.lines'),
    trainingMachines: join(demo, 'training-machines.lines'),
    disks: join(demo, 'disks.lines'),
    flash: join(demo, 'software.lines'),
    host: join(demo, 'host.lines'),
    hostFacts: join(demo, 'host-facts.lines'),
  }
}

/** The applications of this house, beside ours. */
const APPS = join(import.meta.dirname, import.meta.url.endsWith('.ts') ? '../../..' : '../..')

/** The built program of an application. */
export function builtProgram(app: string): string {
  return join(APPS, app, 'dist', 'main.js')
}

/** What the API serves to browsers. */
export function builtDashboard(): string {
  return join(APPS, 'dashboard', 'dist')
}
