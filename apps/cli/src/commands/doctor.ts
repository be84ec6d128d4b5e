import { accessSync, constants, existsSync } from 'node:fs'
import { holdsRootKey, KeyFault, type ListedKey, readFolder } from '@budeng/protocol'
import { isBackupLate } from '@budeng/backup/settings'
import { liveProcesses, openStorage, PLATFORM_SCOPE } from '@budeng/storage'
import { type BackupRecord, readBackupRecord } from '@budeng/storage/backup'
import { processClock } from '../clock.ts'
import { DAY, type Instant } from '@budeng/kernel'
import type { Environment } from '../environment.ts'
import { EXIT } from '../exit-codes.ts'
import { builtProgram } from '../house/places.ts'
import { holderOf } from '../house/ports.ts'
import { whatIsMissing } from '../house/ready.ts'
import { KEYS_ENDING_DAYS } from '../limits.ts'
import { paint, print, printJson } from '../output.ts'

type Health = 'good' | 'bad' | 'note'
interface Finding {
  readonly check: string
  readonly health: Health
  readonly about: string
}

/** `doctor`: what an installation lacks, one line a check. Exit code 1 when something is bad. */
export async function doctor(environment: Environment, options: { readonly json: boolean }): Promise<number> {
  const findings = [
    node(),
    ...built(),
    dataFolder(environment),
    keys(environment),
    ...ports(environment),
    ...(await database(environment)),
    await api(environment),
  ]
  if (options.json) printJson(findings)
  else for (const finding of findings) print(line(finding, environment))
  return findings.some(({ health }) => health === 'bad') ? EXIT.failed : EXIT.ok
}

const SIGNS = { good: ['green', 'ok  '], bad: ['red', 'BAD '], note: ['yellow', 'note'] } as const

function line({ check, health, about }: Finding, { colour }: Environment): string {
  const [name, word] = SIGNS[health]
  return `${paint({ json: false, colour }, name, word)}  ${check.padEnd(10)} ${about}`
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const good = major > 24 || (major === 24 && minor >= 11)
  return {
    check: 'Node',
    health: good ? 'good' : 'bad',
    about: good ? process.versions.node : `${process.versions.node}; 24.11 or later is needed`,
  }
}

function built(): Finding[] {
  const missing = ['api', 'gateway', 'worker'].filter((app) => !existsSync(builtProgram(app)))
  return [
    missing.length === 0
      ? { check: 'build', health: 'good', about: 'api, gateway, worker' }
      : { check: 'build', health: 'bad', about: `not built: ${missing.join(', ')}` },
  ]
}

function dataFolder({ dataDir, databaseUrl }: Environment): Finding {
  if (!existsSync(dataDir)) return { check: 'data', health: 'note', about: `${dataDir} is not there yet` }
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
    return {
      check: 'data',
      health: 'good',
      about: `${dataDir}${databaseUrl === null ? ', with the embedded database' : ''}`,
    }
  } catch {
    return { check: 'data', health: 'bad', about: `${dataDir} is closed to us` }
  }
}

function keys({ keysDir, production, keysGiven }: Environment): Finding {
  if (!existsSync(keysDir) && !production && !keysGiven)
    return { check: 'keys', health: 'note', about: 'made by the first start' }
  try {
    const { version, keys: listed } = readFolder(keysDir).list
    if (production && holdsRootKey(keysDir))
      return {
        check: 'keys',
        health: 'bad',
        about: `${keysDir}/root.key: the root's private half must not be on this machine`,
      }
    const ending = endingUses(listed, Date.now())
    if (ending.length > 0)
      return {
        check: 'keys',
        health: 'bad',
        about: `key list version ${version}: no ${ending.join(', no ')} key lasts another ${KEYS_ENDING_DAYS} days; rotate`,
      }
    return { check: 'keys', health: 'good', about: `${keysDir}, key list version ${version}` }
  } catch (error) {
    return { check: 'keys', health: 'bad', about: error instanceof KeyFault ? error.message : String(error) }
  }
}

/** Uses of which the last key ends soon. */
function endingUses(listed: readonly ListedKey[], nowMs: number): string[] {
  const soon = nowMs + KEYS_ENDING_DAYS * DAY
  return ['command', 'correction', 'clock'].filter((use) => !listed.some((key) => key.use === use && key.to > soon))
}

function ports({ httpPort, mqttPort, mqttsPort, hostPort, hostIsoPort, production }: Environment): Finding[] {
  const secure = mqttsPort === null ? [] : ([['MQTTS', mqttsPort]] as const)
  const wanted = [
    ['HTTP', httpPort],
    ['MQTT', mqttPort],
    ...secure,
    ...(production
      ? []
      : [
          ['host', hostPort],
          ['host, ISO 8583', hostIsoPort],
        ]),
  ] as const
  return wanted.map(([purpose, port]) => {
    const holder = holderOf(Number(port))
    return {
      check: 'port',
      health: 'note',
      about: `${port} (${purpose}) ${holder === null ? 'is free, or not ours to see' : `is held by ${holder}`}`,
    }
  })
}

async function database(environment: Environment): Promise<Finding[]> {
  const { databaseUrl } = environment
  if (databaseUrl === null)
    return [{ check: 'database', health: 'note', about: 'embedded; looked at while the house runs, by /readyz' }]
  try {
    const storage = await openStorage({ ...processClock(1, 0), url: databaseUrl, role: 'owner', poolMax: 1 })
    try {
      const [processes, record] = await storage.read(PLATFORM_SCOPE, async (db) => [
        await liveProcesses(db),
        await readBackupRecord(db),
      ])
      const running = processes.map(({ kind }) => kind).join(', ') || 'nothing'
      return [
        { check: 'database', health: 'good', about: `answers; running: ${running}` },
        backups(environment, record, storage.clock.now()),
      ]
    } finally {
      await storage.close()
    }
  } catch (error) {
    return [{ check: 'database', health: 'bad', about: error instanceof Error ? error.message : String(error) }]
  }
}

function backups({ backup, production }: Environment, record: BackupRecord, now: Instant): Finding {
  const check = 'backup'
  const { good, failed } = record
  const last = good === null ? 'none yet' : `last good one ${good.name}, ${good.rows} rows, ${good.bytes} bytes`
  const trouble = failed === null ? '' : `; failed ${failed.inARow} times since: ${failed.problem}`
  if (backup.to === null || backup.recipient === null) {
    const missing = backup.to === null ? 'BUDENG_BACKUP_TO' : 'BUDENG_BACKUP_RECIPIENT'
    return { check, health: production ? 'bad' : 'note', about: `none is made each day: set ${missing}; ${last}` }
  }
  return { check, health: isBackupLate(record, now) ? 'bad' : 'good', about: `${last}${trouble}` }
}

async function api(environment: Environment): Promise<Finding> {
  const missing = await whatIsMissing(environment)
  return missing === null
    ? { check: 'house', health: 'good', about: 'runs and is ready' }
    : { check: 'house', health: 'note', about: missing }
}
