/** What stands for a character that the encoding does not have. */
const UNKNOWN = 0x3f
const FOUR_BYTES_MAX = 39_420
const SUPPLEMENTARY_AT = 189_000

/**
 * A text in GB18030, for spreadsheets that take a file without a mark for one in the machine's own encoding. The platform
 * decodes it and does not encode it; so the table is what its decoder says, turned round.
 */
export function gb18030(text: string): Buffer {
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    if (point < 0x80) bytes.push(point)
    else if (point > 0xffff) bytes.push(...fourBytes(SUPPLEMENTARY_AT + point - 0x10000))
    else bytes.push(...(table().get(point) ?? [UNKNOWN]))
  }
  return Buffer.from(bytes)
}

let made: ReadonlyMap<number, readonly number[]> | null = null

function table(): ReadonlyMap<number, readonly number[]> {
  made ??= makeTable()
  return made
}

function makeTable(): ReadonlyMap<number, readonly number[]> {
  const decoder = new TextDecoder('gb18030', { fatal: true })
  const codes = new Map<number, readonly number[]>()
  const note = (bytes: readonly number[]) => {
    try {
      const text = decoder.decode(Uint8Array.from(bytes))
      const point = text.codePointAt(0) ?? 0
      if (text.length === 1 && !codes.has(point)) codes.set(point, bytes)
    } catch {
      // no character has this code
    }
  }
  // a character with a short code has its short one
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) note([lead, trail])
  for (let pointer = 0; pointer < FOUR_BYTES_MAX; pointer++) note(fourBytes(pointer))
  return codes
}

/** The four bytes of a place in the long part of the table. */
function fourBytes(pointer: number): readonly number[] {
  const fourth = pointer % 10
  const third = Math.floor(pointer / 10) % 126
  const second = Math.floor(pointer / 1_260) % 10
  return [0x81 + Math.floor(pointer / 12_600), 0x30 + second, 0x81 + third, 0x30 + fourth]
}
