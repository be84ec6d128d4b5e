// oxlint-disable-next-line typescript/triple-slash-reference -- the library has no types, and who imports this room sees ours
/// <reference path="./iso-8583.d.ts" />
import Iso8583 from 'iso_8583'
import { type Field, FIELDS, type IsoMessage, isMti } from './fields.ts'

const LENGTH_BYTES = 2
const MTI_BYTES = 4
const BITMAP_BYTES = 8
const PRINTABLE = /^[\x20-\x7e]*$/
const CONTENT = { n: /^[0-9]*$/, an: /^[0-9A-Za-z]*$/, ans: PRINTABLE } as const

/** A message, or why the bytes are none. */
export type IsoReading =
  | { readonly ok: true; readonly message: IsoMessage }
  | { readonly ok: false; readonly reason: string }

/** The bytes of a message behind their length, two bytes, big-endian: ISO 8583:1987 in ASCII with a binary bitmap. */
export function encodeIso({ mti, fields }: IsoMessage): Buffer {
  const packed = new Iso8583({ ...fields, 0: mti }, FIELDS).getBufferMessage()
  if (!Buffer.isBuffer(packed)) throw new RangeError(`${mti}: ${packed.error}`)
  return packed
}

/**
 * Reads a frame without its length. The library takes short, long and strange bytes without a word, so what it read must
 * account for every byte and fit the format of each field.
 */
export function decodeIso(frame: Buffer): IsoReading {
  const values = unpack(frame)
  if (values === null) return { ok: false, reason: 'not a message' }
  const { 0: mti = '', ...rest } = values
  if (!isMti(mti)) return { ok: false, reason: 'not a message type of this link' }
  const fields: Partial<Record<Field, string>> = {}
  const hasSecond = ((frame[MTI_BYTES] ?? 0) & 0x80) !== 0
  let at = MTI_BYTES + (hasSecond ? 2 : 1) * BITMAP_BYTES
  for (const [name, value] of Object.entries(rest)) {
    const format = FIELDS[Number(name) as Field] as (typeof FIELDS)[Field] | undefined
    if (format === undefined) return { ok: false, reason: `field ${name} is not used here` }
    const digits = LENGTH_DIGITS[format.LenType]
    const announced = digits === 0 ? format.MaxLen : Number(frame.toString('latin1', at, at + digits))
    const fits = value.length > 0 && value.length === announced && value.length <= format.MaxLen
    if (!fits || !CONTENT[format.ContentType].test(value)) return { ok: false, reason: `field ${name} is out of form` }
    fields[Number(name) as Field] = value
    at += digits + value.length
  }
  if (at !== frame.length) return { ok: false, reason: 'the fields do not add up to the frame' }
  return { ok: true, message: { mti, fields } }
}

const LENGTH_DIGITS = { fixed: 0, llvar: 2, lllvar: 3 } as const

function unpack(frame: Buffer): Record<string, string> | null {
  if (frame.length < MTI_BYTES + BITMAP_BYTES) return null
  try {
    const values = new Iso8583(undefined, FIELDS).getIsoJSON(frame, { lenHeader: false })
    return 'error' in values ? null : values
  } catch {
    return null // bytes that the library does not survive
  }
}

/** The frame of encoded bytes without its length. */
export function frameOf(bytes: Buffer): Buffer {
  return bytes.subarray(LENGTH_BYTES)
}
