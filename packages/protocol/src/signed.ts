import type { z } from 'zod'
import { Cancel, Command, Welcome } from './commands.ts'
import { type JwsReading, type JwsType, parseJws, signJws, type SigningKey, verifyBytes } from './jws.ts'
import type { KeyList, KeyUse } from './keylist.ts'

/** Bytes to publish as they are; a republish sends the same ones. [P-9.1] */
export function signCommand(command: Command, key: SigningKey): string {
  return signJws('budeng-command', command, key)
}
export function signCancel(cancel: Cancel, key: SigningKey): string {
  return signJws('budeng-cancel', cancel, key)
}
export function signWelcome(welcome: Welcome, key: SigningKey): string {
  return signJws('budeng-welcome', welcome, key)
}

/** The use that a command's key must have. */
export function useOfCommand(type: string): KeyUse {
  return type === 'CORRECTION_APPLY' ? 'correction' : 'command'
}

/**
 * A command under a key of the list that may sign this type and is in force at its `issuedAt`. `now` is the counted time
 * where it is known: a key that has ended signs nothing any more, whatever time stands in what it signed. Total. [P-9.2]
 */
export function verifyCommand(token: string, keys: KeyList, now: number | null = null): JwsReading<Command> {
  return verifySigned(token, 'budeng-command', Command, keys, now, ({ type, issuedAt }) => ({
    use: useOfCommand(type),
    at: issuedAt,
  }))
}
/** A cancel: same keys as a command. Total. [P-9.10] */
export function verifyCancel(token: string, keys: KeyList, now: number | null = null): JwsReading<Cancel> {
  return verifySigned(token, 'budeng-cancel', Cancel, keys, now, ({ issuedAt }) => ({ use: 'command', at: issuedAt }))
}
/** A welcome under a clock key; the caller compares the nonce. Total. [P-5.4] */
export function verifyWelcome(token: string, keys: KeyList, now: number | null = null): JwsReading<Welcome> {
  return verifySigned(token, 'budeng-welcome', Welcome, keys, now, ({ serverTime }) => ({
    use: 'clock',
    at: serverTime,
  }))
}

/** The key list that a welcome brings, before anything of the welcome is believed: the list proves itself. [P-4.4] */
export function keyListInWelcome(token: string): string | null {
  const parsed = parseJws(token)
  if (!parsed.ok || parsed.jws.typ !== 'budeng-welcome') return null
  const { keyList } = parsed.jws.payload
  return typeof keyList === 'string' ? keyList : null
}

function verifySigned<Payload>(
  token: string,
  typ: JwsType,
  schema: z.ZodType<Payload>,
  keys: KeyList,
  now: number | null,
  needs: (payload: Payload) => { readonly use: KeyUse; readonly at: number },
): JwsReading<Payload> {
  const parsed = parseJws(token)
  if (!parsed.ok) return parsed
  const { jws } = parsed
  if (jws.typ !== typ) return { ok: false, reason: 'WRONG_TYP' }
  const key = keys.keys.find(({ kid }) => kid === jws.kid)
  if (key === undefined) return { ok: false, reason: 'UNKNOWN_KID' }
  if (!verifyBytes(jws.input, jws.signature, key.x)) return { ok: false, reason: 'BAD_SIGNATURE' }
  const read = schema.safeParse(jws.payload)
  if (!read.success) return { ok: false, reason: 'BAD_PAYLOAD' }
  const { use, at } = needs(read.data)
  if (key.use !== use) return { ok: false, reason: 'WRONG_USE' }
  // who holds a key that has ended can date back what it signs [P-4.6]
  const hasEnded = now !== null && now >= key.to
  if (at < key.from || at >= key.to || hasEnded) return { ok: false, reason: 'KEY_NOT_IN_FORCE' }
  return { ok: true, payload: read.data, kid: jws.kid }
}
