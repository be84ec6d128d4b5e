import { RULE_IDS } from '@budeng/corrections'
import { type CaseKey, type CaseListQuery, listCases } from '@budeng/storage'
import { z } from 'zod'
import { levelWith } from '../../access/find-organisation.ts'
import { type Connection, connectionOf } from '../../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../../graphql/cursor.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { type Place, pageSize } from '../../graphql/paging.ts'
import { listOrNull, orNull, parsedInput } from '../../graphql/parsed-input.ts'
import { CorrectionKindEnum } from '../enums.ts'
import { CaseStateEnum, SeverityEnum } from './case-enums.ts'
import type { CasesArgs } from './case-input.ts'
import { type CaseView, caseView } from './case-view.ts'

const Filter = z.object({
  organisationId: z.string().nullish(),
  states: listOrNull(z.enum(CaseStateEnum)),
  severities: listOrNull(z.enum(SeverityEnum)),
  rules: listOrNull(z.enum(RULE_IDS)),
  kinds: listOrNull(z.enum(CorrectionKindEnum)),
  terminalId: orNull(z.string()),
  amountMin: orNull(z.bigint()),
  mine: orNull(z.boolean()),
})

/** One page of cases that the viewer may see. */
export async function casePage(
  operation: Operation,
  args: CasesArgs,
  place: Place,
  terminalId: string | null = null,
): Promise<Connection<CaseView>> {
  const first = pageSize(args.first, place)
  const wish = parsedInput(Filter, args.filter ?? {}, ['filter'])
  const order = args.orderBy ?? 'OLDEST'
  const { amountMin, mine, ...same } = wish
  const hash = listHash({
    ...same,
    organisationId: wish.organisationId ?? null,
    amountMin: String(amountMin),
    mine,
    order,
    terminalId,
  })
  const after = keyOf(args.after, hash)
  const level = await levelWith(operation, 'correction:read', wish.organisationId)
  const named = wish.terminalId === null ? null : (idOf('terminal', wish.terminalId) ?? '')
  const isElsewhere = named === '' || (named !== null && terminalId !== null && named !== terminalId)
  if (level === null || isElsewhere) return connectionOf([], first, args.after, () => '')
  const query: CaseListQuery = {
    ...{ level, order, after, amountMin, limit: first + 1 },
    states: wish.states ?? [],
    severities: wish.severities ?? [],
    rules: wish.rules ?? [],
    kinds: wish.kinds ?? [],
    terminalId: terminalId ?? named,
    claimedBy: mine === true ? operation.viewer.person.id : null,
  }
  const rows = await operation.read((db) => listCases(db, query))
  const views = rows.map((row) => caseView(row, operation.reader))
  return connectionOf(views, first, args.after, ({ row }) =>
    encodeCursor([row.openedAt, row.amount === null ? '' : String(row.amount), row.id], hash),
  )
}

function keyOf(after: string | null | undefined, hash: string): CaseKey | null {
  if (after == null) return null
  const [openedAt, amount, id] = decodeCursor(after, hash, ['number', 'string', 'string'])
  return { openedAt, amount: /^-?\d{1,19}$/.test(amount) ? BigInt(amount) : null, id }
}
