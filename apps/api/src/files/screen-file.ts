import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FileReceipt } from '@budeng/fleet'
import { betweenNumbers, withoutCards } from '@budeng/kernel'
import { LOG_LINE_BYTES_MAX } from '../limits.ts'
import { problemOfAttachment } from './attachment.ts'
import { inTurns } from './in-turns.ts'
import { receiveFile } from './receive-file.ts'
import type { TerminalPart } from './terminal-part.ts'

/** Where what is kept of a terminal's file lies. */
export function terminalFilePath(folder: string, commandId: string): string {
  return join(folder, 'terminals', commandId)
}

export type Screened =
  | { readonly ok: true; readonly keptBytes: number; readonly keptSha256: string; readonly cards: number }
  | { readonly ok: false; readonly refused: NonNullable<FileReceipt['refused']> }

/**
 * Looks a whole file through and keeps what may be kept: text without the card numbers that still stand in it; a picture
 * that holds any, also in its hidden parts, or a backup, which is worth nothing when it was changed, not at all.
 */
export async function screenFile(
  part: TerminalPart,
  path: string,
  { type, sha256 }: Pick<FileReceipt, 'type' | 'sha256'>,
): Promise<Screened> {
  if (type === 'text/plain') return await keepText(part, path, sha256)
  return await keepWhole(part, path, sha256, type === 'image/png' ? problemOfPicture : problemOfBackup)
}

async function keepText(part: TerminalPart, path: string, sha256: string | null): Promise<Screened> {
  let cards = 0
  const masked = (line: string) => {
    const kept = withoutCards(line)
    if (kept !== line) cards++
    return kept
  }
  const file = await receiveFile(part.read(), path, 'utf-8', masked, LOG_LINE_BYTES_MAX)
  if (file.originalSha256.toString('hex') !== sha256) {
    await rm(path, { force: true })
    return { ok: false, refused: 'MISMATCH' }
  }
  return { ok: true, keptBytes: file.storedBytes, keptSha256: file.storedSha256.toString('hex'), cards }
}

type Problem = Extract<Screened, { ok: false }>['refused']

async function problemOfPicture(bytes: Buffer): Promise<Problem | null> {
  const problem = await problemOfAttachment('screen.png', 'image/png', bytes)
  return problem === null ? null : problem === 'CARD_NUMBER_IN_TEXT' ? 'CARD_DATA' : 'BAD_TYPE'
}

/** Its form is the vendor's: what stands in it as digits is looked at. */
async function problemOfBackup(bytes: Buffer): Promise<Problem | null> {
  return (await inTurns(cardSteps(bytes))) ? 'CARD_DATA' : null
}

function* cardSteps(bytes: Buffer): Generator<undefined, boolean, undefined> {
  for (const text of betweenNumbers(lettersOf(bytes))) {
    if (withoutCards(text) !== text) return true
    yield
  }
  return false
}

/** A letter a byte. */
function* lettersOf(bytes: Buffer): Generator<string> {
  for (let at = 0; at < bytes.length; at += LETTERS_AT_ONCE) yield bytes.toString('latin1', at, at + LETTERS_AT_ONCE)
}

const LETTERS_AT_ONCE = 64 * 1024

/** Pictures and backups are small enough to be looked at in one piece, and are kept as they are. */
async function keepWhole(
  part: TerminalPart,
  path: string,
  sha256: string | null,
  problemOf: (bytes: Buffer) => Promise<Problem | null>,
): Promise<Screened> {
  const pieces: Buffer[] = []
  for await (const piece of part.read()) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  const keptSha256 = createHash('sha256').update(bytes).digest('hex')
  if (keptSha256 !== sha256) return { ok: false, refused: 'MISMATCH' }
  const problem = await problemOf(bytes)
  if (problem !== null) return { ok: false, refused: problem }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(`${path}.kept`, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.kept`, path)
  return { ok: true, keptBytes: bytes.length, keptSha256, cards: 0 }
}
