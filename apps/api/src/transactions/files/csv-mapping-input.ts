import {
  AMOUNT_FORMS,
  CSV_FIELDS,
  type CsvMapping,
  DATE_FORMS,
  mappingProblems,
  RECORD_TYPES,
  TIME_FORMS,
} from '@budeng/transactions'
import { z } from 'zod'
import { parsedInput } from '../../graphql/parsed-input.ts'
import { Refused } from '../../graphql/refused.ts'
import { CSV_TEXT_LENGTH_MAX, CSV_TYPES_MAX } from '../../limits.ts'
import type { CsvMappingInput } from './mapping.type.ts'

const word = z.string().min(1).max(CSV_TEXT_LENGTH_MAX)
const Mapping = z.object({
  columns: z.array(z.object({ field: z.enum(CSV_FIELDS), title: word })).max(CSV_FIELDS.length),
  delimiter: z.string(),
  encoding: z.enum(['utf-8', 'gb18030']),
  amountForm: z.enum(AMOUNT_FORMS),
  timeForm: z.enum(TIME_FORMS),
  dateForm: z.enum(DATE_FORMS),
  currency: z.string(),
  types: z
    .array(z.object({ word, type: z.enum(RECORD_TYPES) }))
    .max(CSV_TYPES_MAX)
    .nullish(),
  type: z.enum(RECORD_TYPES).nullish(),
})

/** A mapping as it is kept: the core's, and how the bytes are read. */
export type StoredMapping = CsvMapping & { readonly encoding: 'utf-8' | 'gb18030' }

/** A mapping as somebody wrote it. @throws ApiError BAD_USER_INPUT */
export function mappingOf(input: CsvMappingInput, path: readonly string[]): StoredMapping {
  const { columns, types, type, ...forms } = parsedInput(Mapping, input, path)
  return {
    ...forms,
    columns: Object.fromEntries(columns.map(({ field, title }) => [field, title])),
    types: Object.fromEntries((types ?? []).map(({ word: said, type: meant }) => [said, meant])),
    type: type ?? null,
  }
}

/** What keeps a mapping from reading any file. @throws Refused */
export function checkMapping(mapping: CsvMapping): void {
  const [problem] = mappingProblems(mapping, [...new Set(Object.values(mapping.columns))])
  if (problem === undefined) return
  const params = { problem: problem.code, field: problem.field ?? '' }
  throw new Refused({ code: 'BAD_MAPPING', params, path: ['input', 'mapping'] })
}
