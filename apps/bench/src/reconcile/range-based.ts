import { sha256 } from '@budeng/protocol'

/**
 * Range-based set reconciliation as described by Meyer (2022) and used by Negentropy, in its simplest form: whoever has the
 * word names ranges with a fingerprint each; the other passes over those that are equal, parts one that is not into sixteen,
 * and names the items of one that is small. Here over the numbers of two journals, with digests as long as ours.
 */
export interface Exchange {
  readonly messages: readonly Uint8Array[]
  readonly differing: ReadonlySet<number>
}

const PARTS = 16
/** Ranges of at most so many items are named item by item. */
const ITEMS_MAX = 32
const FINGERPRINT_BYTES = 16
const DIGEST_BYTES = 6

type LeafAt = (seq: number) => Uint8Array
type Range = readonly [from: number, to: number]
/** A range with what one side says of it: its fingerprint, or its items. */
interface Claim {
  readonly range: Range
  readonly said: Uint8Array
  readonly isItems: boolean
}

/** Two sides that hold 1 to n, until nothing is open. The first message is the fingerprint of everything. */
export function reconcile(count: number, ours: LeafAt, theirs: LeafAt): Exchange {
  const messages: Uint8Array[] = []
  const differing = new Set<number>()
  const sides = [ours, theirs] as const
  let claims: Claim[] = [fingerprinted([1, count], ours)]
  for (let turn = 1; claims.length > 0; turn++) {
    messages.push(encoded(claims))
    const mine = sides[turn % 2] ?? ours
    claims = claims.flatMap((claim) => answer(claim, mine, differing))
  }
  return { messages, differing }
}

function answer({ range, said, isItems }: Claim, mine: LeafAt, differing: Set<number>): Claim[] {
  const [from, to] = range
  if (isItems) {
    const own = items(range, mine)
    for (let seq = from; seq <= to; seq++) {
      const at = (seq - from) * DIGEST_BYTES
      const isEqual = Buffer.compare(own.subarray(at, at + DIGEST_BYTES), said.subarray(at, at + DIGEST_BYTES)) === 0
      if (!isEqual) differing.add(seq)
    }
    return []
  }
  if (Buffer.compare(fingerprint(range, mine), said) === 0) return []
  if (to - from + 1 <= ITEMS_MAX) return [{ range, said: items(range, mine), isItems: true }]
  return parted(range).map((part) =>
    part[1] - part[0] + 1 <= 1 ? { range: part, said: items(part, mine), isItems: true } : fingerprinted(part, mine),
  )
}

function parted([from, to]: Range): Range[] {
  const count = to - from + 1
  const size = Math.ceil(count / PARTS)
  return Array.from({ length: Math.ceil(count / size) }, (_, part) => [
    from + part * size,
    Math.min(to, from + (part + 1) * size - 1),
  ])
}

function fingerprinted(range: Range, leafAt: LeafAt): Claim {
  return { range, said: fingerprint(range, leafAt), isItems: false }
}

/** The sum of all items modulo 2^256, hashed with their number, as Negentropy has it. */
function fingerprint([from, to]: Range, leafAt: LeafAt): Uint8Array {
  let sum = 0n
  for (let seq = from; seq <= to; seq++) sum += BigInt(`0x${Buffer.from(leafAt(seq)).toString('hex')}`)
  const text = (sum % (1n << 256n)).toString(16).padStart(64, '0')
  return sha256(Buffer.from(`${text}${to - from + 1}`)).subarray(0, FINGERPRINT_BYTES)
}

function items([from, to]: Range, leafAt: LeafAt): Uint8Array {
  return Buffer.concat(
    Array.from({ length: to - from + 1 }, (_, place) => leafAt(from + place).subarray(0, DIGEST_BYTES)),
  )
}

/** Of each range its end, of which two bytes are enough here, what it says, and which of the two it is. */
function encoded(claims: readonly Claim[]): Uint8Array {
  return Buffer.concat(claims.map(({ said }) => Buffer.concat([Buffer.alloc(3), said])))
}
