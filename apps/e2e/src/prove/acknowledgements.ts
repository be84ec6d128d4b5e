import { closeSync, openSync, readSync } from 'node:fs'

const CHUNK = 1 << 16

/** Follows the history file as it grows, to see when terminals are acknowledged again after a blow. */
export class Acknowledgements {
  private readonly file: number
  private offset = 0
  private rest = ''
  /** Moment at which an acknowledgement was last seen, on this process's monotonic clock. */
  lastAtMs = Number.NEGATIVE_INFINITY
  count = 0
  private readonly timer: NodeJS.Timeout

  constructor(path: string, everyMs = 20) {
    this.file = openSync(path, 'r')
    this.timer = setInterval(() => this.read(), everyMs)
  }

  stop(): void {
    clearInterval(this.timer)
    closeSync(this.file)
  }

  private read(): void {
    const buffer = Buffer.alloc(CHUNK)
    for (let bytes = CHUNK; bytes === CHUNK; ) {
      bytes = readSync(this.file, buffer, 0, CHUNK, this.offset)
      this.offset += bytes
      const lines = (this.rest + buffer.toString('latin1', 0, bytes)).split('\n')
      this.rest = lines.pop() ?? ''
      const fresh = lines.filter((line) => line.includes('"fact":"platformAck"')).length
      if (fresh === 0) continue
      this.count += fresh
      this.lastAtMs = performance.now()
    }
  }
}
