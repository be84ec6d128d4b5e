import { z } from 'zod'
import { FILTER_ITEMS_MAX } from '../limits.ts'
import { badInput } from './api-error.ts'

/** An input as the schema wants it. @throws ApiError BAD_USER_INPUT naming the first member that is wrong */
export function parsedInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  path: readonly string[],
): z.output<Schema> {
  const reading = schema.safeParse(input)
  if (reading.success) return reading.data
  const [issue] = reading.error.issues
  const where = [...path, ...(issue?.path ?? []).map(String)]
  throw badInput(`\`${where.join('.')}\`: ${issue?.message ?? 'not as expected'}`, where)
}

/** A member that may be left out: null then. */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? null)
}

/** A text of that form that may be left out; `what` says what it must be. */
export function textOrNull(pattern: RegExp, what: string) {
  return orNull(z.string().regex(pattern, what))
}

/** A list that may be left out. Its order and repeats mean nothing, so that equal wishes give equal cursors. */
export function listOrNull<Item extends z.ZodType<string>>(item: Item) {
  return z
    .array(item)
    .max(FILTER_ITEMS_MAX)
    .nullish()
    .transform((items) => (items == null ? null : sortedOnce(items)))
}

function sortedOnce<Text extends string>(items: readonly Text[]): Text[] {
  return [...new Set(items)].sort((a, b) => (a < b ? -1 : 1))
}
