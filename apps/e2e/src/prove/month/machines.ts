import {
  type HostLink,
  httpHost,
  MemoryStore,
  mqttTransport,
  PlainScreen,
  SoftwareDevice,
  SoftwareTerminal,
  systemRandom,
  systemScheduler,
} from '@budeng/terminal'
import { hmacSha256, toBase64url } from '@budeng/protocol'
import { leafOf, recordText } from '@budeng/transactions'
import type { House } from '../../house.ts'
import { until } from '../../until.ts'
import type { Stand } from './month.ts'
import type { Equipped } from './setting.ts'
import type { Traces, Written } from './till.ts'

const ERA = 1
const WELCOME_TIMEOUT_MS = 300_000

/** They sell in the month and not here: nobody is asked. */
const HOST: HostLink = {
  authorise: async () => ({ responseCode: '00' }),
  advise: async () => ({ responseCode: '00' }),
  reverse: async () => ({ responseCode: '00' }),
  settle: async () => ({ responseCode: '00', result: 'BALANCED' }),
  upload: async () => ({ responseCode: '00' }),
}

/** A terminal of the month as software that speaks MQTT, on the journal that its till wrote. */
export class Machine {
  readonly stand: Stand<Equipped>
  readonly #store: MemoryStore
  #epoch = 1
  #run: SoftwareTerminal | null = null
  isWelcome = false

  constructor(stand: Stand<Equipped>) {
    this.stand = stand
    this.#store = new MemoryStore(stand.place.identity)
  }

  /** Takes over what the till wrote meanwhile; all of it is acknowledged but for what never was sent, and what follows it. */
  load(): void {
    const { till } = this.stand
    const { journal } = this.#store.state
    if (this.#epoch !== till.epoch) journal.epochs.clear()
    this.#epoch = till.epoch
    const known = journal.epochs.get(till.epoch)?.lastSeq ?? 0
    const fresh = till.journal.filter(({ seq }) => seq > known)
    this.#store.append({ e: 'agreed', epoch: till.epoch, era: ERA }, ...fresh.map((written) => this.#entry(written)), {
      e: 'stan',
      stan: till.stan,
    })
    const held = till.journal.find(({ how }) => how === 'HELD')
    const acked = held === undefined ? (journal.epochs.get(till.epoch)?.lastSeq ?? 0) : held.seq - 1
    this.#store.append({ e: 'journalAcked', epoch: till.epoch, ackedThrough: acked, equalThrough: acked })
  }

  #entry({ seq, record }: Written) {
    const { place, till } = this.stand
    const leaf = leafOf((bytes) => hmacSha256(place.leafKey ?? Buffer.alloc(32), bytes), record, till.epoch, seq)
    return { e: 'record', epoch: till.epoch, seq, leaf: toBase64url(leaf), body: recordText(record) } as const
  }

  /** The till goes on behind what the terminal wrote itself. */
  unload(): void {
    const lastSeq = this.#store.state.journal.epochs.get(this.#epoch)?.lastSeq ?? 0
    this.stand.till.goOn(lastSeq)
  }

  /** One more record, which opens the next batch and moves no money: a sale that is declined. */
  decline(at: number): void {
    const { till } = this.stand
    const traces: Traces = { records: [], host: [], lines: [] }
    this.unload()
    till.write(traces, till.sale(at, { outcome: 'DECLINED', responseCode: '51' }))
    const [written] = traces.records
    if (written === undefined) return
    const { epoch, batchNo: batch } = till
    const isOpen = this.#store.state.journal.batches.some((each) => each.batch === batch)
    const opened = { epoch, batch, openSeq: written.seq, closing: null, state: null, at }
    this.#store.append(
      this.#entry(written),
      { e: 'stan', stan: till.stan },
      ...(isOpen ? [] : [{ e: 'batch', batch: opened } as const]),
    )
  }

  start(house: House): void {
    const scheduler = systemScheduler()
    this.isWelcome = false
    this.#run = new SoftwareTerminal(
      {
        store: this.#store,
        scheduler,
        screen: new PlainScreen(scheduler),
        transport: mqttTransport(`mqtt://127.0.0.1:${house.mqttPort}`),
        random: systemRandom,
        host: httpHost(house.hostUrl),
        hostLink: HOST,
        versions: { app: '1.0.0', os: process.version, model: 'A920' },
        observe: ({ event }) => {
          this.isWelcome ||= event === 'WELCOMED'
        },
      },
      new SoftwareDevice(),
    )
    this.#run.start()
  }

  stop(): void {
    this.#run?.stop()
    this.#run = null
  }

  /** Both sides hold the same, as far as the terminal has written. */
  get isEqual(): boolean {
    const held = this.#store.state.journal.epochs.get(this.#epoch)
    return held === undefined || held.equalThrough === held.lastSeq
  }
}

/** Switches them on, and waits until the platform has greeted each. */
export async function switchOn(machines: readonly Machine[], house: House): Promise<void> {
  for (const machine of machines) machine.start(house)
  await until(() => machines.every(({ isWelcome }) => isWelcome), {
    what: () => `${machines.filter(({ isWelcome }) => !isWelcome).length} terminals are welcome`,
    timeoutMs: WELCOME_TIMEOUT_MS,
    everyMs: 200,
  })
}
