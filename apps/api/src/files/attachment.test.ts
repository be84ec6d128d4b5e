import { deflateSync } from 'node:zlib'
import { ATTACHMENT_BYTES_MAX } from '@budeng/corrections'
import { TEST_CARD } from '@budeng/kernel/testing'
import { expect, test } from 'vitest'
import { EVIDENCE_PIECES_MAX } from '../limits.ts'
import { problemOfAttachment } from './attachment.ts'

const pdf = (...streams: readonly Buffer[]) =>
  Buffer.concat([
    Buffer.from('%PDF-1.7\n'),
    ...streams.flatMap((each) => [Buffer.from('stream\n'), each, Buffer.from('\nendstream\n')]),
  ])
const ofPdf = (bytes: Buffer) => problemOfAttachment('slip.pdf', 'application/pdf', bytes)

/** How often others had a turn meanwhile. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0
  const others = setInterval(() => turns++, 1)
  await work()
  clearInterval(others)
  return turns
}

test.each([
  ['unfolds into thousands of times its size', () => pdf(deflateSync(Buffer.alloc(24 * 1024 * 1024, '(12) Tj ')))],
  ['is one long number', () => pdf(Buffer.from(`(${'9'.repeat(ATTACHMENT_BYTES_MAX - 100)})`))],
])('others are served while a document is looked through that %s', async (_, made) => {
  const bytes = made()
  let problem: unknown
  expect(await turnsDuring(async () => (problem = await ofPdf(bytes)))).toBeGreaterThan(5)
  expect(problem).toBeNull()
})

test('a document of more pieces than anybody looks into is not taken', async () => {
  const many = Array.from({ length: EVIDENCE_PIECES_MAX + 1 }, () => Buffer.from('x'))
  expect(await ofPdf(pdf(...many))).toBe('TOO_LARGE')
  expect(await ofPdf(pdf(...many.slice(0, 20), deflateSync(Buffer.from(`(${TEST_CARD})`))))).toBe('CARD_NUMBER_IN_TEXT')
})

test('beginnings of texts without an end are looked at once each', async () => {
  expect(await ofPdf(Buffer.concat([pdf(), Buffer.alloc(ATTACHMENT_BYTES_MAX - 100, '<x')]))).toBeNull()
})
