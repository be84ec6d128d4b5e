import type * as NodeFs from 'node:fs'

/** Files of machines lie here; every other path is the real file system's. */
export const DISK_ROOT = '/simulated-disk'

interface File {
  bytes: Buffer
  size: number
  /** What is on the medium for certain; the rest may be lost, or come in part. */
  synced: number
}

interface Handle {
  readonly disk: Disk | null
  readonly file: File | null
  readonly run: number
}

/**
 * The disk of one machine, with its power. Bytes that were not synchronised are lost in part when the power goes, and
 * whatever a run without power still does leads nowhere.
 */
export class Disk {
  readonly files = new Map<string, File>()
  readonly #unit: () => number
  readonly #onCut: () => void
  /** False from a loss of power until the machine starts again: whoever still opens something gets nothing. */
  isOn = true
  /** Rises with every loss of power: handles of an earlier run are dead. */
  run = 0
  /** Deeds until the power goes; null: it stays. */
  fuse: number | null = null

  constructor(unit: () => number, onCut: () => void) {
    this.#unit = unit
    this.#onCut = onCut
  }

  /** One deed of this run; false when the power is gone, or goes just now. */
  deed(run: number): boolean {
    if (run !== this.run) return false
    if (this.fuse === null || --this.fuse > 0) return true
    this.cut()
    return false
  }

  /** The power goes. Of what was written and not synchronised, a part stays. */
  cut(): void {
    this.fuse = null
    this.isOn = false
    this.run++
    for (const file of this.files.values()) {
      file.size = file.synced + Math.floor(this.#unit() * (file.size - file.synced + 1))
      file.synced = file.size
    }
    this.#onCut()
  }

  write(file: File, bytes: Uint8Array, at: number): void {
    const end = at + bytes.length
    if (end > file.bytes.length) {
      const grown = Buffer.alloc(Math.max(end, 2 * file.bytes.length, 4_096))
      file.bytes.copy(grown, 0, 0, file.size)
      file.bytes = grown
    }
    file.bytes.set(bytes, at)
    file.size = Math.max(file.size, end)
  }
}

const disks = new Map<string, Disk>()
const handles = new Map<number, Handle>()
/** Far above real descriptors. */
const FIRST_HANDLE = 1_000_000
let lastHandle = FIRST_HANDLE

/** Puts disks in the place of those of an earlier simulation. */
export function mountDisks(mounted: ReadonlyMap<string, Disk>): void {
  disks.clear()
  handles.clear()
  for (const [name, disk] of mounted) disks.set(name, disk)
}

const diskOf = (path: string) => disks.get(path.slice(DISK_ROOT.length + 1).split('/')[0] ?? '') ?? null
const isOurs = (path: unknown): path is string => typeof path === 'string' && path.startsWith(DISK_ROOT)
const missing = (path: string) => Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' })

function open(path: string, flags: string): number {
  const disk = diskOf(path)
  if (disk?.isOn === false) {
    handles.set(++lastHandle, { disk: null, file: null, run: 0 })
    return lastHandle
  }
  let file = disk?.files.get(path) ?? null
  if (file === null && flags === 'r+') throw missing(path)
  if (flags === 'w' && disk !== null) {
    file = { bytes: Buffer.alloc(0), size: 0, synced: 0 }
    if (disk.deed(disk.run)) disk.files.set(path, file)
  }
  handles.set(++lastHandle, { disk, file, run: disk?.run ?? 0 })
  return lastHandle
}

/** `node:fs` with the disks of the machines beside the real file system. Only what a store on disk calls. */
export function diskFs(real: typeof NodeFs): object {
  /** Runs the deed when the power is there; a machine without power notices nothing any more. */
  const on = (handle: number, run: (file: File, disk: Disk) => void) => {
    const { disk, file, run: born } = handles.get(handle) ?? { disk: null, file: null, run: 0 }
    if (disk !== null && file !== null && disk.deed(born)) run(file, disk)
  }
  const sync = (handle: number) => {
    on(handle, (file) => (file.synced = file.size))
    // the power may go between the medium's word and ours
    on(handle, () => undefined)
  }
  return {
    ...real,
    openSync: (path: string, flags: string, mode?: number) =>
      isOurs(path) ? open(path, flags) : real.openSync(path, flags, mode),
    closeSync: (handle: number) => (handle > FIRST_HANDLE ? handles.delete(handle) : real.closeSync(handle)),
    mkdirSync: (path: string, options: object) => (isOurs(path) ? undefined : real.mkdirSync(path, options)),
    readFileSync: (path: string, options?: object) => {
      if (!isOurs(path)) return real.readFileSync(path, options)
      const file = diskOf(path)?.files.get(path)
      if (file === undefined) throw missing(path)
      return Buffer.from(file.bytes.subarray(0, file.size))
    },
    renameSync: (from: string, to: string) => {
      if (!isOurs(from)) return real.renameSync(from, to)
      const disk = diskOf(from)
      const file = disk?.files.get(from)
      if (disk === null || file === undefined || !disk.deed(disk.run)) return
      disk.files.delete(from)
      disk.files.set(to, file)
    },
    writeSync: (handle: number, bytes: Uint8Array, offset: number, length: number, at: number) => {
      if (handle <= FIRST_HANDLE) return real.writeSync(handle, bytes, offset, length, at)
      on(handle, (file, disk) => disk.write(file, bytes.subarray(offset, offset + length), at))
      return length
    },
    ftruncateSync: (handle: number, size: number) => {
      if (handle <= FIRST_HANDLE) return real.ftruncateSync(handle, size)
      on(handle, (file) => {
        file.size = size
        file.synced = Math.min(file.synced, size)
      })
    },
    fsyncSync: (handle: number) => (handle > FIRST_HANDLE ? sync(handle) : real.fsyncSync(handle)),
    fdatasyncSync: (handle: number) => (handle > FIRST_HANDLE ? sync(handle) : real.fdatasyncSync(handle)),
  }
}
