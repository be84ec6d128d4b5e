import { z } from 'zod'
import { isId } from '@budeng/kernel'
import { INSTANT_MAX, U32_MAX } from './limits.ts'
import { ACQUIRER_PATTERN, TID_PATTERN } from './topics.ts'

/** The atoms of which all messages are made. */
export const version = z.literal(1)
export const counter = z.int().min(0).max(Number.MAX_SAFE_INTEGER)
export const positive = z.int().min(1).max(Number.MAX_SAFE_INTEGER)
export const instant = z.int().min(0).max(INSTANT_MAX)
export const acquirer = z.string().regex(ACQUIRER_PATTERN)
export const tid = z.string().regex(TID_PATTERN)
export const deviceId = z
  .string()
  .max(40)
  .refine((text) => isId('device', text))
export const commandId = z
  .string()
  .max(40)
  .refine((text) => isId('command', text))

/** 32 bytes as base64url: nonces, keys, HMAC tags, SHA-256. */
export const bytes32 = z.string().regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/)
/** 64 bytes as base64url: an Ed25519 signature. */
export const bytes64 = z.string().regex(/^[A-Za-z0-9_-]{85}[AQgw]$/)
/** 72 bytes as base64url: the digest of a heartbeat. [P-20.1] */
export const bytes72 = z.string().regex(/^[A-Za-z0-9_-]{96}$/)
/** 16 bytes as base64url: the ticket of a re-login. */
export const bytes16 = z.string().regex(/^[A-Za-z0-9_-]{21}[AQgw]$/)

/** Batch number and key check values as the host gave them. */
export const batch = z.string().regex(/^[0-9]{1,6}$/)
export const keyCheckValue = z.string().regex(/^[0-9A-F]{4,64}$/)
/** Sequence numbers and epochs of the journal; batch numbers in it always have six digits. [P-17.1] */
export const u32 = z.int().min(0).max(U32_MAX)
export const journalSeq = z.int().min(1).max(U32_MAX)
export const batch6 = z.string().regex(/^(?!000000)[0-9]{6}$/)
/** What a question of a comparison is called; its answer repeats it. [P-20.4] */
export const comparisonId = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/)
/** A machine-readable code: upper case with underscores. */
export const code = z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/)
/** The name of a command type; a terminal answers UNSUPPORTED to one that it does not know. */
export const commandTypeName = z.string().regex(/^[A-Z][A-Z_]{1,31}$/)
export const text = (chars: number) => z.string().max(chars)
/** What stands in each upward message. [P-2.5] */
export const envelope = { v: version, conn: positive, n: counter }
