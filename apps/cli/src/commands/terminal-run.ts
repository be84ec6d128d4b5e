import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import {
  DiskStore,
  enrolOnDisk,
  DiskStaging,
  httpFiles,
  httpHost,
  mqttTransport,
  PlainScreen,
  SoftwareDevice,
  SoftwareTerminal,
  systemRandom,
  systemScheduler,
  type TerminalEvent,
  type TerminalTls,
} from '@budeng/terminal'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { print } from '../output.ts'
import { askSecret } from '../prompt.ts'
import { untilAskedToStop } from '../signals.ts'

export interface RunOptions {
  readonly serial: string
  /** Where the terminal keeps what survives a power cut. */
  readonly folder?: string
  /** Platform for enrolment, broker and host, when they are not the local ones. */
  readonly url?: string
  readonly mqtt?: string
  readonly host?: string
  readonly code?: string
  /** Authorities of the platform, for `https:` and `mqtts:`. */
  readonly ca?: string
  /** The terminal's own certificate, where the platform asks for one. */
  readonly cert?: string
  readonly key?: string
  /** Whether it signs on by itself when it is signed off. */
  readonly signOn: boolean
}

/** `terminal run`: the reference terminal in software, enrolled and connected until it is stopped. */
export async function runTerminal(environment: Environment, options: RunOptions): Promise<number> {
  const tls = tlsOf(options)
  const folder = options.folder ?? join(environment.dataDir, 'terminals', options.serial)
  const enrolled = await enrolOnDisk(
    folder,
    options.url ?? environment.url,
    options.serial,
    await codeFor(folder, options),
    systemRandom,
  )
  if (!enrolled.ok) throw new CommandFault(EXIT.failed, `The enrolment failed: ${enrolled.reason}`)
  const { store } = enrolled
  const scheduler = systemScheduler(environment.clockFactor)
  const screen = new PlainScreen(scheduler)
  const terminal = new SoftwareTerminal(
    {
      store,
      scheduler,
      screen,
      transport: mqttTransport(options.mqtt ?? `mqtt://127.0.0.1:${environment.mqttPort}`, tls),
      random: systemRandom,
      files: httpFiles(options.url ?? environment.url),
      staging: new DiskStaging(join(folder, 'files')),
      host: httpHost(options.host ?? `http://127.0.0.1:${environment.hostPort}`),
      versions: { app: '1.0.0', os: process.version, model: 'SOFTWARE' },
      observe: (event) => {
        print(describe(event))
        if (event.event === 'WELCOMED' && options.signOn && store.state.signOn === 'SIGNED_OFF')
          void terminal.terminal.signOn()
        if (event.event === 'COMMAND' && event.type === 'PRESENCE_SHOW' && event.phase === 'FINISHED')
          showPresence(screen)
        if (event.event === 'COMMAND' && event.type === 'MESSAGE_SHOW' && event.phase === 'FINISHED')
          print(`  the screen shows: ${screen.message ?? ''}`)
      },
    },
    new SoftwareDevice(),
  )
  print(`${store.identity.acquirer}/${store.identity.tid} as ${store.identity.device}, kept in ${folder}`)
  terminal.start()
  await untilAskedToStop()
  terminal.stop()
  store.close()
  return EXIT.ok
}

/** Also what enrolment and host are asked over trusts the authorities. */
function tlsOf({ ca, cert, key }: RunOptions): TerminalTls {
  const text = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path, 'utf8'))
  const pem = { ca: text(ca), cert: text(cert), key: text(key) }
  if (pem.ca !== undefined) setDefaultCACertificates([...getCACertificates('default'), pem.ca])
  return Object.fromEntries(Object.entries(pem).filter(([, value]) => value !== undefined))
}

/** A terminal that enrolled before needs no code. */
async function codeFor(folder: string, { code }: RunOptions): Promise<string> {
  if (code !== undefined) return code
  const present = DiskStore.open(folder)
  present?.close()
  return present === null ? await askSecret('Enrolment code: ') : ''
}

function describe(event: TerminalEvent): string {
  const { event: name, ...facts } = event
  return `${new Date().toISOString().slice(11, 19)}  ${name.padEnd(9)} ${Object.entries(facts)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ')}`
}

/** The person before the terminal sees digits and words; so does whoever plays the merchant here. */
function showPresence(screen: PlainScreen): void {
  const { presence } = screen
  if (presence !== null)
    print(`  the screen shows: ${presence.digits}   ${presence.words.en.join(' ')}   ${presence.words.zh.join(' ')}`)
}
