import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type AttachmentProblem, attachmentProblem } from '@budeng/corrections'
import type { FileReceipt } from '@budeng/fleet'
import { withoutCards } from '@budeng/kernel'
import { LOG_LINE_BYTES_MAX } from '../limits.ts'
import { receiveFile } from './receive-file.ts'
import type { TerminalPart } from './terminal-part.ts'
import { Bomb, unfolded } from './unfold.ts'

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

function problemOfPicture(bytes: Buffer): Problem | null {
  const problem = attachmentProblemOf(bytes)
  return problem === null ? null : problem === 'CARD_NUMBER_IN_TEXT' ? 'CARD_DATA' : 'BAD_TYPE'
}

/** Its form is the vendor's: what stands in it as digits is looked at. */
function problemOfBackup(bytes: Buffer): Problem | null {
  const text = bytes.toString('latin1')
  return withoutCards(text) === text ? null : 'CARD_DATA'
}

function attachmentProblemOf(bytes: Buffer): AttachmentProblem | null {
  const about = { name: 'screen.png', type: 'image/png', bytes }
  try {
    return attachmentProblem(about) ?? attachmentProblem({ ...about, unfolded: unfolded('image/png', bytes) })
  } catch (fault) {
    if (fault instanceof Bomb) return 'TOO_LARGE'
    throw fault
  }
}

/** Pictures and backups are small enough to be looked at in one piece, and are kept as they are. */
async function keepWhole(
  part: TerminalPart,
  path: string,
  sha256: string | null,
  problemOf: (bytes: Buffer) => Problem | null,
): Promise<Screened> {
  const pieces: Buffer[] = []
  for await (const piece of part.read()) pieces.push(piece as Buffer)
  const bytes = Buffer.concat(pieces)
  const keptSha256 = createHash('sha256').update(bytes).digest('hex')
  if (keptSha256 !== sha256) return { ok: false, refused: 'MISMATCH' }
  const problem = problemOf(bytes)
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
