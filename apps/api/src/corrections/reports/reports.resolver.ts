import {
  type BatchRow,
  countCases,
  countInbox,
  type DifferenceFigures,
  type DifferenceLine,
  differenceFigures,
  differenceLines,
  type DifferencePlace,
  monthEnd,
  type TerminalView,
  twinTotalsOf,
} from '@budeng/storage'
import type { CorrectionLines } from '@budeng/corrections'
import { addDays, bookingDay } from '@budeng/transactions'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql'
import { levelWith } from '../../access/find-organisation.ts'
import { TerminalObject } from '../../fleet/terminal.type.ts'
import { type Connection, connectionOf, PageArgs } from '../../graphql/connection.ts'
import { encodeCursor, listHash } from '../../graphql/cursor.ts'
import type { Operation } from '../../graphql/operation.ts'
import { pageSize } from '../../graphql/paging.ts'
import { DateScalar } from '../../graphql/scalars.ts'
import { INBOX_COUNT_MAX } from '../../limits.ts'
import { BatchObject } from '../../transactions/batch.type.ts'
import { momentKeyOf } from '../../transactions/bounded-connection.ts'
import { ledgerMoney } from '../../transactions/ledger-money.ts'
import { CorrectionObject } from '../correction.type.ts'
import { inboxOf } from '../correction-page.ts'
import type { CorrectionView } from '../correction-view.ts'
import { findCorrection, mayRead } from '../find-correction.ts'
import { totalsView } from '../impact-view.ts'
import {
  CorrectionDeskObject,
  CorrectionMonthObject,
  TwinAdjustmentObject,
  TwinTotalsObject,
  UnprovenFiguresObject,
  UnprovenLineObject,
  UnprovenPageObject,
} from './report.type.ts'

const UNDER = { nullable: true, description: 'Of this organisation; left out: the viewer’s own.' } as const

@ArgsType()
class UnprovenArgs extends PageArgs {
  @Field(() => ID, UNDER)
  organisationId: string | null
}

/** A line as its fields are read. */
type LineView = UnprovenLineObject & { readonly correctionId: string }

@Resolver()
export class ReportsResolver {
  @Query(() => CorrectionDeskObject, {
    nullable: true,
    description:
      'What there is to do at the desk of corrections; null for an organisation that is not the viewer’s to see.',
  })
  async correctionDesk(
    @Arg('organisationId', () => ID, UNDER) organisationId: string | null | undefined,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionDeskObject | null> {
    const level = await levelWith(operation, 'correction:read', organisationId)
    if (level === null) return null
    const mayCheck = operation.authority.permits.has('correction:approve')
    return await operation.read(async (db) => ({
      toCheck: mayCheck ? await countInbox(db, level.path, inboxOf(operation), INBOX_COUNT_MAX) : 0,
      cases: (await countCases(db, level)).map(({ state, severity, count, amount, currency, exponent, oldestAt }) => ({
        ...{ state, severity, count, oldestAt },
        amount: currency === null || exponent === null ? null : { minor: amount, currency, exponent },
      })),
      unproven: figuresView(await differenceFigures(db, { kind: 'NODE', path: level.path })),
    }))
  }

  @Query(() => UnprovenPageObject, {
    description:
      'Open differences (未平差额), line by line to the cent, the oldest first: corrected with us, and not proven at the terminals.',
  })
  async openDifferences(
    @Args(() => UnprovenArgs) { organisationId, ...page }: UnprovenArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<LineView>> {
    const first = pageSize(page.first, 'root')
    const hash = listHash({ organisationId: organisationId ?? null })
    const after = momentKeyOf(page.after, hash)
    const level = await levelWith(operation, 'correction:read', organisationId)
    const place: DifferencePlace = { kind: 'NODE', path: level?.path ?? '' }
    const key = after === null ? null : { since: after.at, correctionId: after.id }
    const lines = level === null ? [] : await operation.read((db) => differenceLines(db, place, first + 1, key))
    return connectionOf(lines.map(lineView), first, page.after, ({ since, correctionId }) =>
      encodeCursor([since, correctionId], hash),
    )
  }

  @Query(() => CorrectionMonthObject, {
    nullable: true,
    description: 'A month of corrections (月末报告); null for an organisation that is not the viewer’s to see.',
  })
  async correctionMonth(
    @Arg('month', () => DateScalar, { nullable: true, description: 'Any day of it; left out: the present month.' })
    month: string | null | undefined,
    @Arg('organisationId', () => ID, UNDER) organisationId: string | null | undefined,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionMonthObject | null> {
    const days = daysOf(month ?? bookingDay(operation.now, operation.viewer.organisation.timeZone))
    const level = await levelWith(operation, 'correction:read', organisationId)
    if (level === null) return null
    const { kinds, books, settled, open } = await operation.read((db) => monthEnd(db, level.path, days.from, days.to))
    return {
      ...days,
      kinds,
      books: operation.authority.permits.has('ledger:read')
        ? books.map(({ account, currency, minor }) => ({ account, amount: ledgerMoney(minor, currency) }))
        : [],
      settledBatches: settled.batches,
      settledLines: settled.lines.map(({ scope, side, count, minor, currency, exponent }) => ({
        scope: scope as 'DOMESTIC' | 'FOREIGN',
        side: side as 'DEBIT' | 'CREDIT',
        count,
        amount: { minor, currency, exponent },
      })),
      open: open.map(lineView),
    }
  }
}

/** The month of a day. */
function daysOf(day: string): { from: string; to: string } {
  const month = day.slice(0, 7)
  const [year = 0, number = 1] = month.split('-').map(Number)
  const next = number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`
  return { from: `${month}-01`, to: addDays(next, -1) }
}

function figuresView({ count, amounts, oldest, waived }: DifferenceFigures): UnprovenFiguresObject {
  return { count, amounts, oldestAt: oldest, waived }
}

function lineView({ correctionId, kind, state, reason, since, stake, lines }: DifferenceLine): LineView {
  return { correctionId, kind, state, reason, since, stake, moved: totalsView(lines) }
}

@Resolver(() => UnprovenLineObject)
export class UnprovenLineResolver {
  @FieldResolver(() => CorrectionObject, { nullable: true, description: 'The correction that explains it.' })
  async correction(
    @Root() { correctionId }: LineView,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionView | null> {
    return await findCorrection(operation, correctionId)
  }
}

@Resolver(() => TerminalObject)
export class TerminalUnprovenResolver {
  @FieldResolver(() => UnprovenFiguresObject, {
    nullable: true,
    description: 'What is corrected and not proven at it; null without `correction:read`.',
  })
  async unproven(
    @Root() { id }: TerminalView,
    @Ctx('operation') operation: Operation,
  ): Promise<UnprovenFiguresObject | null> {
    if (!mayRead(operation)) return null
    return figuresView(await operation.read((db) => differenceFigures(db, { kind: 'TERMINAL', terminalId: id })))
  }
}

type AdjustmentView = TwinAdjustmentObject & { readonly correctionId: string }

function adjustmentView({ correctionId, lines }: CorrectionLines): AdjustmentView {
  return { correctionId, lines: totalsView(lines) }
}

@Resolver(() => BatchObject)
export class BatchTwinResolver {
  @FieldResolver(() => TwinTotalsObject, {
    nullable: true,
    description:
      'The totals with its frozen root and those that stand now, each cent between them explained; null without `correction:read`.',
  })
  async twinTotals(
    @Root() { id }: Pick<BatchRow, 'id'>,
    @Ctx('operation') operation: Operation,
  ): Promise<TwinTotalsObject | null> {
    const twin = mayRead(operation) ? await operation.read((db) => twinTotalsOf(db, id)) : null
    if (twin === null) return null
    return {
      frozen: totalsView(twin.frozen),
      effective: totalsView(twin.effective),
      adjustments: twin.adjustments.map(adjustmentView),
      late: totalsView(twin.late),
      carried: twin.carried.map(adjustmentView),
      unexplained: totalsView(twin.unexplained),
    }
  }
}

@Resolver(() => TwinAdjustmentObject)
export class TwinAdjustmentResolver {
  @FieldResolver(() => CorrectionObject, { nullable: true, description: 'The correction.' })
  async correction(
    @Root() { correctionId }: AdjustmentView,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionView | null> {
    return await findCorrection(operation, correctionId)
  }
}
