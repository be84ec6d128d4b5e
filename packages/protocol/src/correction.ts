import { z } from 'zod'
import { batch6, bytes32, code, journalSeq, u32 } from './fields.ts'
import {
  CORRECTION_MEMBER_CHARS_MAX,
  CORRECTION_PATCH_CHARS_MAX,
  CORRECTION_PATCH_MEMBERS_MAX,
  CORRECTION_VERSION_MAX,
} from './limits.ts'

/** What a correction does to the journal, by the names that stand in AMENDMENT records. [P-22.2] */
export const CORRECTION_OPS = [
  'INSERT',
  'AMEND',
  'MARK_DUPLICATE',
  'MARK_DISPUTED',
  'MARK_REVERSED',
  'RELINK',
  'SET_STATUS',
] as const
export type CorrectionOp = (typeof CORRECTION_OPS)[number]

/**
 * Members of a record in their canonical texts. Which names there are, and what each may hold, is the record's business
 * (chapter 21); here is only what bounds the message. [P-22.3]
 */
const patch = z
  .record(
    z.string().regex(/^[a-z][A-Za-z]{1,31}$/),
    z
      .string()
      .regex(/^[\x20-\x7e]+$/)
      .max(CORRECTION_MEMBER_CHARS_MAX),
  )
  .refine((members) => {
    const texts = Object.entries(members)
    const chars = texts.reduce((sum, [name, text]) => sum + name.length + text.length, 0)
    return texts.length <= CORRECTION_PATCH_MEMBERS_MAX && chars <= CORRECTION_PATCH_CHARS_MAX
  })

const about = {
  correctionId: z.string().regex(/^[0-9A-Za-z_-]{1,64}$/),
  epoch: journalSeq,
  version: z.int().min(1).max(CORRECTION_VERSION_MAX),
  patch,
}
const target = {
  targetSeq: journalSeq,
  /** As it stands in the record: 64 hex digits. */
  targetLeaf: z.string().regex(/^[0-9a-f]{64}$/),
  /** The second key of what is amended. */
  original: z.strictObject({ batch: batch6, stan: batch6, type: code }),
}
const [, ...TARGETED_OPS] = CORRECTION_OPS

/** Parameters of CORRECTION_APPLY. Strict, unlike all other messages: what is not understood is not applied. [P-22.2] */
export const CorrectionOrder = z.discriminatedUnion('op', [
  z.strictObject({ ...about, op: z.literal('INSERT') }),
  z.strictObject({ ...about, ...target, op: z.enum(TARGETED_OPS) }),
])
export type CorrectionOrder = z.infer<typeof CorrectionOrder>

/** Codes of results of CORRECTION_APPLY. [P-22.6] */
export const CORRECTION_CODES = ['APPLIED', 'NACK_BASE', 'NACK_EPOCH', 'NACK_ERASED', 'NACK_POLICY'] as const
export type CorrectionCode = (typeof CORRECTION_CODES)[number]

/** Why a terminal does not apply what it could: NACK_POLICY. [P-22.6] */
export const CORRECTION_OBJECTIONS = [
  'KEY_TAKEN',
  'OLD_VERSION',
  'OTHER_CORRECTION',
  'UNREADABLE',
  'WRONG_ORIGINAL',
] as const
export type CorrectionObjection = (typeof CORRECTION_OBJECTIONS)[number]

const answers = {
  APPLIED: z.object({
    amendmentSeq: journalSeq,
    leaf: bytes32,
    root: bytes32,
    throughSeq: journalSeq,
    adjustment: z.boolean().optional(),
  }),
  NACK_BASE: z.object({ leaf: bytes32.nullable() }),
  NACK_EPOCH: z.object({ epoch: u32 }),
  NACK_ERASED: z.object({ journalFrom: u32 }),
  NACK_POLICY: z.object({ reason: code }),
} as const satisfies Record<CorrectionCode, z.ZodType>

/** What a terminal says of a correction: `data` of its result, by the result's code. */
export type CorrectionAnswer = {
  readonly [Code in CorrectionCode]: { readonly code: Code } & Readonly<z.infer<(typeof answers)[Code]>>
}[CorrectionCode]

/** Reads a result of CORRECTION_APPLY; null for one that says nothing of the correction, or in no right form. */
export function readCorrectionAnswer(result: {
  readonly code: string
  readonly data?: unknown
}): CorrectionAnswer | null {
  const known = CORRECTION_CODES.find((each) => each === result.code)
  if (known === undefined) return null
  const read = answers[known].safeParse(result.data)
  return read.success ? ({ code: known, ...read.data } as CorrectionAnswer) : null
}
