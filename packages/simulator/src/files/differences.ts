import { seededRandom } from '@budeng/kernel/testing'
import type { DayLine } from './day.ts'

/** What may be wrong with a file, by name; the number says how many lines suffer it. */
export const LINE_DIFFERENCES = {
  'missing-line': 'the acquirer has no such transaction',
  'extra-line': 'the acquirer has one that nobody made',
  'repeated-line': 'a line stands there twice',
  'wrong-amount': 'the amount is another',
  'wrong-exponent': 'the amount has a zero too many',
  'swapped-digits': 'two digits of the amount changed places',
  'other-mid': 'it was booked for another merchant',
  'other-rrn': 'the reference number is another',
} as const
export type LineDifference = keyof typeof LINE_DIFFERENCES

/** What may be wrong with the bytes of a file. */
export const BYTE_DIFFERENCES = {
  'cut-off': 'the last line ends in the middle',
  'bad-line': 'one line is not a line',
  'bad-encoding': 'bytes that are no text',
} as const
export type ByteDifference = keyof typeof BYTE_DIFFERENCES

export type Differences = Readonly<Partial<Record<LineDifference | ByteDifference, number>>>

/** A difference that was put in, for whoever checks that it is found. */
export interface Injected {
  readonly difference: LineDifference
  readonly tid: string
  readonly stan: string
  readonly rrn: string
  readonly was: string | null
  readonly is: string | null
}

/** Lines with named differences, each on a line of its own, drawn from the seed; and what was done to which. */
export function withDifferences(
  lines: readonly DayLine[],
  differences: Differences,
  seed: number,
): { readonly lines: readonly DayLine[]; readonly injected: readonly Injected[] } {
  const random = seededRandom(seed)
  const places = shuffled(lines.length, random)
  const changed: (readonly DayLine[])[] = lines.map((line) => [line])
  const injected: Injected[] = []
  for (const [difference, count] of Object.entries(differences) as [LineDifference, number][]) {
    if (!(difference in LINE_DIFFERENCES)) continue
    for (let left = count; left > 0; left--) {
      const place = places.pop()
      const line = place === undefined ? undefined : lines[place]
      if (place === undefined || line === undefined) break
      const now = CHANGES[difference](line)
      changed[place] = now
      const { tid, stan, rrn } = line
      injected.push({
        difference,
        tid,
        stan,
        rrn,
        was: describe(line),
        is: now.length === 0 ? null : now.map(describe).join(' + '),
      })
    }
  }
  return { lines: changed.flat(), injected }
}

const CHANGES: Readonly<Record<LineDifference, (line: DayLine) => readonly DayLine[]>> = {
  'missing-line': () => [],
  'extra-line': (line) => [
    line,
    { ...line, stan: otherDigits(line.stan), rrn: otherDigits(line.rrn), amount: line.amount + 700n },
  ],
  'repeated-line': (line) => [line, line],
  'wrong-amount': (line) => [{ ...line, amount: line.amount + 1n }],
  'wrong-exponent': (line) => [{ ...line, amount: line.amount * 10n }],
  'swapped-digits': (line) => [{ ...line, amount: swapped(line.amount) }],
  'other-mid': (line) => [{ ...line, mid: otherDigits(line.mid) }],
  'other-rrn': (line) => [{ ...line, rrn: otherDigits(line.rrn) }],
}

/** The bytes of a file with named differences. */
export function withByteDifferences(file: Buffer, differences: Differences): Buffer {
  let bytes = Buffer.from(file)
  if (differences['bad-line']) {
    const second = bytes.indexOf(0x0a) + 1
    bytes = Buffer.concat([bytes.subarray(0, second), Buffer.from('this is not a line\n'), bytes.subarray(second)])
  }
  if (differences['bad-encoding'] && bytes.length > 40) bytes.fill(0xff, bytes.length - 40, bytes.length - 36)
  return differences['cut-off'] ? bytes.subarray(0, Math.max(0, bytes.length - 25)) : bytes
}

function describe({ amount, mid, rrn, stan }: DayLine): string {
  return `${stan} ${amount} ${mid} ${rrn}`
}

/** The last digit or letter counted on. */
function otherDigits(text: string): string {
  return `${text.slice(0, -1)}${text.endsWith('7') ? '8' : '7'}`
}

/** The first two neighbours that differ change places; the difference is divisible by nine. */
function swapped(amount: bigint): bigint {
  const digits = [...amount.toString()]
  const at = digits.findIndex((digit, index) => index > 0 && digits[index - 1] !== digit)
  if (at < 1) return amount + 9n
  ;[digits[at - 1], digits[at]] = [digits[at] ?? '0', digits[at - 1] ?? '0']
  return BigInt(digits.join(''))
}

function shuffled(size: number, random: () => number): number[] {
  const places = Array.from({ length: size }, (_, place) => place)
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[places[i], places[j]] = [places[j] ?? 0, places[i] ?? 0]
  }
  return places
}
