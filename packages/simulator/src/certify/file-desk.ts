import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type Command,
  FILE_BYTES_MAX,
  FILE_HEADERS,
  FILE_PART_BYTES_MAX,
  filePath,
  type FileRefusal,
  fromBase64url,
  sha256,
  toBase64url,
} from '@budeng/protocol'

/** The file of one command: what came of it, and what was not as it must be. */
export class Shelf {
  held: Buffer = Buffer.alloc(0)
  type = ''
  requests = 0
  /** The first thing that was wrong. */
  wrong: string | null = null
  isWhole = false
  /** So many requests are cut off without an answer. */
  cuts = 0
  /** Answered to every part instead of taking it. */
  refuses: FileRefusal | null = null
  #whole: string | null = null

  /** A part as it came: status and place of the answer. [P-23.2] */
  take(headers: IncomingMessage['headers'], body: Buffer): { readonly status: number; readonly offset: number } {
    const [offset, length] = [FILE_HEADERS.offset, FILE_HEADERS.length].map((name) => numberIn(headers[name]))
    const hash = headers[FILE_HEADERS.sha256]
    const { 'content-type': type = '' } = headers
    if (body.length > FILE_PART_BYTES_MAX) this.#wrong(`a part has ${body.length} bytes`)
    if (offset === undefined || length === undefined || length === 0 || length > FILE_BYTES_MAX)
      return this.#wrong(`${FILE_HEADERS.offset}: ${offset}, ${FILE_HEADERS.length}: ${length}`)
    if (typeof hash !== 'string' || fromBase64url(hash)?.length !== 32)
      return this.#wrong(`${FILE_HEADERS.sha256}: ${String(hash)}`)
    const whole = `${length} bytes, ${hash}, ${type}`
    this.#whole ??= whole
    if (whole !== this.#whole) this.#wrong(`a part is of ${whole}, the first was of ${this.#whole}`)
    if (this.isWhole) return { status: 201, offset: length }
    if (offset !== this.held.length) return { status: 409, offset: this.held.length }
    this.held = Buffer.concat([this.held, body])
    this.type = type
    if (this.held.length < length) return { status: 204, offset: this.held.length }
    if (this.held.length > length || toBase64url(sha256(this.held)) !== hash)
      return this.#wrong('what came is not of the length and hash that were told')
    this.isWhole = true
    return { status: 201, offset: length }
  }

  #wrong(what: string): { readonly status: number; readonly offset: number } {
    this.wrong ??= what
    return { status: 422, offset: 0 }
  }
}

/** Takes the files of commands under their one-time addresses. [P-23.1] */
export class FileDesk {
  readonly #shelves = new Map<string, Shelf>()

  open({ id, ticket = '' }: Command): Shelf {
    const shelf = new Shelf()
    this.#shelves.set(filePath(id, ticket), shelf)
    return shelf
  }

  /** True when the request was for a file. */
  serve(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '', method } = request
    if (!url.startsWith('/files/')) return false
    const shelf = this.#shelves.get(url)
    if (shelf !== undefined) shelf.requests++
    if (shelf === undefined || method !== 'PATCH') {
      response.writeHead(404).end()
      return true
    }
    if (shelf.cuts > 0) {
      shelf.cuts--
      request.socket.destroy()
      return true
    }
    void bodyOf(request).then(
      (body) => {
        const code = shelf.refuses
        const { status, offset } = code === null ? shelf.take(request.headers, body) : { status: 422, offset: 0 }
        response
          .writeHead(status, { [FILE_HEADERS.offset]: offset, 'content-type': 'application/json' })
          .end(status === 204 ? '' : JSON.stringify(code === null ? {} : { code }))
      },
      () => response.destroy(),
    )
    return true
  }
}

function numberIn(text: string | string[] | undefined): number | undefined {
  return typeof text === 'string' && /^\d{1,10}$/.test(text) ? Number(text) : undefined
}

/** One byte more than may be is enough to see that it is too much. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length
    if (size <= FILE_PART_BYTES_MAX + piece.length) pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
