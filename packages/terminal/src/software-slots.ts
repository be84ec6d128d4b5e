import type { SoftwareSlots } from './ports.ts'

/** Two places in memory: for software terminals, whose package is only looked at. What is installed outlives a restart, as the object does. */
export class MemorySlots implements SoftwareSlots {
  readonly model: string
  readonly vendorKey: string
  /** Versions that do not start: the machine takes the old one again by itself. */
  readonly broken = new Set<string>()
  #running: string
  #other: string | null = null

  constructor(model: string, vendorKey: string, version: string) {
    this.model = model
    this.vendorKey = vendorKey
    this.#running = version
  }

  version(): string {
    return this.#running
  }

  install(version: string): void {
    if (this.#running === version || this.broken.has(version)) return
    this.#other = this.#running
    this.#running = version
  }

  confirm(): void {
    this.#other = null
  }

  rollback(): void {
    if (this.#other === null) return
    this.#running = this.#other
    this.#other = null
  }
}
