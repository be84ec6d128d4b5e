import { closeSync, openSync, readSync } from 'node:fs'

const CHUNK = 1 << 20
const LOOK_MS = 50

/** How far a journal was acknowledged, by the terminal's own account. */
export interface AckedJournal {
  readonly device: string
  readonly epoch: number
  readonly acked: number
}

/** Follows the terminals' truth file as it grows (format: packages/simulator/README.md). */
export class TruthTail {
  readonly #file: number
  readonly #timer: NodeJS.Timeout
  readonly #acked = new Map<string, AckedJournal>()
  /** TIDs by device. */
  readonly devices = new Map<string, string>()
  #offset = 0
  #rest = ''
  /** Records that the terminals have written. */
  written = 0
  /** When an acknowledgement was last seen, on this process's monotonic clock. */
  lastAckAtMs = Number.NEGATIVE_INFINITY

  constructor(path: string) {
    this.#file = openSync(path, 'r')
    this.#timer = setInterval(() => this.look(), LOOK_MS)
  }

  /** Every journal that something was acknowledged of. */
  acked(): AckedJournal[] {
    return [...this.#acked.values()]
  }

  stop(): void {
    clearInterval(this.#timer)
    closeSync(this.#file)
  }

  /** Reads what has been written since. */
  look(): void {
    const buffer = Buffer.alloc(CHUNK)
    for (let bytes = CHUNK; bytes === CHUNK; ) {
      bytes = readSync(this.#file, buffer, 0, CHUNK, this.#offset)
      this.#offset += bytes
      const lines = (this.#rest + buffer.toString('latin1', 0, bytes)).split('\n')
      this.#rest = lines.pop() ?? ''
      for (const line of lines) this.#take(line)
    }
  }

  #take(line: string): void {
    if (line.includes('"body":')) this.written++
    else if (line.includes('"acked":')) {
      const fact = JSON.parse(line) as AckedJournal
      this.#acked.set(`${fact.device} ${fact.epoch}`, fact)
      this.lastAckAtMs = performance.now()
    } else if (line.includes('"terminal":')) {
      const { terminal } = JSON.parse(line) as {
        readonly terminal: { readonly device: string; readonly tid: string }
      }
      this.devices.set(terminal.device, terminal.tid)
    }
  }
}
