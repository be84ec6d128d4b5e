import type { Period, StatementKey } from '@budeng/storage'
import { addDays, bookingDay, daysBetween } from '@budeng/transactions'
import { ArgsType, Field } from 'type-graphql'
import { badInput } from '../graphql/api-error.ts'
import { PageArgs } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor } from '../graphql/cursor.ts'
import type { Operation } from '../graphql/operation.ts'
import { DateScalar } from '../graphql/scalars.ts'
import { STATEMENT_DAYS_DEFAULT, STATEMENT_DAYS_MAX } from '../limits.ts'

/** The cursor of a line that is ordered by business day and number of its entry. */
export function dayCursor({ effectiveDate, entryId }: StatementKey, hash: string): string {
  return encodeCursor([Date.parse(effectiveDate), entryId], hash)
}

/** The key that a cursor holds; null for the first page. */
export function dayKeyOf(after: string | null | undefined, hash: string): StatementKey | null {
  if (after == null) return null
  const [at, entryId] = decodeCursor(after, hash, ['number', 'number'])
  const effectiveDate = new Date(at).toISOString().slice(0, 10)
  if (!/^\d{4}-\d\d-\d\d$/.test(effectiveDate) || effectiveDate.startsWith('0000'))
    throw badInput('`after` is not a cursor of this API.', ['after'])
  return { effectiveDate, entryId }
}

/** A span of business days as it is asked for. */
@ArgsType()
export class PeriodArgs extends PageArgs {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'First business day; left out: thirty days before the last.',
  })
  from: string | null

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last business day, at most a year after the first; left out: today.',
  })
  to: string | null
}

/**
 * The span, both days included.
 * @throws ApiError BAD_USER_INPUT when it ends before it begins, or is too long
 */
export function periodOf(operation: Operation, asked: Pick<PeriodArgs, 'from' | 'to'>): Period {
  const { timeZone } = operation.viewer.organisation
  const to = asked.to ?? bookingDay(operation.now, timeZone)
  const from = asked.from ?? addDays(to, -STATEMENT_DAYS_DEFAULT)
  const days = daysBetween(from, to)
  if (days < 0) throw badInput('`to` is not before `from`.', ['to'])
  if (days >= STATEMENT_DAYS_MAX) throw badInput(`A period has ${STATEMENT_DAYS_MAX} days at most.`, ['to'])
  return { from, to }
}
