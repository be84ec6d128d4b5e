import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

/** A vendor's package. */
export interface SoftwarePackageRow {
  id: string
  path: string
  model: string
  version: string
  bytes: number
  sha256: string
  signature: string
  createdBy: string
  createdAt: Instant
  /** Whose signature it was found to be, Ed25519, base64url; null: nobody told. */
  vendorKey: string | null
  withdrawnAt: Instant | null
  withdrawnBy: string | null
  withdrawnReason: string | null
}

export const softwarePackageTable = table<SoftwarePackageRow>('software_package', {
  id: primary('text'),
  path: column('ltree'),
  model: column('text'),
  version: column('text'),
  bytes: column('bigint'),
  sha256: column('text'),
  signature: column('text'),
  createdBy: column('text'),
  createdAt: column('instant'),
  vendorKey: nullable('text'),
  withdrawnAt: nullable('instant'),
  withdrawnBy: nullable('text'),
  withdrawnReason: nullable('text'),
})
