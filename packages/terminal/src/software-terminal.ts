import type { Health, JsonObject, ParameterValues } from '@budeng/protocol'
import type { Conditions, Content, Device, ResettableNetwork, SoftwareSlots } from './ports.ts'
import type { TerminalOptions } from './options.ts'
import { Terminal } from './terminal.ts'

/** A machine of plain fields, for terminals in software: whoever holds it plays the cashier and the faults. */
export class SoftwareDevice implements Device {
  inTransaction = false
  busy = false
  reversalPending = false
  condition: Health = { power: { source: 'MAINS' }, network: { type: 'ETHERNET' }, printer: 'OK' }
  /** Checks that the next self-test fails. */
  readonly failing = new Set<string>()
  /** What the vendor's key injection answers. */
  injection: 'LOADED' | 'REFUSED' | 'UNREACHABLE' = 'LOADED'
  /** What was asked of the machine, in order. */
  readonly asked: string[] = []
  readonly network: ResettableNetwork = {
    reset: () => void this.asked.push('network reset'),
    keep: () => void this.asked.push('network kept'),
    revert: () => void this.asked.push('network reverted'),
  }
  #restart: (kind: 'APP' | 'DEVICE') => void = () => undefined

  onRestart(run: (kind: 'APP' | 'DEVICE') => void): void {
    this.#restart = run
  }

  health(): Health {
    return this.condition
  }

  conditions(): Conditions {
    return this
  }

  async selfTest(): Promise<Readonly<Record<string, boolean>>> {
    const checks = ['memory', 'printer', 'reader', 'keypad', 'display']
    return Object.fromEntries(checks.map((check) => [check, !this.failing.has(check)]))
  }

  parameters(): JsonObject {
    return { currency: 'CNY', receipts: 2 }
  }

  /** Parameters that this machine does not take. */
  readonly untaken = new Set<string>()

  applyParameters(values: ParameterValues): readonly string[] {
    const names = Object.keys(values).filter((name) => this.untaken.has(name))
    if (names.length === 0) this.asked.push(`parameters ${Object.keys(values).join(' ')}`)
    return names
  }

  /** Where it has two places for software. */
  software?: SoftwareSlots

  /** Of the vendor, where it keeps any. */
  log?: (sinceHours: number) => string
  captureScreen?: () => Content | null

  async renewKeys(): Promise<'LOADED' | 'REFUSED' | 'UNREACHABLE'> {
    this.asked.push('keys')
    return this.injection
  }

  clear(): void {
    this.asked.push('cleared')
  }

  restart(kind: 'APP' | 'DEVICE'): void {
    this.#restart(kind)
  }
}

/** How long a software terminal is away when a command restarts it. */
const RESTART_MS = { APP: 1_000, DEVICE: 3_000 } as const

/** A terminal that really comes back: a restart ends the run without goodbye and begins a new one on the same store. */
export class SoftwareTerminal {
  readonly #options: Omit<TerminalOptions, 'device'>
  readonly device: SoftwareDevice
  #run: Terminal
  #stopped = false

  constructor(options: Omit<TerminalOptions, 'device'>, device: SoftwareDevice) {
    this.#options = options
    this.device = device
    this.#run = new Terminal({ ...options, device, bootReason: options.bootReason ?? 'POWER_ON' })
    device.onRestart((kind) => this.restart(RESTART_MS[kind]))
  }

  /** The present run. */
  get terminal(): Terminal {
    return this.#run
  }

  start(): void {
    this.#run.start()
  }

  stop(graceful = true): void {
    this.#stopped = true
    this.#run.stop(graceful)
  }

  /** Drops dead and comes back after a while, as after a power cut. */
  restart(awayMs: number): void {
    this.#run.stop(false)
    this.#options.scheduler.after(awayMs, () => {
      if (this.#stopped) return
      this.#run = new Terminal({ ...this.#options, device: this.device, bootReason: 'UNKNOWN' })
      this.#run.start()
    })
  }
}
