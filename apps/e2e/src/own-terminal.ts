import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newKeyPair, signBytes } from '@budeng/protocol'
import { SPARE_TERMINAL } from '@budeng/simulator'
import {
  enrolOnDisk,
  DiskStaging,
  httpFiles,
  httpHost,
  MemorySlots,
  mqttTransport,
  PlainScreen,
  SoftwareDevice,
  SoftwareTerminal,
  systemRandom,
  systemScheduler,
  type TerminalEvent,
} from '@budeng/terminal'
import { clientOf } from './api.ts'
import type { House } from './house.ts'
import { until } from './until.ts'

/** The place of the demonstration where a terminal of one's own may be enrolled, with a code for it. */
export interface Berth {
  readonly terminalId: string
  readonly acquirer: string
  readonly tid: string
  readonly code: string
}

/** Makes an enrolment code for a device, as an administrator does. */
export async function prepareBerth(house: House, serial: string): Promise<Berth> {
  const admin = await clientOf(house, 'admin')
  const { acquirer, tid } = SPARE_TERMINAL
  const terminal = await admin.terminalByTid(acquirer, tid)
  if (terminal === null) throw new Error(`the demonstration has no spare terminal ${acquirer}/${tid}`)
  const { code } = await admin.enrolmentCreate(terminal.id, serial)
  await admin.close()
  return { terminalId: terminal.id, acquirer, tid, code }
}

/** A reference terminal that a test runs itself: it plays the merchant and reads the screen. */
export interface OwnTerminal {
  readonly terminalId: string
  readonly tid: string
  readonly screen: PlainScreen
  /** What happened to it so far. */
  readonly events: readonly TerminalEvent[]
  /** Where it has two places for software. */
  readonly slots: MemorySlots
  /** Signs as its vendor does. */
  signedByVendor(text: string): string
  stop(): void
}

/** Enrols and connects a terminal that waits, signed off, until somebody signs it on. */
export async function runOwnTerminal(house: House, serial = 'E2E-1'): Promise<OwnTerminal> {
  const { terminalId, tid, code } = await prepareBerth(house, serial)
  const folder = mkdtempSync(join(tmpdir(), 'budeng-terminal-'))
  const enrolled = await enrolOnDisk(folder, house.httpUrl, serial, code, systemRandom)
  if (!enrolled.ok) throw new Error(`the enrolment failed: ${enrolled.reason}`)
  const { store } = enrolled
  const scheduler = systemScheduler()
  const screen = new PlainScreen(scheduler)
  const events: TerminalEvent[] = []
  const vendor = newKeyPair()
  const slots = new MemorySlots('SOFTWARE', vendor.x, '1.0.0')
  const device = new SoftwareDevice()
  device.software = slots
  const terminal = new SoftwareTerminal(
    {
      store,
      scheduler,
      screen,
      transport: mqttTransport(`mqtt://127.0.0.1:${house.mqttPort}`),
      random: systemRandom,
      files: httpFiles(house.httpUrl),
      staging: new DiskStaging(join(folder, 'files')),
      host: httpHost(house.hostUrl),
      versions: { app: '1.0.0', os: process.version, model: 'SOFTWARE' },
      observe: (event) => void events.push(event),
    },
    device,
  )
  terminal.start()
  await until(() => events.some(({ event }) => event === 'WELCOMED'), { what: () => 'the own terminal is welcomed' })
  return {
    terminalId,
    tid,
    screen,
    events,
    slots,
    signedByVendor: (text) => signBytes(text, vendor.privateKey),
    stop() {
      terminal.stop()
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
