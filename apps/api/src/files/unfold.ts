import { promisify } from 'node:util'
import { inflate } from 'node:zlib'
import { EVIDENCE_PIECES_MAX, EVIDENCE_UNFOLDED_MAX } from '../limits.ts'

/** Thrown for what unfolds into more than anybody looks at. */
export class Bomb extends Error {}

/** What lies compressed in a document, unfolded, so that it can be looked through; never more than is bearable. @throws Bomb */
export async function unfolded(type: string, bytes: Buffer): Promise<Buffer[]> {
  if (type === 'application/pdf') return await unfoldAll(pdfStreams(bytes))
  return type === 'image/png' ? await unfoldAll(pngTexts(bytes)) : []
}

async function unfoldAll(folded: Iterable<Buffer>): Promise<Buffer[]> {
  const all: Buffer[] = []
  let left = EVIDENCE_UNFOLDED_MAX
  let pieces = 0
  for (const piece of folded) {
    // each costs as much as a small document, also one that is none
    if (++pieces > EVIDENCE_PIECES_MAX) throw new Bomb()
    const bytes = await inflated(piece, left)
    if (bytes === null) continue
    left -= bytes.length
    all.push(bytes)
  }
  return all
}

const inflateAside = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate)

/** Null for what is no deflate stream: a picture, an encrypted one. */
async function inflated(piece: Buffer, left: number): Promise<Buffer | null> {
  try {
    return await inflateAside(piece, { maxOutputLength: Math.max(left, 1) })
  } catch (fault) {
    if ((fault as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw new Bomb()
    return null
  }
}

/** From each `stream` to its `endstream`; whatever the dictionary says of them. */
function* pdfStreams(bytes: Buffer): Iterable<Buffer> {
  for (let at = bytes.indexOf('stream'); at >= 0; ) {
    let from = at + 'stream'.length
    if (bytes[from] === 0x0d) from++
    if (bytes[from] === 0x0a) from++
    const end = bytes.indexOf('endstream', from)
    if (end < 0) return
    yield bytes.subarray(from, end)
    at = bytes.indexOf('stream', end + 'endstream'.length)
  }
}

/** Compressed texts of a picture. */
function* pngTexts(bytes: Buffer): Iterable<Buffer> {
  for (let at = 8; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at)
    const kind = bytes.toString('latin1', at + 4, at + 8)
    const data = bytes.subarray(at + 8, at + 8 + size)
    const name = data.indexOf(0)
    if (kind === 'zTXt' && name >= 0) yield data.subarray(name + 2)
    if (kind === 'iTXt' && name >= 0 && data[name + 1] === 1) yield data.subarray(textOfInternational(data, name))
    at += size + 12
  }
}

/** Behind keyword, flags, language and translated keyword. */
function textOfInternational(data: Buffer, name: number): number {
  const language = data.indexOf(0, name + 3)
  return data.indexOf(0, language + 1) + 1
}
