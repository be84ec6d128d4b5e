import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client, Terminal } from '@budeng/sdk'
import {
  type HostLink,
  httpHost,
  type Identity,
  MemoryStore,
  mqttTransport,
  PlainScreen,
  SoftwareDevice,
  SoftwareTerminal,
  systemRandom,
  systemScheduler,
  type TerminalEvent,
} from '@budeng/terminal'
import { type House, startHouse } from './house.ts'
import { seededFolder } from './journey-house.ts'
import { until } from './until.ts'

/** As many as any journey needs: they share a folder. */
const IDLE_MAX = 4

/** A house with more enrolled terminals than its simulator switches on: the others are free for a test. */
export async function houseWithIdleMachines(
  idle: number,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly house: House; readonly identities: readonly Identity[] }> {
  const dataDir = await seededFolder(1 + IDLE_MAX)
  const house = await startHouse({ terminals: 1, dataDir, env })
  const identities = readFileSync(join(dataDir, 'demo/machines.lines'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as [string, { identity: Identity }])[1].identity)
  return { house, identities: identities.slice(1, 1 + idle) }
}

/** A reference terminal on an identity, that can be switched off and on again on the same memory. */
export class IdleMachine {
  readonly store: MemoryStore
  readonly events: TerminalEvent[] = []
  readonly #house: House
  readonly #hostLink: HostLink | undefined
  readonly #mid: string | undefined
  #run: SoftwareTerminal | null = null

  /** With a `hostLink` it has a till, and trades, for the merchant that it is told. */
  constructor(house: House, identity: Identity, hostLink?: HostLink, mid?: string) {
    this.#house = house
    this.#mid = mid
    this.#hostLink = hostLink
    this.store = new MemoryStore(identity)
  }

  /** Switches on and waits for the welcome. */
  async start(): Promise<void> {
    const scheduler = systemScheduler()
    const from = this.events.length
    this.#run = new SoftwareTerminal(
      {
        store: this.store,
        scheduler,
        screen: new PlainScreen(scheduler),
        transport: mqttTransport(`mqtt://127.0.0.1:${this.#house.mqttPort}`),
        random: systemRandom,
        host: httpHost(this.#house.hostUrl),
        ...(this.#hostLink === undefined ? {} : { hostLink: this.#hostLink }),
        ...(this.#mid === undefined ? {} : { mid: this.#mid }),
        versions: { app: '1.0.0', os: process.version, model: 'SOFTWARE' },
        observe: (event) => this.events.push(event),
      },
      new SoftwareDevice(),
    )
    this.#run.start()
    await until(() => this.events.slice(from).some(({ event }) => event === 'WELCOMED'), {
      what: () => `${this.store.identity.tid} is welcomed: ${JSON.stringify(this.events.slice(from))}`,
    })
  }

  stop(): void {
    this.#run?.stop()
    this.#run = null
  }

  /** The present run. @throws while it is switched off */
  get terminal(): SoftwareTerminal['terminal'] {
    if (this.#run === null) throw new Error('the machine is switched off')
    return this.#run.terminal
  }

  /** Version of the key list that it took since its enrolment; 1 while it took none. */
  get keyListVersion(): number {
    return this.store.state.keyList?.version ?? 1
  }

  async untilKeyList(version: number): Promise<void> {
    await until(() => this.keyListVersion === version, {
      what: () => `${this.store.identity.tid} has key list ${version}, not ${this.keyListVersion}`,
    })
  }

  /** Asks for its status and waits for the end of the command. */
  async obeys(client: Client): Promise<void> {
    const { acquirer, tid } = this.store.identity
    const terminal: Terminal | null = await client.terminalByTid(acquirer, tid)
    const { id } = await client.commandRequest({
      terminalId: terminal?.id ?? '',
      command: { statusGet: {} },
      reason: 'rehearsal',
    })
    const { state, why } = await client.commandEnd(id)
    if (state !== 'SUCCEEDED') throw new Error(`STATUS_GET ended ${state}: ${why.text}`)
  }
}
