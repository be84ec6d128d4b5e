import {
  commitOrBisect,
  Counts,
  Dispatcher,
  Down,
  Durations,
  type Entry,
  GATEWAY_LIMITS,
  HeartbeatPump,
  Hooks,
  isTransientFault,
  KeyLists,
  Links,
  PresenceWatch,
  Reception,
} from '@budeng/gateway/logic'
import { disconnectGateways, PLATFORM_ACTOR, PLATFORM_SCOPE, releaseAllConnections } from '@budeng/storage'
import { unsealLinkSecrets } from '@budeng/protocol'
import type { ConnectionOptions } from '@budeng/terminal'
import { GATEWAY_SILENT_MS } from './limits.ts'
import { Gone, modelStorage } from './model/storage.ts'
import { Life } from './process.ts'
import type { Station, Wire } from './wire.ts'
import type { World } from './world.ts'

const ERA = 1
const COMMIT_MS_MAX = 20
const RETRY_MS = 50
const LOOK_MS = 1_000

/** What a gateway's process holds in memory: gone when it is killed. */
type Run = ReturnType<Gateway['begin']>
type Client = Parameters<Hooks['ready']>[0]

/** One gateway: the real logic on virtual time, over the model of the database. Its sockets are wires, its timers the schedule's. */
export class Gateway implements Station {
  readonly name: string
  readonly #world: World
  readonly #wires = new Map<Wire, Client>()
  readonly #waiting: Entry[] = []
  #run: Run | null = null
  #pausedUntil = 0
  #commitIsDue = false
  #dispatchIsDue = false

  constructor(world: World, name: string) {
    this.#world = world
    this.name = name
    world.database.onCommit.push(() => this.#lookForDispatches())
  }

  get isUp(): boolean {
    return this.#run !== null && this.#run.life.isAlive && this.#world.schedule.now >= this.#pausedUntil
  }

  async start(): Promise<void> {
    if (this.#run?.life.isAlive) return
    const run = this.begin()
    await this.#tryTo(run, async () => {
      await run.storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        releaseAllConnections(unit, this.name, run.storage.clock.now()),
      )
      this.#run = run
    })
    // a database that did not answer is asked again
    if (this.#run !== run) this.#world.schedule.after(LOOK_MS, `${this.name} starts`, () => this.start())
    else this.#presenceSweeps(run)
  }

  /** A process with empty hands. */
  begin() {
    const { ring, sealLink } = this.#world.keys
    const life = new Life(this.#world, this.name, this.#world.dice.between(-500, 500), () => this.#died())
    const storage = modelStorage(this.#world.database, life)
    const counts = new Counts()
    const links = new Links()
    const limits = GATEWAY_LIMITS
    const down = new Down(limits, counts)
    const presence = new PresenceWatch(storage, this.name, links)
    const reject = ({ reason }: { readonly reason: string }) =>
      this.#world.note(() => `${this.name} rejects: ${reason}`)
    const shared = { storage, gatewayId: this.name, limits, counts, links, down, presence, reject, clock: life.clock }
    const greeter = { gatewayId: this.name, era: ERA, ring, slowdown: () => 1 }
    const onReady = () => this.#lookForDispatches()
    const reception = new Reception({ ...shared, greeter, commits: new Durations(), onReady })
    const pump = new HeartbeatPump({
      ...shared,
      overload: { admits: () => true },
      digests: { take: () => undefined },
      onAwaited: () => undefined,
    })
    const keyLists = new KeyLists({ ...shared, ring })
    const bringKeyList = keyLists.bring.bind(keyLists)
    const dispatcher = new Dispatcher({ ...shared, sealLink, bringKeyList })
    const lanes = { depth: 0, push: (_terminal: string, entry: Entry) => this.#push(entry) }
    const visitors = new Map<Client, Wire>()
    const logins = {
      connect: () => null,
      login: async (client: Client) => {
        const wire = visitors.get(client)
        const known = this.#world.machines.find(({ identity }) => identity === wire?.machine.identity)
        const secrets = known && unsealLinkSecrets(sealLink, known.login.deviceId, known.login.sealedLink)
        if (known === undefined || secrets == null) throw new Gone('nobody we know')
        const { login } = known
        const tookOver = links.ofDevice(login.deviceId) !== undefined
        return { deviceId: login.deviceId, side: false, login, secrets, tookOver }
      },
    }
    const lobby = { welcome: () => undefined }
    // its terminals are of level L0: they keep no journal
    const journals = { read: () => null }
    const journalLanes = { weight: 0, push: () => undefined }
    const hooks = new Hooks({ ...shared, lobby, lanes, journals, journalLanes, logins, pump, reception })
    return { life, storage, links, hooks, visitors, reception, pump, dispatcher, presence }
  }

  async accept(wire: Wire): Promise<boolean> {
    const run = this.#run
    if (run === null || !this.isUp) return false
    const before = [...this.#wires.keys()].find(({ machine }) => machine === wire.machine)
    const client = this.#clientOf(run, wire)
    run.visitors.set(client, wire)
    await run.hooks.login(client, undefined)
    // the broker ends the socket whose name comes again
    if (before !== undefined) await before.closeAbove()
    this.#wires.set(wire, client)
    run.hooks.ready(client)
    return run.hooks.subscribe(client, { topic: wire.options.subscribe, qos: 1 })
  }

  async receive(wire: Wire, topic: string, payload: Buffer, qos: 0 | 1): Promise<void> {
    await this.#whenAwake(`${this.name} gets`, async (run) => {
      const client = [...run.visitors].find(([, other]) => other === wire)?.[0]
      if (client === undefined) return
      const packet = { cmd: 'publish', topic, payload, qos, retain: false, dup: false } as const
      const verdict = run.hooks.publish(client, packet)
      void Promise.resolve(verdict).then((word) => (word === 'disconnect' && wire.isOpen ? wire.break() : undefined))
      if (topic.endsWith('/hb'))
        this.#later(GATEWAY_LIMITS.heartbeatFlushMs, 'stores heartbeats', () => this.#repeat(() => run.pump.flush()))
    })
  }

  async gone(wire: Wire, will: ConnectionOptions['will'] | null): Promise<void> {
    const client = this.#wires.get(wire)
    this.#wires.delete(wire)
    await this.#whenAwake(`${this.name} notices`, async (run) => {
      if (client === undefined || !run.visitors.has(client)) return
      Object.assign(client, { closed: true })
      run.hooks.gone(client)
      if (will !== null) {
        const packet = { cmd: 'publish', ...will, qos: 0, retain: false, dup: false } as const
        await run.hooks.publish(client, { ...packet, payload: Buffer.from(will.payload) })
      }
      this.#later(100, 'releases', () => this.#repeat(() => run.reception.releaseAll()))
    })
  }

  /** Killed after so many more deeds, e.g. between a commit and what follows from it; null: nobody does. */
  killAfter(deeds: number | null): void {
    if (!this.#run?.life.isAlive) return
    if (deeds === 0) this.#run.life.die()
    else this.#run.life.fuse = deeds
  }

  /** Stands still, as a process under a debugger or a machine that swaps; then goes on as if nothing was. */
  pause(ms: number): void {
    this.#pausedUntil = this.#world.schedule.now + ms
    this.#world.note(() => `${this.name} stands still for ${ms} ms`)
    this.#watchSilence()
  }

  #died(): void {
    this.#waiting.length = 0
    this.#commitIsDue = false
    this.#dispatchIsDue = false
    const { schedule, dice } = this.#world
    for (const wire of [...this.#wires.keys()]) {
      this.#wires.delete(wire)
      wire.break()
    }
    this.#watchSilence()
    schedule.after(dice.between(500, 60_000), `${this.name} starts`, () => this.start())
  }

  /** What the worker does with a gateway that is silent: its terminals count as disconnected. */
  #watchSilence(): void {
    this.#world.schedule.after(GATEWAY_SILENT_MS, `${this.name} is looked for`, async () => {
      if (this.isUp) return
      const life = new Life(this.#world, 'watch', 0, () => undefined)
      const storage = modelStorage(this.#world.database, life)
      await this.#tryTo({ life }, () =>
        storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => disconnectGateways(unit, [this.name])),
      )
    })
  }

  #clientOf(run: Run, wire: Wire): Client {
    const publish = (packet: { readonly payload: Buffer | string }) => {
      run.life.touch()
      wire.down(Buffer.from(packet.payload))
    }
    const conn = {
      writableLength: 0,
      remoteAddress: '127.0.0.1',
      cork: () => undefined,
      uncork: () => undefined,
      write: (frame: Buffer) => publish({ payload: payloadOf(frame) }),
      destroy: () => void this.#world.schedule.after(1, `${this.name} closes`, () => wire.closeAbove()),
    }
    return { id: wire.machine.identity.device, closed: false, conn, publish } as object as Client
  }

  #push(entry: Entry): void {
    this.#waiting.push(entry)
    this.#commitSoon(this.#world.dice.between(1, COMMIT_MS_MAX))
  }

  /** One lane: a batch is kept and tried again until the database took it. */
  #commitSoon(delayMs: number): void {
    if (this.#commitIsDue) return
    this.#commitIsDue = true
    this.#later(delayMs, 'commits', async (run) => {
      const entries = this.#waiting.splice(0)
      const isDone = await this.#tryTo(run, () =>
        commitOrBisect(
          entries.filter(({ settled }) => !settled),
          (part) => run.reception.commit(part),
          isTransientFault,
          (_entry, fault) => {
            throw fault
          },
        ),
      )
      this.#commitIsDue = false
      if (!isDone && run.life.isAlive) this.#waiting.unshift(...entries)
      if (this.#waiting.length > 0) this.#commitSoon(RETRY_MS)
    })
  }

  #lookForDispatches(): void {
    if (this.#dispatchIsDue || !this.#run?.life.isAlive) return
    const { database, dice } = this.#world
    const isOurs = (terminalId: string) => database.connections.get(terminalId)?.gatewayId === this.name
    const isWanted = database.dispatches
      .all()
      .some(({ wantedAt, terminalId }) => wantedAt !== null && isOurs(terminalId))
    if (!isWanted) return
    this.#dispatchIsDue = true
    const delayMs = this.#run.links.size === 0 ? LOOK_MS : dice.between(1, COMMIT_MS_MAX)
    this.#later(delayMs, 'publishes', async (run) => {
      await this.#tryTo(run, () => run.dispatcher.publish())
      // what could not go out is looked at again by the poll
      this.#later(LOOK_MS, 'looks for bytes', async () => {
        this.#dispatchIsDue = false
        this.#lookForDispatches()
      })
    })
  }

  #presenceSweeps(run: Run): void {
    this.#world.schedule.after(30_000, `${this.name} sweeps`, async () => {
      if (this.#run !== run || !run.life.isAlive) return
      if (this.isUp) await this.#tryTo(run, () => run.presence.sweep())
      this.#presenceSweeps(run)
    })
  }

  /** Again until it is done, as a stage of the gateway does. */
  async #repeat(work: () => Promise<void>): Promise<void> {
    const run = this.#run
    if (run === null || (await this.#tryTo(run, work)) || !run.life.isAlive) return
    this.#later(RETRY_MS, 'tries again', () => this.#repeat(work))
  }

  /** True when it was done; false when the process or its database went away meanwhile. */
  async #tryTo(run: Pick<Run, 'life'>, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      return run.life.isAlive
    } catch (fault) {
      if (fault instanceof Gone) return false
      throw fault
    }
  }

  #later(delayMs: number, what: string, work: (run: Run) => Promise<void>): void {
    const born = this.#run
    this.#world.schedule.after(delayMs, `${this.name} ${what}`, () =>
      this.#whenAwake(`${this.name} ${what}`, async (run) => {
        if (run === born || born === null) await work(run)
      }),
    )
  }

  /** Runs it now, or when the process goes on; never when it was killed meanwhile. */
  async #whenAwake(what: string, work: (run: Run) => Promise<void>): Promise<void> {
    const run = this.#run
    if (run === null || !run.life.isAlive) return
    const waitMs = this.#pausedUntil - this.#world.schedule.now
    if (waitMs <= 0) return await work(run)
    this.#world.schedule.after(waitMs, what, () => (this.#run === run ? this.#whenAwake(what, work) : undefined))
  }
}

/** What a frame of QoS 0 carries. */
function payloadOf(frame: Buffer): Buffer {
  let at = 1
  while (((frame[at++] ?? 0) & 128) !== 0);
  return frame.subarray(at + 2 + frame.readUInt16BE(at))
}
