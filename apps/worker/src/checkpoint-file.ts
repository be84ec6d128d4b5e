import { mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { notesOf } from '@budeng/protocol'

/** Bytes at the end of the file in which the last note stands whole. */
const TAIL_BYTES = 4_096

/** The one file of exported checkpoints: signed notes, one after the other, only ever appended to. */
export function checkpointFile(folder: string): string {
  return join(folder, 'checkpoints.txt')
}

/** The last note of the file, or null. */
export async function lastExported(folder: string): Promise<string | null> {
  mkdirSync(folder, { recursive: true })
  const file = await open(checkpointFile(folder), 'a+')
  try {
    const { size } = await file.stat()
    const length = Math.min(size, TAIL_BYTES)
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length)
    return notesOf(buffer.toString('utf8')).at(-1) ?? null
  } finally {
    await file.close()
  }
}

/** Appends a note, and returns when it is on the disk. */
export async function exportNote(folder: string, note: string): Promise<void> {
  const file = await open(checkpointFile(folder), 'a')
  try {
    await file.write(`${note}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}
