import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { TerminalPart } from './terminal-part.ts'

const folder = mkdtempSync(join(tmpdir(), 'budeng-part-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(part: TerminalPart): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of part.read()) pieces.push(piece)
  return Buffer.concat(pieces)
}

test('what was written at any place is read as it came', async () => {
  const part = new TerminalPart(folder, 'cmd_a', 'ticket')
  const bytes = randomBytes(200_001)
  await part.write(0, bytes.subarray(0, 70_003))
  await part.write(70_003, bytes.subarray(70_003))
  expect((await read(part)).equals(bytes)).toBe(true)
})

test('a file that somebody else removed meanwhile is a fault of the reader, not the end of the process', async () => {
  const part = new TerminalPart(folder, 'cmd_b', 'ticket')
  await part.write(0, randomBytes(10))
  await part.remove()
  await expect(read(part)).rejects.toThrow('ENOENT')
})
