import { type Refusal, refuse } from '@budeng/kernel'
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from './limits.ts'
import { BLOCKED_WORDS } from './password-block-list.ts'
import type { AccessRefusalCode } from './refusals.ts'

/** Everything that is wrong with a new password; none: it may be hashed. Length is counted in characters, not bytes. */
export function passwordRefusals(
  password: string,
  person: { readonly email: string; readonly name: string },
): readonly Refusal<AccessRefusalCode>[] {
  const path = ['password']
  const length = [...password].length
  const refusals: Refusal<AccessRefusalCode>[] = []
  if (length < PASSWORD_LENGTH_MIN)
    refusals.push(refuse('PASSWORD_TOO_SHORT', { min: PASSWORD_LENGTH_MIN }, path).refusal)
  if (length > PASSWORD_LENGTH_MAX)
    refusals.push(refuse('PASSWORD_TOO_LONG', { max: PASSWORD_LENGTH_MAX }, path).refusal)
  if (!/\p{L}/u.test(password)) refusals.push(refuse('PASSWORD_NEEDS_LETTER', undefined, path).refusal)
  if (!/\p{Nd}/u.test(password)) refusals.push(refuse('PASSWORD_NEEDS_DIGIT', undefined, path).refusal)
  if (isCommon(password)) refusals.push(refuse('PASSWORD_COMMON', undefined, path).refusal)
  if (namesPerson(password, person)) refusals.push(refuse('PASSWORD_NAMES_PERSON', undefined, path).refusal)
  return refusals
}

/** Signs that stand for letters in passwords that think themselves clever. */
const STAND_INS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
}
/** A password needs more different characters than this, or it is a drum roll. */
const DISTINCT_MIN = 5

function isCommon(password: string): boolean {
  const lower = password.normalize('NFKC').toLowerCase()
  if (new Set(lower).size < DISTINCT_MIN) return true
  const undisguised = [...lower].map((sign) => STAND_INS[sign] ?? sign).join('')
  const trimmed = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  const undisguisedCore = [...trimmed].map((sign) => STAND_INS[sign] ?? sign).join('')
  return [lower, undisguised, undisguisedCore].some((text) => BLOCKED_WORDS.has(text.replace(/[^\p{L}]/gu, '')))
}

/** The name before the @, or the person's own name, when long enough to mean somebody. */
function namesPerson(password: string, { email, name }: { readonly email: string; readonly name: string }): boolean {
  const lower = password.toLowerCase()
  const names = [email.split('@')[0] ?? '', name].map((text) => text.trim().toLowerCase())
  return names.some((text) => [...text].length >= 4 && lower.includes(text))
}
