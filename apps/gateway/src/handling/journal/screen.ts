import { holdsCardNumber } from '@budeng/fleet'

/** What may be kept of a record's body. */
export interface Screened {
  readonly body: string
  /** Card data stood in it. */
  readonly hadCardData: boolean
  /** What is left cannot be a record. */
  readonly refused: boolean
}

/** Members that hold card data by their name, whatever stands in them. */
const CARD_MEMBERS =
  /^(pan|cardno|cardnumber|track[123]?|track[123]data|cvv2?|cvc2?|cvn2?|pin|pinblock|expiry|emv|icc|iccdata|field(2|35|36|45|52|55))$/i

/** Members whose own strict form allows a long run of digits. */
const RUNS_ALLOWED: ReadonlySet<string> = new Set(['panToken', 'cryptogramHash', 'targetLeaf'])

/**
 * The body without card data: members that are nothing else go, a text with a card number in it refuses the record. What
 * is no JSON is kept with its digits starred.
 */
export function screenBody(raw: string): Screened {
  let value: unknown
  try {
    value = JSON.parse(raw)
  } catch {
    return { body: starred(raw), hadCardData: starred(raw) !== raw, refused: true }
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return { body: starred(raw), hadCardData: starred(raw) !== raw, refused: true }
  if (!MAY_HOLD.test(raw)) return { body: raw, hadCardData: false, refused: false }
  const kept = withoutMembers(value)
  const hadMembers = kept !== value
  const refused = holdsNumber(kept, '')
  const text = hadMembers ? JSON.stringify(kept) : raw
  return { body: refused ? starred(text) : text, hadCardData: hadMembers || refused, refused }
}

/** A quick look: most bodies have no such name and no such run. */
const MAY_HOLD = /"(pan|card|track|cv|pin|exp|emv|icc|field)[^"]*"\s*:|\p{Nd}(?:[\s.·-]*\p{Nd}){12}|[0-9a-f]{26}/iu

function withoutMembers(value: object): object {
  const entries = Object.entries(value)
  const kept = entries.filter(([name]) => !CARD_MEMBERS.test(name))
  return kept.length === entries.length ? value : Object.fromEntries(kept)
}

function holdsNumber(value: unknown, name: string): boolean {
  if (typeof value === 'string') return !RUNS_ALLOWED.has(name) && (holdsCardNumber(value) || holdsEmvNumber(value))
  if (typeof value === 'number') return holdsCardNumber(String(value))
  if (value === null || typeof value !== 'object') return false
  return Object.entries(value).some(([member, each]) => holdsNumber(each, member) || holdsCardNumber(member))
}

/** EMV tags 5A (number) and 57 (track 2) within a run of hex. */
function holdsEmvNumber(text: string): boolean {
  return /(?:5A0[789A]|57(?:0[9A-F]|1[0-3]))\d{12}/i.test(text)
}

/** Long runs of digits, of whatever script, lose all but the first six. */
export function starred(text: string): string {
  return text.replaceAll('\u0000', '').replace(/\p{Nd}(?:[\s.·-]*\p{Nd}){12,}/gu, (run) => {
    let seen = 0
    return run.replace(/\p{Nd}/gu, (digit) => (++seen <= DIGITS_SHOWN ? digit : '*'))
  })
}

const DIGITS_SHOWN = 6
