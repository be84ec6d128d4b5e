import { DAY, type Instant, type Refusal, refuse } from '@budeng/kernel'
import { base62, crc32 } from './key-text.ts'
import {
  API_KEY_ADDRESSES_MAX,
  API_KEY_LIFE_MAX_MS,
  API_KEY_NAME_LENGTH_MAX,
  API_KEY_OVERLAP_MAX_MS,
} from './limits.ts'
import { type Permission, PERMISSIONS } from './permissions.ts'
import type { AccessRefusalCode } from './refusals.ts'
import type { Role } from './role-names.ts'
import { roleRule } from './roles.ts'

/** A key by which a program asks. Its text is shown once; a hash of it is stored. */
export interface ApiKey {
  readonly id: string
  /** The service account that it stands for. */
  readonly personId: string
  readonly name: string
  /** First characters of the text, to tell keys apart. */
  readonly prefix: string
  readonly scopes: readonly Permission[]
  /** Networks from which it may be used, as `10.0.0.0/8`; none: from everywhere. */
  readonly addresses: readonly string[]
  readonly createdBy: string
  /** The human behind that account: a request by the key is that human's, as far as second persons go. */
  readonly createdHuman: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly revokedAt: Instant | null
  readonly version: number
}

/** Rights that no program ever has, whatever its role: it approves nothing, gives nothing away and changes no policy. */
const NEVER: readonly Permission[] = PERMISSIONS.filter(
  (permission) =>
    /^(policy|change|breakglass|grant|key|person|session|correction|rule):(?!read)/.test(permission) ||
    permission === 'action:approve' ||
    permission === 'organisation:write' ||
    permission === 'command:PRESENCE_SHOW' ||
    permission === 'message:text',
)

/** What a key of that role may be made for. */
export function scopesOf(role: Role): readonly Permission[] {
  return roleRule(role).permits.filter((permission) => !NEVER.includes(permission))
}

/** Scopes that hold now: within the role of today and without what no program has. */
export function liveScopes({ scopes }: Pick<ApiKey, 'scopes'>, role: Role): readonly Permission[] {
  const allowed = scopesOf(role)
  return scopes.filter((scope) => allowed.includes(scope))
}

const LIVE = 'budeng_live_'
const SECRET_CHARACTERS = 43
const CHECK_CHARACTERS = 6
const TEXT = new RegExp(`^${LIVE}([0-9A-Za-z]{${SECRET_CHARACTERS}})([0-9A-Za-z]{${CHECK_CHARACTERS}})$`)
/** Characters of the text that are kept and shown. */
const PREFIX_CHARACTERS = LIVE.length + 6

/** The text of a key of 32 random bytes: a prefix that scanners know, and a checksum that a mistyped key fails. */
export function apiKeyText(secret: Uint8Array): string {
  const body = base62(secret, SECRET_CHARACTERS)
  return `${LIVE}${body}${checksum(body)}`
}

/** Whether a text is a well-formed key: no database is asked about anything else. */
export function isApiKeyText(text: string): boolean {
  const match = TEXT.exec(text)
  return match !== null && checksum(match[1] ?? '') === match[2]
}

/** True for what means to be a key, well-formed or not. */
export function looksLikeApiKey(text: string): boolean {
  return text.startsWith('budeng_')
}

export function apiKeyPrefix(text: string): string {
  return text.slice(0, PREFIX_CHARACTERS)
}

function checksum(body: string): string {
  const sum = crc32(body)
  return base62(Uint8Array.of(sum >>> 24, (sum >>> 16) & 255, (sum >>> 8) & 255, sum & 255), CHECK_CHARACTERS)
}

/** What somebody wishes of a new key. */
export interface ApiKeyWish {
  readonly name: string
  readonly scopes: readonly string[]
  readonly addresses: readonly string[]
  readonly expiresAt: Instant
}

/** What is wrong with a wish, or null. Whether addresses are well-formed is the shell's to say. */
export function apiKeyWishRefusal(wish: ApiKeyWish, role: Role, at: Instant): Refusal<AccessRefusalCode> | null {
  const name = wish.name.trim()
  if (name === '' || name.length > API_KEY_NAME_LENGTH_MAX)
    return refuse('KEY_NAME', { max: API_KEY_NAME_LENGTH_MAX }, ['name']).refusal
  const allowed: readonly string[] = scopesOf(role)
  const beyond = wish.scopes.filter((scope) => !allowed.includes(scope))
  if (wish.scopes.length === 0 || beyond.length > 0)
    return refuse('KEY_SCOPES', { scopes: beyond.slice(0, 3).join(' ') }, ['scopes']).refusal
  if (wish.addresses.length > API_KEY_ADDRESSES_MAX)
    return refuse('KEY_ADDRESSES', { max: API_KEY_ADDRESSES_MAX }, ['addresses']).refusal
  if (wish.expiresAt <= at || wish.expiresAt > at + API_KEY_LIFE_MAX_MS)
    return refuse('KEY_EXPIRY', { days: API_KEY_LIFE_MAX_MS / DAY }, ['expiresAt']).refusal
  return null
}

/** Why a key admits nobody, or null. The caller is told only that; the reason is for the record. */
export function apiKeyRefusal(
  key: Pick<ApiKey, 'revokedAt' | 'expiresAt'>,
  use: { readonly at: Instant; readonly isAddressAllowed: boolean; readonly disabledAt: Instant | null },
): 'REVOKED' | 'EXPIRED' | 'DISABLED' | 'ADDRESS' | null {
  if (key.revokedAt !== null) return 'REVOKED'
  if (use.disabledAt !== null) return 'DISABLED'
  if (use.at >= key.expiresAt) return 'EXPIRED'
  return use.isAddressAllowed ? null : 'ADDRESS'
}

/** Until when a key goes on working beside the one that replaces it; never longer than it would have anyway. */
export function overlapEnd(key: Pick<ApiKey, 'expiresAt'>, overlapMs: number, at: Instant): Instant {
  return Math.min(key.expiresAt, at + Math.min(Math.max(overlapMs, 0), API_KEY_OVERLAP_MAX_MS))
}
