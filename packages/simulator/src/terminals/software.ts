import { hash } from 'node:crypto'
import { keyPairFromSeed, packageText, sha256, signBytes } from '@budeng/protocol'
import type { SoftwareSlots } from '@budeng/terminal'

/** The vendor of all simulated machines. Whoever simulates may sign for it; no real machine knows its key. */
const VENDOR = keyPairFromSeed(sha256('the vendor of simulated machines'))

/** What the vendor signs: `isPackageGenuine` of a simulated machine holds. */
export function signSimulatedPackage(about: Parameters<typeof packageText>[0]): string {
  return signBytes(packageText(about), VENDOR.privateKey)
}

/** A version that does not start on so many of a hundred machines; on which, the machines decide. */
export function versionThatFails(percent: number): string {
  return `9.0.0-fails-${percent}`
}

/** Two places for software. What a version says of itself decides where it does not start: there the old one runs again. */
export class SimulatedSlots implements SoftwareSlots {
  readonly model: string
  readonly vendorKey = VENDOR.x
  readonly #tid: string
  #running: string
  #other: string | null = null

  constructor({ model, tid, version }: { readonly model: string; readonly tid: string; readonly version: string }) {
    this.model = model
    this.#tid = tid
    this.#running = version
  }

  version(): string {
    return this.#running
  }

  install(version: string): void {
    if (this.#running === version || !startsOn(version, this.#tid)) return
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

function startsOn(version: string, tid: string): boolean {
  const failing = Number(/-fails-(\d{1,3})$/.exec(version)?.[1] ?? 0)
  return Number.parseInt(hash('sha256', `${version} ${tid}`).slice(0, 8), 16) % 100 >= failing
}
