import { z } from 'zod'
import { sha256, toBase64url, fromBase64url } from './bytes.ts'
import { bytes32, counter, instant } from './fields.ts'
import { type JwsReading, parseJws, signJws, type SigningKey, type KeyPair, verifyBytes } from './jws.ts'
import { KEYS_MAX } from './limits.ts'

/** What a key may sign; a key has one use. [P-4.2] */
export const KeyUse = z.enum(['command', 'correction', 'clock'])
export type KeyUse = z.infer<typeof KeyUse>

const kid = z.string().regex(/^[a-z0-9-]{1,32}$/)
const ListedKey = z.object({ kid, alg: z.literal('EdDSA'), use: KeyUse, x: bytes32, from: instant, to: instant })
export type ListedKey = z.infer<typeof ListedKey>

/** The keys that a terminal obeys, signed by the root; the version only rises. [P-4.1] */
export const KeyList = z.object({
  version: counter,
  keys: z.array(ListedKey).max(KEYS_MAX),
  nextRoot: bytes32.optional(),
})
export type KeyList = z.infer<typeof KeyList>

/** The name of a root key in a JWS header: the first 16 characters of its SHA-256. [P-4.1] */
export function rootKid(rootX: string): string {
  return toBase64url(sha256(fromBase64url(rootX) ?? '')).slice(0, 16)
}

export function signKeyList(list: KeyList, root: KeyPair): string {
  return signJws('budeng-keylist', list, { kid: rootKid(root.x), privateKey: root.privateKey })
}

/** A list under one of the given roots: the terminal's own, and the next one that its present list names. [P-4.3] */
export function verifyKeyList(
  token: string,
  rootsX: readonly string[],
): JwsReading<KeyList> & { readonly rootX?: string } {
  const parsed = parseJws(token)
  if (!parsed.ok) return parsed
  const { typ, kid: name, input, signature, payload } = parsed.jws
  if (typ !== 'budeng-keylist') return { ok: false, reason: 'WRONG_TYP' }
  const rootX = rootsX.find((x) => rootKid(x) === name)
  if (rootX === undefined) return { ok: false, reason: 'UNKNOWN_KID' }
  if (!verifyBytes(input, signature, rootX)) return { ok: false, reason: 'BAD_SIGNATURE' }
  const list = KeyList.safeParse(payload)
  return list.success ? { ok: true, payload: list.data, kid: name, rootX } : { ok: false, reason: 'BAD_PAYLOAD' }
}

/** Roots that may sign the list after this one: the one that signed it, and the next one that it names. [P-4.3] */
export function rootsAfter(list: Pick<KeyList, 'nextRoot'>, rootX: string): readonly string[] {
  return list.nextRoot === undefined ? [rootX] : [rootX, list.nextRoot]
}

/** A newer list that may follow the present one: its version is higher, and a root of the present one signed it. [P-4.3] */
export function followingKeyList(
  token: string,
  present: KeyList,
  rootX: string,
): { readonly list: KeyList; readonly rootX: string } | null {
  const reading = verifyKeyList(token, rootsAfter(present, rootX))
  if (!reading.ok || reading.payload.version <= present.version) return null
  return { list: reading.payload, rootX: reading.rootX ?? rootX }
}

/** A signing key under the name that the key list gives it. */
export function signingKey(name: string, pair: KeyPair): SigningKey {
  return { kid: name, privateKey: pair.privateKey }
}
