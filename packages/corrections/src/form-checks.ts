import { betweenNumbers, holdsCardNumber } from '@budeng/kernel'
import {
  ATTACHMENT_BYTES_MAX,
  ATTACHMENT_PIXELS_MAX,
  ATTACHMENT_TYPES,
  REASON_LENGTH_MAX,
  REASON_LENGTH_MIN,
} from './form-limits.ts'
import { PIECE_BYTES, pdfText } from './pdf-text.ts'

/** What is wrong with a reason that a person gives, or null. */
export function reasonProblem(reason: string): 'REASON_MISSING' | 'REASON_TOO_LONG' | 'CARD_NUMBER_IN_TEXT' | null {
  const trimmed = reason.trim()
  if ([...trimmed].length < REASON_LENGTH_MIN) return 'REASON_MISSING'
  if ([...trimmed].length > REASON_LENGTH_MAX) return 'REASON_TOO_LONG'
  return holdsCardNumber(trimmed) ? 'CARD_NUMBER_IN_TEXT' : null
}

export const ATTACHMENT_PROBLEMS = [
  'EMPTY',
  'TOO_LARGE',
  'TYPE_NOT_ALLOWED',
  'TYPE_DIFFERS',
  'TOO_MANY_PIXELS',
  'CARD_NUMBER_IN_TEXT',
  'NAME',
] as const
export type AttachmentProblem = (typeof ATTACHMENT_PROBLEMS)[number]

/** An attachment before it is kept. */
export interface Attachment {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
  /** What lay compressed in it, where somebody could unfold that. */
  readonly unfolded?: readonly Uint8Array[]
}

/** An attachment that was kept is named by its hash wherever it is evidence. */
export function isDocumentName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name)
}

type Mime = (typeof ATTACHMENT_TYPES)[number]

const STARTS: Readonly<Partial<Record<Mime, readonly number[]>>> = {
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
}

/** What is wrong with an attachment, or null: its size, a type that is not what it says, a bomb, a card number in its text. */
export function attachmentProblem(attachment: Attachment): AttachmentProblem | null {
  const steps = attachmentSteps(attachment)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** The same in short steps, for whoever has others to serve between them. */
export function* attachmentSteps(attachment: Attachment): Generator<undefined, AttachmentProblem | null, undefined> {
  const problem = problemOfForm(attachment)
  if (problem !== null) return problem
  const { type, bytes, unfolded = [] } = attachment
  const isPdf = type === 'application/pdf'
  if (isPdf) {
    let before = ''
    for (const text of readable(bytes)) {
      // what nobody can look through is not kept
      if ((before + text).includes(ENCRYPTED)) return 'TYPE_NOT_ALLOWED'
      before = text.slice(-ENCRYPTED.length)
      yield
    }
  }
  // texts, and what stands readable in pictures: comments, embedded names. A PDF is full of numbers that nobody reads
  for (const each of [bytes, ...unfolded])
    for (const text of betweenNumbers(isPdf ? pdfText(each) : readable(each))) {
      if (holdsCardNumber(text)) return 'CARD_NUMBER_IN_TEXT'
      yield
    }
  return null
}

const ENCRYPTED = '/Encrypt'

function problemOfForm({ name, type, bytes }: Attachment): AttachmentProblem | null {
  if (bytes.length === 0) return 'EMPTY'
  if (bytes.length > ATTACHMENT_BYTES_MAX) return 'TOO_LARGE'
  if (!(ATTACHMENT_TYPES as readonly string[]).includes(type)) return 'TYPE_NOT_ALLOWED'
  if (name.trim() === '' || name.length > 120 || /[\\/\p{Cc}]/u.test(name)) return 'NAME'
  if (holdsCardNumber(name)) return 'CARD_NUMBER_IN_TEXT'
  const start = STARTS[type as Mime]
  if (start !== undefined && !start.every((byte, place) => bytes[place] === byte)) return 'TYPE_DIFFERS'
  const pixels = type === 'image/png' ? pngPixels(bytes) : type === 'image/jpeg' ? jpegPixels(bytes) : 0
  if (pixels === null) return 'TYPE_DIFFERS'
  if (pixels > ATTACHMENT_PIXELS_MAX) return 'TOO_MANY_PIXELS'
  return start === undefined && !isPlainText(bytes) ? 'TYPE_DIFFERS' : null
}

function pngPixels(bytes: Uint8Array): number | null {
  if (bytes.length < 24) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return view.getUint32(16) * view.getUint32(20)
}

/** Width times height of the first frame header; null when there is none. */
function jpegPixels(bytes: Uint8Array): number | null {
  let at = 2
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    const word = (place: number) => ((bytes[place] ?? 0) << 8) | (bytes[place + 1] ?? 0)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return word(at + 5) * word(at + 7)
    at += 2 + word(at + 2)
  }
  return null
}

function isPlainText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)
}

/** Runs of ASCII in it, and full-width digits as the digits that they are. */
function* readable(bytes: Uint8Array): Generator<string> {
  let text = ''
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    const third = bytes[at + 2] ?? 0
    const isFullWidth = byte === 0xef && bytes[at + 1] === 0xbc && third >= 0x90 && third <= 0x99
    if (isFullWidth) {
      text += String(third - 0x90)
      at += 2
    } else text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '|'
    if (text.length >= PIECE_BYTES) {
      yield text
      text = ''
    }
  }
  yield text
}
