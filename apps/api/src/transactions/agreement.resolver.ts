import type { Instant } from '@budeng/kernel'
import {
  type AgreementCount,
  countAgreement,
  type JournalRecordRow,
  type JournalStreamRow,
  listOpenDifferences,
  type NodeRow,
  type OpenDifferenceRow,
  type OpenDifferenceSum,
  sumOpenDifferences,
  type TerminalView,
} from '@budeng/storage'
import { isWithoutMoney, RECORD_TYPES, type RecordType } from '@budeng/transactions'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql'
import { OrganisationObject } from '../access/organisation.type.ts'
import { TerminalObject } from '../fleet/terminal.type.ts'
import { type Connection, connectionOf, PageArgs } from '../graphql/connection.ts'
import { encodeCursor, listHash } from '../graphql/cursor.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import {
  AgreementBoardObject,
  DifferenceConnection,
  DifferenceObject,
  TerminalAgreementObject,
} from './agreement.type.ts'
import { momentKeyOf } from './bounded-connection.ts'
import { moneyOf } from './money.type.ts'
import { contentOf, recordView } from './record-view.ts'
import { levelOfMoney } from './transaction-page.ts'
import { JournalRecordObject } from './transaction.type.ts'

@ArgsType()
class DifferencesArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Under this organisation.' })
  organisationId: string | null

  @Field(() => ID, { nullable: true, description: 'Of this terminal.' })
  terminalId: string | null
}

/** A difference as its fields are read. */
type DifferenceView = DifferenceObject & { readonly terminalId: string }

export async function findDifference(operation: Operation, id: string): Promise<DifferenceView | null> {
  const known = idOf('difference', id)
  if (known === null || !operation.authority.permits.has('transaction:read')) return null
  const row = await operation.load.difference.load(known)
  return row === null ? null : differenceView(row)
}

@Resolver(() => DifferenceObject)
export class DifferenceResolver {
  @Query(() => DifferenceObject, {
    nullable: true,
    description: 'One difference that the viewer may see, open or closed; null for any other.',
  })
  async difference(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<DifferenceView | null> {
    return await findDifference(operation, id)
  }

  @Query(() => DifferenceConnection, {
    description: 'Differences between terminals and platform that are open in the viewer’s subtree, the oldest first.',
  })
  async differences(
    @Args(() => DifferencesArgs) args: DifferencesArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<DifferenceView>> {
    const first = pageSize(args.first, 'root')
    const { organisationId, terminalId } = args
    const hash = listHash({ organisationId: organisationId ?? null, terminalId: terminalId ?? null })
    const after = momentKeyOf(args.after, hash)
    const level = await levelOfMoney(operation, organisationId)
    const known = terminalId == null ? null : idOf('terminal', terminalId)
    const isNothing = level === null || (terminalId != null && known === null)
    const rows = isNothing
      ? []
      : await operation.read((db) => listOpenDifferences(db, { level, terminalId: known, after, limit: first + 1 }))
    return connectionOf(rows.map(differenceView), first, args.after, ({ openedAt, id }) =>
      encodeCursor([openedAt, id], hash),
    )
  }

  @FieldResolver(() => TerminalObject, {
    nullable: true,
    description: 'The terminal, when the viewer still sees it: it may have moved since.',
  })
  async terminal(@Root() view: DifferenceView, @Ctx('operation') operation: Operation): Promise<TerminalView | null> {
    return await operation.load.terminal.load(view.terminalId)
  }

  @FieldResolver(() => JournalRecordObject, {
    nullable: true,
    description: 'Our record at the first place in question; null when we have none.',
  })
  async record(
    @Root() { terminalId, epoch, fromSeq }: DifferenceView,
    @Ctx('operation') operation: Operation,
  ): Promise<JournalRecordObject | null> {
    const place = { terminalId, epoch, seq: Number(fromSeq) }
    const record: JournalRecordRow | null = await operation.load.journalRecord.load(place)
    return record === null ? null : recordView(record)
  }

  @FieldResolver(() => Boolean, {
    description: 'True when what stands there moves no money, as a sign-on: then there is no `amount` to be known.',
  })
  async movesNoMoney(@Root() view: DifferenceView, @Ctx('operation') operation: Operation): Promise<boolean> {
    if (view.amount !== null || view.fromSeq !== view.toSeq) return false
    const types = [typeIn(view.contentTerminal), (await this.record(view, operation))?.type ?? null]
    const known = types.filter((type) => type !== null)
    return known.length > 0 && known.every(isWithoutMoney)
  }
}

function typeIn(content: object | null): RecordType | null {
  const said = content !== null && 'type' in content ? content.type : null
  return RECORD_TYPES.find((type) => type === said) ?? null
}

function differenceView(row: OpenDifferenceRow): DifferenceView {
  return {
    ...{ id: row.id, terminalId: row.terminalId, epoch: row.epoch, kind: row.kind, version: row.version },
    ...{ openedAt: row.openedAt, closedAt: row.closedAt, roundTrips: row.roundTrips, wireBytes: row.wireBytes },
    fromSeq: String(row.fromSeq),
    toSeq: String(row.toSeq),
    amount: moneyOf(row),
    leafHost: row.leafHost?.toString('hex') ?? null,
    leafTerminal: row.leafTerminal?.toString('hex') ?? null,
    contentTerminal: contentOf(row.bodyTerminal),
  }
}

function boardOf(
  { equal, different, unknown, without }: AgreementCount,
  sums: readonly OpenDifferenceSum[],
  at: Instant,
): AgreementBoardObject {
  const openDifferences = sums.map(({ count, amount, currency, exponent, oldestAt }) => ({
    count,
    amount: moneyOf({ amount, currency, exponent }),
    oldestAt,
  }))
  return { equal, different, unknown, without, openDifferences, at }
}

@Resolver(() => OrganisationObject)
export class OrganisationAgreementResolver {
  @FieldResolver(() => AgreementBoardObject, {
    nullable: true,
    description:
      'How the journals under it agree with the platform; null for an organisation above the viewer, and without `transaction:read`.',
  })
  async agreement(@Root() node: NodeRow, @Ctx('operation') operation: Operation): Promise<AgreementBoardObject | null> {
    const { authority, viewer } = operation
    const isBelow = `${node.path}.`.startsWith(`${viewer.person.path}.`)
    if (!isBelow || !authority.permits.has('transaction:read')) return null
    return await operation.read(async (db) =>
      boardOf(await countAgreement(db, node), await sumOpenDifferences(db, node), operation.now),
    )
  }
}

@Resolver(() => TerminalObject)
export class TerminalAgreementResolver {
  @FieldResolver(() => TerminalAgreementObject, {
    nullable: true,
    description: 'How far its journal is received and agreed; null when it sends none, and without `transaction:read`.',
  })
  async agreement(
    @Root() terminal: TerminalView,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalAgreementObject | null> {
    if (!operation.authority.permits.has('transaction:read')) return null
    const journal = await operation.load.journal.load(terminal.id)
    return journal === null ? null : agreementView(journal)
  }
}

function agreementView(row: JournalStreamRow): TerminalAgreementObject {
  const starts = row.ahead.filter((_, index) => index % 2 === 0)
  return {
    state: row.agreement,
    epoch: row.epoch,
    throughSeq: String(row.throughSeq),
    ahead: starts.map((first, index) => `${first}-${row.ahead[index * 2 + 1] ?? first}`),
    gapSince: row.gapSince,
    root: row.root.toString('hex'),
    equalSeq: String(row.equalSeq),
    equalAt: row.equalAt,
    comparedAt: row.comparedAt,
    unproven: row.unproven,
  }
}
