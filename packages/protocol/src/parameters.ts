import { canonicalJson } from '@budeng/kernel'
import { sha256 } from './bytes.ts'

const DIGEST_BYTES = 8

/** What a terminal says of the parameters that it holds: their version and the head of their hash. [P-24.3] */
export function parametersTag(version: number, values: Readonly<Record<string, string | number | boolean>>): string {
  const digest = Buffer.from(sha256(Buffer.from(canonicalJson(values)))).subarray(0, DIGEST_BYTES)
  // not hex: of that some are long runs of digits, and would be starred out as card numbers
  return `${version}.${digest.toString('base64url')}`
}
