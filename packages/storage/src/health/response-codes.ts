import type { FaultCode, ResponseCode, ResponseRoute } from '@budeng/fleet'
import { columnList, type ResponseCodeRow, responseCodeTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

/** What acquirers say themselves of their host's answers, by acquirer. */
export async function responseCodesOf(
  db: Scoped,
  acquirerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ResponseCode[]>> {
  const rows = await db.query<ResponseCodeRow>(
    `select ${columnList(responseCodeTable, 'response_code')} from response_code where acquirer_id = any($1::text[]) order by code`,
    [acquirerIds],
  )
  const byAcquirer = Map.groupBy(rows, ({ acquirerId }) => acquirerId)
  return new Map(
    [...byAcquirer].map(([acquirerId, own]) => [
      acquirerId,
      own.map(({ code, route, fault }) => ({
        code,
        route: route as ResponseRoute,
        fault: fault as FaultCode | null,
      })),
    ]),
  )
}

/** Sets what an acquirer says of a code; null takes it back to the default. */
export async function saveResponseCode(
  unit: Unit,
  { acquirerId, path }: Pick<ResponseCodeRow, 'acquirerId' | 'path'>,
  code: string,
  row: Pick<ResponseCode, 'route' | 'fault'> | null,
): Promise<void> {
  await unit.execute('delete from response_code where acquirer_id = $1 and code = $2', [acquirerId, code])
  if (row !== null)
    await unnestInsert(unit, responseCodeTable, [{ acquirerId, path, code, ...row, changedAt: unit.clock.now() }])
}
