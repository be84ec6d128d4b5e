import { z } from 'zod'
import { bytes32, bytes64 } from './fields.ts'
import { verifyBytes } from './jws.ts'
import { CONFIRM_SEC_MAX, CONFIRM_SEC_MIN, FILE_BYTES_MAX } from './limits.ts'

const name = z.string().regex(/^[0-9A-Za-z._-]{1,32}$/)

/** What the vendor signed of a package, and how long the new software has to prove itself. [P-25.1] */
export const PackageManifest = z.object({
  model: name,
  version: name,
  bytes: z.int().min(1).max(FILE_BYTES_MAX),
  sha256: bytes32,
  /** Ed25519, by the vendor. */
  signature: bytes64,
  confirmSec: z.int().min(CONFIRM_SEC_MIN).max(CONFIRM_SEC_MAX).optional(),
})
export type PackageManifest = z.infer<typeof PackageManifest>

/** The text that the vendor signs. [P-25.1] */
export function packageText({
  model,
  version,
  bytes,
  sha256,
}: Omit<PackageManifest, 'signature' | 'confirmSec'>): string {
  return `budeng-package|1|${model}|${version}|${bytes}|${sha256}`
}

/** Whether the vendor made this package; its key (32 bytes, base64url) is in the machine from the factory. */
export function isPackageGenuine(manifest: PackageManifest, vendorKey: string): boolean {
  return verifyBytes(packageText(manifest), manifest.signature, vendorKey)
}
