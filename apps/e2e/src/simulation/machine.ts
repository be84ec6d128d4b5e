import { HOST_APPROVED, type HostEchoAnswer, type HostSignOnAnswer } from '@budeng/protocol'
import { DiskStore, type Host, type Identity, SoftwareDevice, Terminal, type Transport } from '@budeng/terminal'
import { Disk, DISK_ROOT } from './disk.ts'
import { POWER_AWAY_MS_MAX, RESTART_MS } from './limits.ts'
import { RecordedStore } from './record.ts'
import type { World } from './world.ts'

/** One payment terminal: the reference terminal on a disk whose power may go between any two deeds. */
export class Machine {
  readonly identity: Identity
  readonly device = new SoftwareDevice()
  readonly disk: Disk
  readonly #world: World
  readonly #transport: (machine: Machine) => Transport
  #run: Terminal | null = null
  #comesBack: (() => void) | null = null
  /** It will never have power again. */
  isBroken = false
  /** How far its monotonic clock leapt ahead, as after a sleep. */
  #leapMs = 0

  constructor(world: World, identity: Identity, transport: (machine: Machine) => Transport) {
    this.identity = identity
    this.#world = world
    this.#transport = transport
    this.disk = new Disk(
      () => world.dice.unit(),
      () => this.#lostPower(),
    )
    this.device.onRestart((kind) => this.#restart(kind))
  }

  get name(): string {
    return this.identity.tid
  }

  get terminal(): Terminal | null {
    return this.#run
  }

  get hasPower(): boolean {
    return this.#run !== null
  }

  /** The factory's last step: an empty disk with an identity. */
  enrol(): void {
    DiskStore.create(this.#folder, this.identity)
  }

  start(): void {
    this.#comesBack = null
    if (this.#run !== null || this.isBroken) return
    const { dice, schedule, histories } = this.#world
    this.disk.isOn = true
    const born = this.disk.run
    const inner = DiskStore.open(this.#folder)
    // the power went again while the disk was read
    if (inner === null || this.disk.run !== born) return
    const isMine = () => this.disk.run === born && this.#run === run
    const store = new RecordedStore(inner, histories, isMine)
    const run: Terminal = new Terminal({
      store,
      transport: whileAlive(this.#transport(this), isMine),
      scheduler: {
        nowMs: () => schedule.now + this.#leapMs,
        after: (delayMs, wake) => schedule.after(delayMs, `${this.name} timer`, () => isMine() && wake()),
      },
      random: { bytes: (size) => dice.bytes(size), unit: () => dice.unit() },
      host: this.#host,
      device: this.device,
      screen: { show: () => undefined },
      versions: { app: '1.0.0', os: '1', model: 'SIM' },
      observe: (event) => {
        if (event.event === 'COMMAND' && isMine()) histories.phase(this.name, event)
        if (event.event === 'COMMAND' || event.event === 'REFUSED')
          this.#world.note(() => `${this.name} ${JSON.stringify(event)}`)
      },
    })
    this.#run = run
    run.start()
  }

  /** The power goes after so many more deeds of the disk; 0: now. */
  cutAfter(deeds: number): void {
    if (deeds === 0) this.disk.cut()
    else this.disk.fuse = deeds
  }

  /** It breaks for good. */
  breakDown(): void {
    this.isBroken = true
    if (this.#run !== null) this.disk.cut()
  }

  /** The power goes, and the medium with it: only who it is remains. */
  loseStore(): void {
    this.disk.cut()
    this.disk.files.delete(`${this.#folder}/state.log`)
    this.#world.histories.lose(this.identity.device, this.name)
  }

  /** Its monotonic clock leaps ahead. */
  leap(ms: number): void {
    this.#leapMs += ms
  }

  get #folder(): string {
    return `${DISK_ROOT}/${this.name}`
  }

  #lostPower(): void {
    this.#world.note(() => `${this.name} lost its power`)
    this.#away(this.#world.dice.between(500, POWER_AWAY_MS_MAX))
  }

  #restart(kind: 'APP' | 'DEVICE'): void {
    // ordered by a run that has lost its power just now
    if (this.#run === null) return
    this.#world.note(() => `${this.name} restarts (${kind})`)
    this.disk.run++
    this.#away(RESTART_MS[kind])
  }

  #away(ms: number): void {
    const run = this.#run
    this.#run = null
    this.#world.histories.ended(this.name)
    run?.stop(false)
    this.#comesBack?.()
    this.#comesBack = this.#world.schedule.after(ms, `${this.name} has power`, () => this.start())
  }

  /** The host on the other line: slow, at times out of reach before or after it did its work. */
  get #host(): Host {
    const { schedule, dice, host } = this.#world
    const ask = <Answer>(what: string, work: () => Answer): Promise<Answer | null> =>
      new Promise((resolve) => {
        const { hostMsMax, loss } = this.#world.weather
        const isLost = dice.chance(loss / 2)
        schedule.after(dice.between(1, hostMsMax), `host ${what} ${this.name}`, () => {
          if (isLost && dice.chance(0.5)) return resolve(null)
          const answer = work()
          schedule.after(dice.between(1, hostMsMax), `host answers ${this.name}`, () => resolve(isLost ? null : answer))
        })
      })
    return {
      signOn: (terminal) => ask<HostSignOnAnswer>('sign-on', () => host.signOn(terminal)),
      echo: (terminal) => ask<HostEchoAnswer>('echo', () => host.echo(terminal)),
    }
  }

  /** Says something of its own accord. */
  speak(): void {
    const { dice } = this.#world
    if (dice.chance(0.7)) this.#run?.reportFault('HW_PRINTER', dice.chance(0.5), 'MINOR')
    else void this.#run?.signOn().catch(() => undefined)
  }

  /** Its conditions get better or worse; a host that is ill says so to the next sign-ons. */
  set(conditions: Partial<Pick<SoftwareDevice, 'inTransaction' | 'busy' | 'reversalPending'>>): void {
    Object.assign(this.device, conditions)
    this.#run?.conditionsChanged()
    this.#run?.beat()
  }

  hostAnswers(next: readonly string[]): void {
    this.#world.host.script(this.identity, { next, then: HOST_APPROVED })
  }
}

/** A run whose power went in the midst of its start would still go on to connect: nothing comes of it. */
function whileAlive(transport: Transport, isAlive: () => boolean): Transport {
  return {
    open: (options, events) => {
      if (!isAlive()) return { publish: () => undefined, close: () => undefined }
      const connection = transport.open(options, {
        connected: () => void (isAlive() && events.connected()),
        message: (payload) => void (isAlive() && events.message(payload)),
        closed: () => void (isAlive() && events.closed()),
      })
      return {
        publish: (topic, payload, qos) => void (isAlive() && connection.publish(topic, payload, qos)),
        close: (isGraceful) => connection.close(isGraceful),
      }
    },
  }
}
