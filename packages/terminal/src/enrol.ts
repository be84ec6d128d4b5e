import { join } from 'node:path'
import { mkdirSync } from 'node:fs'
import {
  EnrolmentRequest,
  fromBase64url,
  keyPairFromSeed,
  makeEnrolmentRequest,
  openEnrolment,
  parseEnrolmentCode,
  toBase64url,
  verifyKeyList,
} from '@budeng/protocol'
import { DiskStore } from './disk-store.ts'
import { ENROL_TIMEOUT_MS } from './limits.ts'
import { readIfThere, writeFileDurably } from './log-file.ts'
import type { Randomness } from './ports.ts'
import type { Identity } from './state.ts'

/** What a device makes up before it enrols. Kept until the answer is on disk: only the same request is answered twice. [P-3.3] */
export interface EnrolmentDraft {
  readonly serial: string
  /** Seed of the Ed25519 pair, base64url. */
  readonly seed: string
  readonly nonce: string
}

export function draftEnrolment(serial: string, random: Randomness): EnrolmentDraft {
  return { serial, seed: toBase64url(random.bytes(32)), nonce: toBase64url(random.bytes(32)) }
}

export type EnrolmentResult =
  | { readonly ok: true; readonly identity: Identity }
  | {
      readonly ok: false
      readonly reason: 'BAD_CODE' | 'BAD_SERIAL' | 'UNREACHABLE' | 'REFUSED' | 'BAD_ANSWER' | 'BAD_MAC' | 'BAD_CONTENT'
    }

/** `POST {baseUrl}/enrol` and opening of the answer. Nothing secret is sent. [P-3.2] [P-3.5] */
export async function enrol(
  baseUrl: string,
  typedCode: string,
  draft: EnrolmentDraft,
  fetchFrom: typeof fetch = fetch,
): Promise<EnrolmentResult> {
  const code = parseEnrolmentCode(typedCode)
  if (code === null) return { ok: false, reason: 'BAD_CODE' }
  const { serial, seed, nonce } = draft
  const publicKey = keyPairFromSeed(fromBase64url(seed) ?? Buffer.alloc(0)).x
  const request = makeEnrolmentRequest({ serial, publicKey, nonce }, code)
  if (!EnrolmentRequest.safeParse(request).success) return { ok: false, reason: 'BAD_SERIAL' }
  const answer = await post(new URL('/enrol', baseUrl), JSON.stringify(request), fetchFrom)
  if (!answer.ok) return answer
  const opening = openEnrolment(answer.body, code, nonce)
  if (!opening.ok) return opening
  const { enrolled } = opening
  if (!verifyKeyList(enrolled.keyList, [enrolled.rootKey]).ok) return { ok: false, reason: 'BAD_CONTENT' }
  return { ok: true, identity: { serial, seed, ...enrolled } }
}

async function post(
  url: URL,
  body: string,
  fetchFrom: typeof fetch,
): Promise<{ ok: true; body: unknown } | { ok: false; reason: 'UNREACHABLE' | 'REFUSED' | 'BAD_ANSWER' }> {
  let response: Response
  try {
    response = await fetchFrom(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(ENROL_TIMEOUT_MS),
    })
  } catch {
    return { ok: false, reason: 'UNREACHABLE' }
  }
  if (!response.ok) return { ok: false, reason: 'REFUSED' }
  return response.json().then(
    (json: unknown) => ({ ok: true, body: json }),
    () => ({ ok: false, reason: 'BAD_ANSWER' }),
  )
}

const DRAFT = 'enrolment.json'

/**
 * Enrols into a folder and opens its store; where one is already, that one. Power may go at any point: the draft is on
 * disk before the request, so that the repeated request is the same to the byte.
 */
export async function enrolOnDisk(
  folder: string,
  baseUrl: string,
  serial: string,
  typedCode: string,
  random: Randomness,
): Promise<{ readonly ok: true; readonly store: DiskStore } | Extract<EnrolmentResult, { ok: false }>> {
  const present = DiskStore.open(folder)
  if (present !== null) return { ok: true, store: present }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, DRAFT)
  const kept = readIfThere(path)
  let draft = kept === null ? null : (JSON.parse(kept.toString('utf8')) as EnrolmentDraft)
  if (draft?.serial !== serial) {
    draft = draftEnrolment(serial, random)
    writeFileDurably(path, Buffer.from(JSON.stringify(draft)))
  }
  const result = await enrol(baseUrl, typedCode, draft)
  return result.ok ? { ok: true, store: DiskStore.create(folder, result.identity) } : result
}
