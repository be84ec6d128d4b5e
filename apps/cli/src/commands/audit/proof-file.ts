import { leafHash, rootByInclusion } from '@budeng/kernel'
import { readCheckpoint, sha256 } from '@budeng/protocol'
import { z } from 'zod'

export const PROOF_FORM = 'budeng-proof-1'

/** A proof as it is given away. */
export const ProofFile = z.object({
  form: z.literal(PROOF_FORM),
  eventId: z.string(),
  position: z.number().int().positive(),
  entry: z.string(),
  size: z.number().int().positive(),
  path: z.array(z.base64()),
  checkpoint: z.string(),
  publicKeys: z.array(z.string()),
})
export type ProofFile = z.infer<typeof ProofFile>

/** Why a proof proves nothing, or null. Needs nothing but the proof and the keys. */
export function proofProblem(proof: ProofFile, keys: readonly string[]): string | null {
  const reading = readCheckpoint(proof.checkpoint, keys)
  if (!reading.ok) return `its checkpoint is not believed: ${reading.reason}`
  const { size, root } = reading.checkpoint
  if (size !== proof.size) return `its checkpoint signs ${size} events, the path is one of ${proof.size}`
  const entry: unknown = JSON.parse(proof.entry)
  const named = z.object({ id: z.string(), position: z.string() }).safeParse(entry)
  if (!named.success || named.data.id !== proof.eventId || named.data.position !== String(proof.position))
    return 'its entry is of another event or position'
  const place = { leaf: leafHash(sha256, Buffer.from(proof.entry)), index: proof.position - 1, size }
  const found = rootByInclusion(
    sha256,
    place,
    proof.path.map((hash) => Buffer.from(hash, 'base64')),
  )
  return found !== null && Buffer.from(found).equals(root) ? null : 'its path does not lead to the signed root'
}
