import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** Room on the machine for files that are on their way. What an `append` wrote is on the medium when it returns. */
export interface Staging {
  /** Bytes that are there; 0 when there is no such file. */
  size(name: string): number
  read(name: string, from: number, length: number): Uint8Array
  append(name: string, bytes: Uint8Array): void
  /** Cuts off what stands behind. */
  truncate(name: string, size: number): void
  remove(name: string): void
}

/** Lives as long as its object: for simulations. */
export class MemoryStaging implements Staging {
  readonly #files = new Map<string, Buffer>()

  size(name: string): number {
    return this.#files.get(name)?.length ?? 0
  }

  read(name: string, from: number, length: number): Uint8Array {
    return (this.#files.get(name) ?? Buffer.alloc(0)).subarray(from, from + length)
  }

  append(name: string, bytes: Uint8Array): void {
    this.#files.set(name, Buffer.concat([this.#files.get(name) ?? Buffer.alloc(0), bytes]))
  }

  truncate(name: string, size: number): void {
    const bytes = this.#files.get(name)
    if (bytes !== undefined) this.#files.set(name, bytes.subarray(0, size))
  }

  remove(name: string): void {
    this.#files.delete(name)
  }
}

/** Files of mode 0600 in a folder. */
export class DiskStaging implements Staging {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }

  size(name: string): number {
    return statSync(this.#path(name), { throwIfNoEntry: false })?.size ?? 0
  }

  read(name: string, from: number, length: number): Uint8Array {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, this.size(name) - from)))
    if (bytes.length > 0) this.#with(name, 'r', (file) => readSync(file, bytes, 0, bytes.length, from))
    return bytes
  }

  append(name: string, bytes: Uint8Array): void {
    this.#with(name, 'a', (file) => {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
      fsyncSync(file)
    })
  }

  truncate(name: string, size: number): void {
    if (this.size(name) <= size) return
    this.#with(name, 'r+', (file) => {
      ftruncateSync(file, size)
      fsyncSync(file)
    })
  }

  remove(name: string): void {
    rmSync(this.#path(name), { force: true })
  }

  #path(name: string): string {
    return join(this.#folder, name)
  }

  #with(name: string, flags: string, work: (file: number) => void): void {
    const file = openSync(this.#path(name), flags, 0o600)
    try {
      work(file)
    } finally {
      closeSync(file)
    }
  }
}
