/** What a PDF shows, as far as it stands in literal and hexadecimal strings: the pieces of one line joined again. */
export function* pdfText(bytes: Uint8Array): Generator<string> {
  let text = ''
  let due = PIECE_BYTES
  for (let at = 0; at < bytes.length; at++) {
    if (at >= due) {
      yield text
      text = ''
      due = at + PIECE_BYTES
    }
    const byte = bytes[at]
    if (byte === OPEN) {
      const piece = literalAt(bytes, at)
      text += piece.text
      at = piece.end
    } else if (byte === LESS && bytes[at + 1] !== LESS) {
      const piece = hexAt(bytes, at)
      text += piece.text
      at = piece.end
    } else if (byte === T && SHOWS.has(bytes[at + 1] ?? 0)) text += '|' // the next line is another one
  }
  yield text
}

/** Bytes that are looked through in one go. */
export const PIECE_BYTES = 64 * 1024

const [OPEN, CLOSE, ESCAPE, LESS, GREATER, T] = [0x28, 0x29, 0x5c, 0x3c, 0x3e, 0x54]
/** T* Td TD Tm: what is shown after it stands elsewhere. */
const SHOWS: ReadonlySet<number> = new Set([0x2a, 0x64, 0x44, 0x6d])
const STRING_MAX = 64 * 1024

interface Piece {
  readonly text: string
  readonly end: number
}

function literalAt(bytes: Uint8Array, from: number): Piece {
  let [text, depth, at] = ['', 1, from + 1]
  for (; at < bytes.length && depth > 0 && at - from < STRING_MAX; at++) {
    const byte = bytes[at] ?? 0
    if (byte === ESCAPE) at++
    else if (byte === OPEN) depth++
    else if (byte === CLOSE) depth--
    else if (byte !== 0) text += String.fromCharCode(byte) // two bytes a sign: the upper one of a digit is 0
  }
  return { text, end: at - 1 }
}

/** Nothing where another sign comes before the end: only so far is looked, or many of them would take for ever. */
function hexAt(bytes: Uint8Array, from: number): Piece {
  let [text, upper, at] = ['', -1, from + 1]
  for (; at < bytes.length && at - from < STRING_MAX; at++) {
    const byte = bytes[at] ?? 0
    if (byte === GREATER) return { text, end: at }
    if (BLANKS.has(byte)) continue
    const value = Number.parseInt(String.fromCharCode(byte), 16)
    if (Number.isNaN(value)) return { text: '', end: from }
    const code = upper * 16 + value
    if (upper >= 0 && code !== 0) text += String.fromCharCode(code)
    upper = upper < 0 ? value : -1
  }
  return { text, end: at }
}

const BLANKS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20])
