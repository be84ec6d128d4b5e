import { Frontier, leafHash } from '@budeng/kernel'
import { hmacSha256, sha256, toBase64url } from './bytes.ts'
import type { WireTotal } from './journal.ts'
import { TEST_SECRETS } from './testing.ts'

/**
 * Three records of one batch with everything that follows from them, made by the words of chapters 17 to 21 and by nothing
 * of our journal's own code, which is tested against it.
 */
const members = (text: Readonly<Record<string, string>>) =>
  Object.entries(text)
    .map(([name, value]) => `${name}=${value.length}:${value};`)
    .join('')

const card = { panMasked: '622848******1234', panToken: 'ab'.repeat(32), panSeq: '001', entryMode: '072' }

interface Example {
  readonly body: object
  readonly canonical: Readonly<Record<string, string>>
}

const examples: readonly Example[] = [
  {
    body: { type: 'SIGN_ON', batch: '000042', stan: '000001', outcome: 'APPROVED', responseCode: '00' },
    canonical: { type: 'SIGN_ON', batch: '000042', stan: '000001', outcome: 'APPROVED', responseCode: '00' },
  },
  {
    body: {
      type: 'PURCHASE',
      batch: '000042',
      stan: '000002',
      amount: '1111',
      currency: 'CNY',
      exponent: 2,
      outcome: 'APPROVED',
      responseCode: '00',
      rrn: 'X00004002761',
      ...card,
      atc: 77,
      scope: 'DOMESTIC',
      localTime: '0824141554',
    },
    canonical: {
      type: 'PURCHASE',
      batch: '000042',
      stan: '000002',
      amount: '1111',
      currency: 'CNY',
      exponent: '2',
      outcome: 'APPROVED',
      responseCode: '00',
      rrn: 'X00004002761',
      ...card,
      atc: '77',
      scope: 'DOMESTIC',
      localTime: '0824141554',
    },
  },
  {
    body: {
      type: 'PURCHASE_VOID',
      batch: '000042',
      stan: '000003',
      amount: '1111',
      currency: 'CNY',
      exponent: 2,
      outcome: 'APPROVED',
      responseCode: '00',
      scope: 'DOMESTIC',
      original: { batch: '000042', stan: '000002', type: 'PURCHASE', seq: 2 },
    },
    canonical: {
      type: 'PURCHASE_VOID',
      batch: '000042',
      stan: '000003',
      amount: '1111',
      currency: 'CNY',
      exponent: '2',
      outcome: 'APPROVED',
      responseCode: '00',
      scope: 'DOMESTIC',
      originalBatch: '000042',
      originalStan: '000002',
      originalType: 'PURCHASE',
      originalSeq: '2',
    },
  },
]

const recordOf = ({ body, canonical }: Example, index: number) => {
  const bytes = Buffer.concat([Buffer.from([1]), Buffer.from(members(canonical))])
  const place = Buffer.alloc(8)
  place.writeUInt32BE(1)
  place.writeUInt32BE(index + 1, 4)
  const leaf = hmacSha256(TEST_SECRETS.leaf, bytes, place)
  return { seq: index + 1, body: JSON.stringify(body), canonical: bytes.toString('latin1'), leaf }
}
const records = examples.map(recordOf)

const tree = new Frontier(sha256)
const roots = records.map(({ leaf }) => {
  tree.append(leafHash(sha256, leaf))
  return toBase64url(tree.root())
})
const root = roots.at(-1) ?? ''

const totals: readonly WireTotal[] = [
  { currency: 'CNY', exponent: 2, scope: 'DOMESTIC', side: 'CREDIT', count: 1, amount: '1111' },
  { currency: 'CNY', exponent: 2, scope: 'DOMESTIC', side: 'DEBIT', count: 1, amount: '1111' },
]

const digest = Buffer.alloc(72)
for (const [at, value] of [1, 42, 3, 3].entries()) digest.writeUInt32BE(value, 4 * at)
for (const [at, amount] of [1111n, 1111n, 0n, 0n].entries()) {
  digest.writeUInt16BE(amount > 0n ? 1 : 0, 16 + 10 * at)
  digest.writeBigUInt64BE(amount, 18 + 10 * at)
}
Buffer.from(root, 'base64url').copy(digest, 56, 0, 16)

const bucketOf = (leaves: readonly Buffer[]) => sha256(Buffer.concat(leaves)).subarray(0, 6)
const leaves = records.map(({ leaf }) => leaf)

/** The example journal of epoch 1 under the test terminal's K.leaf. */
export const TEST_JOURNAL = {
  records: records.map(({ seq, leaf, body }) => ({ seq, leaf: toBase64url(leaf), body })),
  /** The canonical bytes of each record, read as Latin-1. */
  canonical: records.map(({ canonical }) => canonical),
  /** The root through each record. */
  roots,
  root,
  slip: Buffer.from(root, 'base64url').toString('hex', 0, 4).toUpperCase(),
  totals,
  digest: toBase64url(digest),
  /** Digests of the buckets 1–2 and 3. */
  buckets: toBase64url(Buffer.concat([bucketOf(leaves.slice(0, 2)), bucketOf(leaves.slice(2))])),
  /** Digests of the three leaves. */
  leaves: toBase64url(Buffer.concat(leaves.map((leaf) => leaf.subarray(0, 6)))),
} as const

/** The sale of the journal was 11.00, not 11.11. */
const patch = { amount: '1100' }
const target = { batch: '000042', stan: '000002', type: 'PURCHASE' }
const laid = {
  op: 'AMEND',
  correctionId: 'cor_example',
  version: 1,
  targetSeq: 2,
  targetLeaf: leaves[1]?.toString('hex') ?? '',
} as const
const amendment = recordOf(
  {
    body: { type: 'AMENDMENT', original: target, amendment: { ...laid, patch } },
    canonical: {
      type: 'AMENDMENT',
      originalBatch: target.batch,
      originalStan: target.stan,
      originalType: target.type,
      amendmentOp: laid.op,
      amendmentCorrection: laid.correctionId,
      amendmentVersion: '1',
      amendmentTargetSeq: '2',
      amendmentTargetLeaf: laid.targetLeaf,
      amendmentPatch: members(patch),
    },
  },
  records.length,
)
tree.append(leafHash(sha256, amendment.leaf))

/** A correction of that journal: what is ordered, and what then stands in it. [P-22] */
export const TEST_AMENDMENT = {
  order: { ...laid, epoch: 1, original: target, patch },
  seq: amendment.seq,
  body: amendment.body,
  canonical: amendment.canonical,
  leaf: toBase64url(amendment.leaf),
  /** The root through it. */
  root: toBase64url(tree.root()),
} as const
