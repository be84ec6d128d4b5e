import { existsSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { freePort } from '@budeng/storage/embedded'
import { isBeating } from './database.ts'
import { APPS_FOLDER, type Server, startNode, startProgram } from './process.ts'

const PEERS_BUILT = import.meta.dirname

/** The broker library alone. */
export async function startBareAedes(): Promise<Server> {
  const port = await freePort()
  return await startNode({ name: 'bare Aedes', script: join(PEERS_BUILT, 'bare-aedes.js'), port, args: [String(port)] })
}

/** The broker library, and one INSERT a message. */
export async function startNaive(databaseUrl: string): Promise<Server> {
  const port = await freePort()
  return await startNode({
    name: 'one INSERT a message',
    script: join(PEERS_BUILT, 'naive-insert.js'),
    port,
    args: [String(port), databaseUrl],
  })
}

/** Mosquitto that stores nothing and limits nothing; null where it is not installed. */
export async function startMosquitto(folder: string): Promise<Server | null> {
  const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  const program = places.map((place) => join(place, 'mosquitto')).find((path) => existsSync(path))
  if (program === undefined) return null
  const port = await freePort()
  const configuration = join(folder, 'mosquitto.conf')
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    'log_dest none',
    'set_tcp_nodelay true',
    'max_queued_messages 0',
    'max_inflight_messages 0',
  ]
  writeFileSync(configuration, `${lines.join('\n')}\n`)
  return await startProgram('Mosquitto', program, ['-c', configuration], port)
}

export interface House {
  readonly databaseUrl: string
  readonly keysFolder: string
  /** Of acquirers' files; left out: none are read. */
  readonly filesFolder?: string
}

/** What one person may ask of the API in a minute is bounded, for the house's sake; one person asks everything here. */
export const UNMETERED = { BUDENG_API_COST_PER_MINUTE: '1000000000' }

/** Our gateway, as it is built. */
export async function startGateway({ databaseUrl, keysFolder }: House): Promise<Server> {
  const port = await freePort()
  return await startNode({
    name: 'Budeng',
    kind: 'gateway',
    script: join(APPS_FOLDER, 'gateway', 'dist', 'main.js'),
    port,
    env: { DATABASE_URL: databaseUrl, BUDENG_KEYS_DIR: keysFolder, BUDENG_MQTT_PORT: String(port) },
  })
}

/** Our worker: gives events their positions, as it does wherever a gateway writes them. */
export async function startWorker({ databaseUrl, keysFolder, filesFolder }: House): Promise<Server> {
  return await startNode({
    name: 'worker',
    kind: 'worker',
    script: join(APPS_FOLDER, 'worker', 'dist', 'main.js'),
    port: 0,
    env: {
      DATABASE_URL: databaseUrl,
      BUDENG_KEYS_DIR: keysFolder,
      BUDENG_CHECKPOINT_DIR: join(keysFolder, 'checkpoints'),
      ...(filesFolder === undefined ? {} : { BUDENG_FILES_DIR: filesFolder }),
    },
    isReady: () => isBeating(databaseUrl, 'worker'),
  })
}
