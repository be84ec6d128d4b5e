import { FILE_HEADERS, FILE_PART_BYTES_MAX, FILE_REFUSALS, filePath, type FileRefusal } from '@budeng/protocol'
import { FILE_REQUEST_TIMEOUT_MS } from './limits.ts'

/** A file's address: the command that moves it, and its ticket. [P-23.1] */
export interface FileAddress {
  readonly commandId: string
  readonly ticket: string
}

/** The whole that a part is of. */
export interface FileWhole {
  readonly bytes: number
  /** base64url */
  readonly sha256: string
  readonly type: string
}

/** What the platform says of an upload: how much it holds, that it has all, or that it will not. [P-23.2] [P-23.4] */
export type FileAnswer =
  | { readonly kind: 'AT'; readonly offset: number }
  | { readonly kind: 'COMPLETE' }
  | { readonly kind: 'REFUSED'; readonly code: FileRefusal | 'GONE' }

/** The platform's files. `null`: no answer, nobody knows what came of it. */
export interface Files {
  append(at: FileAddress, offset: number, part: Uint8Array, whole: FileWhole): Promise<FileAnswer | null>
  /** Bytes of what the platform has for this command, from a place. [P-25.2] */
  read(at: FileAddress, from: number, length: number): Promise<Uint8Array | 'GONE' | null>
}

/** Over HTTP, where the device enrolled. */
export function httpFiles(baseUrl: string, fetchFrom: typeof fetch = fetch): Files {
  const urlOf = ({ commandId, ticket }: FileAddress) => new URL(filePath(commandId, ticket), baseUrl)
  const ask = async (at: FileAddress, init: RequestInit): Promise<Response | null> => {
    try {
      return await fetchFrom(urlOf(at), { ...init, signal: AbortSignal.timeout(FILE_REQUEST_TIMEOUT_MS) })
    } catch {
      // refused, timed out or cut off: for the terminal all the same
      return null
    }
  }
  return {
    append: async (at, offset, part, { bytes, sha256, type }) => {
      const headers = {
        [FILE_HEADERS.offset]: String(offset),
        [FILE_HEADERS.length]: String(bytes),
        [FILE_HEADERS.sha256]: sha256,
        'content-type': type,
      }
      const body = Buffer.from(part.subarray(0, FILE_PART_BYTES_MAX))
      const response = await ask(at, { method: 'PATCH', headers, body })
      return response === null ? null : await answerOf(response)
    },
    read: async (at, from, length) => {
      const response = await ask(at, { headers: { range: `bytes=${from}-${from + length - 1}` } })
      if (response?.status === 404) return 'GONE'
      if (response?.status !== 206) return null
      // a line that breaks in the middle of the bytes has brought none
      return await response.arrayBuffer().then(
        (bytes) => new Uint8Array(bytes),
        () => null,
      )
    },
  }
}

async function answerOf(response: Response): Promise<FileAnswer | null> {
  const body: unknown = await response.json().catch(() => null)
  switch (response.status) {
    case 201:
      return { kind: 'COMPLETE' }
    case 204:
    case 409: {
      const offset = Number(response.headers.get(FILE_HEADERS.offset) ?? Number.NaN)
      return Number.isSafeInteger(offset) && offset >= 0 ? { kind: 'AT', offset } : null
    }
    case 404:
      return { kind: 'REFUSED', code: 'GONE' }
    case 413:
    case 422: {
      const said = typeof body === 'object' && body !== null && 'code' in body ? body.code : null
      const code = FILE_REFUSALS.find((known) => known === said) ?? 'TOO_LARGE'
      return { kind: 'REFUSED', code }
    }
    default:
      return null
  }
}
