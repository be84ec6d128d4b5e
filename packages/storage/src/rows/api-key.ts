import type { ApiKey } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

export type ApiKeyRow = ApiKey & {
  readonly path: string
  /** SHA-256 of the 32 random bytes in base 62: enough, they cannot be guessed. */
  readonly hash: Buffer
  readonly replacedBy: string | null
  readonly usedAt: Instant | null
  readonly usedAddress: string | null
}

export const apiKeyTable = table<ApiKeyRow>('api_key', {
  id: primary('text'),
  personId: column('text'),
  path: column('ltree'),
  name: column('text'),
  prefix: column('text'),
  hash: column('bytea'),
  scopes: column('text[]'),
  addresses: column('text[]'),
  createdBy: column('text'),
  createdHuman: column('text'),
  createdAt: column('instant'),
  expiresAt: column('instant'),
  revokedAt: nullable('instant'),
  replacedBy: nullable('text'),
  usedAt: nullable('instant'),
  usedAddress: nullable('text'),
  version: column('int'),
})
