/** What a PDF shows, as far as it stands in literal and hexadecimal strings: the pieces of one line joined again. */
export function pdfText(bytes: Uint8Array): string {
  const texts: string[] = []
  let line = ''
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === OPEN) {
      const piece = literalAt(bytes, at)
      line += piece.text
      at = piece.end
    } else if (byte === LESS && bytes[at + 1] !== LESS) {
      const piece = hexAt(bytes, at)
      line += piece.text
      at = piece.end
    } else if (byte === T && SHOWS.has(bytes[at + 1] ?? 0)) {
      // the next line is another one
      texts.push(line)
      line = ''
    }
  }
  return [...texts, line].join('|')
}

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

function hexAt(bytes: Uint8Array, from: number): Piece {
  let [digits, at] = ['', from + 1]
  for (; at < bytes.length && bytes[at] !== GREATER && at - from < STRING_MAX; at++)
    digits += String.fromCharCode(bytes[at] ?? 0)
  if (!/^[0-9A-Fa-f\s]*$/.test(digits)) return { text: '', end: from }
  const pairs = digits.replace(/\s/g, '').match(/../g) ?? []
  const codes = pairs.map((pair) => Number.parseInt(pair, 16)).filter((code) => code !== 0)
  return { text: String.fromCharCode(...codes.slice(0, STRING_MAX)), end: at }
}
