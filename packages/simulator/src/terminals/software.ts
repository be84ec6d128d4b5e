import { hash } from 'node:crypto'
import { keyPairFromSeed, packageText, sha256, signBytes } from '@budeng/protocol'
import type { SoftwareSlots } from '@budeng/terminal'
import type { LineFile } from '../disk/line-file.ts'

/** The vendor of all simulated machines. Whoever simulates may sign for it; no real machine knows its key. */
const VENDOR = keyPairFromSeed(sha256('the vendor of simulated machines'))

/** By which machines know that it was the vendor: Ed25519, base64url. */
export const SIMULATED_VENDOR_KEY = VENDOR.x

/** What the vendor signs: `isPackageGenuine` of a simulated machine holds. */
export function signSimulatedPackage(about: Parameters<typeof packageText>[0]): string {
  return signBytes(packageText(about), VENDOR.privateKey)
}

/** A version that does not start on so many of a hundred machines; on which, the machines decide. */
export function versionThatFails(percent: number, release = '9.0.0'): string {
  return `${release}-fails-${percent}`
}

/** What is in the two places for software. */
export interface InstalledSoftware {
  readonly running: string
  readonly other: string | null
}

/** Where the simulated machines of a process keep what is installed on them, by device. */
export type Flash = Pick<LineFile<InstalledSoftware>, 'get' | 'set'>

interface SlotsOptions {
  readonly model: string
  readonly device: string
  readonly tid: string
  /** From the factory. */
  readonly version: string
  readonly flash: Flash
}

/** Two places for software. What a version says of itself decides where it does not start: there the old one runs again. */
export class SimulatedSlots implements SoftwareSlots {
  readonly model: string
  readonly vendorKey = SIMULATED_VENDOR_KEY
  readonly #options: SlotsOptions

  constructor(options: SlotsOptions) {
    this.model = options.model
    this.#options = options
  }

  get #installed(): InstalledSoftware {
    const { flash, device, version } = this.#options
    return flash.get(device) ?? { running: version, other: null }
  }

  #keep(installed: InstalledSoftware): void {
    this.#options.flash.set(this.#options.device, installed)
  }

  version(): string {
    return this.#installed.running
  }

  install(version: string): void {
    const { running } = this.#installed
    if (running === version || !startsOn(version, this.#options.tid)) return
    this.#keep({ running: version, other: running })
  }

  confirm(): void {
    const { running, other } = this.#installed
    if (other !== null) this.#keep({ running, other: null })
  }

  rollback(): void {
    const { other } = this.#installed
    if (other !== null) this.#keep({ running: other, other: null })
  }
}

function startsOn(version: string, tid: string): boolean {
  const failing = Number(/-fails-(\d{1,3})$/.exec(version)?.[1] ?? 0)
  return Number.parseInt(hash('sha256', `${version} ${tid}`).slice(0, 8), 16) % 100 >= failing
}
