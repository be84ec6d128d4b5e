import type { RegistrationHeadings } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { column, primary, table } from './table.ts'

export interface RegistrationMappingRow {
  readonly id: string
  readonly acquirerId: string
  readonly path: string
  readonly name: string
  readonly columns: RegistrationHeadings
  readonly createdBy: string
  readonly createdAt: Instant
  readonly changedAt: Instant
  readonly version: number
}

export const registrationMappingTable = table<RegistrationMappingRow>('registration_mapping', {
  id: primary('text'),
  acquirerId: column('text'),
  path: column('ltree'),
  name: column('text'),
  columns: column('json'),
  createdBy: column('text'),
  createdAt: column('instant'),
  changedAt: column('instant'),
  version: column('int'),
})
