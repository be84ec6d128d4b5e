import { listTariffs, lockTariff, type NodeRow, type TariffView as TariffRows } from '@budeng/storage'
import { changeAsked } from '../approvals/change-asked.ts'
import type { CardType, Product } from '@budeng/transactions'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import { levelWith, namedOrganisation } from '../access/find-organisation.ts'
import { OrganisationObject } from '../access/organisation.type.ts'
import { confirmLarge } from '../access/step-up-large-acts.ts'
import { proposeChange } from '../approvals/propose-change.ts'
import type { TariffWord } from '../approvals/tariff-change.ts'
import { type Connection, connectionOf, PageArgs } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import { fulfil, notFound, Refused } from '../graphql/wish.ts'
import { ledgerMoney, ledgerMoneyOf } from './ledger-money.ts'
import {
  TariffChangeInput,
  TariffChangePayload,
  TariffConnection,
  type TariffInput,
  TariffObject,
} from './tariff.type.ts'

@ArgsType()
class TariffsArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Of merchants at and below this organisation.' })
  organisationId: string | null
}

/** A tariff as its fields are read. */
type TariffView = TariffObject & { readonly merchantId: string }

/** A tariff that the viewer may see. */
export async function findTariff(operation: Operation, id: string): Promise<TariffView | null> {
  const known = idOf('tariff', id)
  if (known === null || !operation.authority.permits.has('tariff:read')) return null
  const rows = await operation.load.tariff.load(known)
  return rows === null ? null : tariffView(rows)
}

@Resolver(() => TariffObject)
export class TariffResolver {
  @Query(() => TariffConnection, {
    description: 'Tariffs (费率) of the merchants in the viewer’s subtree; empty without `tariff:read`.',
  })
  async tariffs(
    @Args(() => TariffsArgs) { organisationId, ...page }: TariffsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<TariffView>> {
    const first = pageSize(page.first, 'root')
    const hash = listHash({ tariffs: organisationId ?? null })
    const [afterId] = page.after == null ? [null] : decodeCursor(page.after, hash, ['string'])
    const level = await levelWith(operation, 'tariff:read', organisationId)
    const rows =
      level === null ? [] : await operation.read((db) => listTariffs(db, { level, afterId, limit: first + 1 }))
    return connectionOf(rows.map(tariffView), first, page.after, ({ id }) => encodeCursor([id], hash))
  }

  @Mutation(() => TariffChangePayload, {
    description:
      'Asks for another version of a tariff, from a business day on. It holds when a second person has approved it; where an agent has a share, somebody above the agent.',
  })
  async tariffChange(
    @Arg('input', () => TariffChangeInput, { description: 'Whose, how, from when, and why.' })
    input: TariffChangeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<TariffChangePayload> {
    const { idempotencyKey: key, stepUp, ...rest } = input
    const after = wordOf(input.tariff)
    const outcome = await fulfil(operation, { name: 'tariffChange', key, input: rest, stepUp }, async (unit) => {
      const subject = idOf('node', input.merchantId)
      if (subject === null) throw notFound('merchantId')
      const id = await proposeChange(operation, unit, { kind: 'TARIFF', subject, after, reason: input.reason })
      const known = await lockTariff(unit, { merchantId: subject, ...after })
      if ((known?.version ?? 0) !== input.expectedVersion)
        throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
      await confirmLarge(operation, unit, 'tariffChange', input)
      return id
    })
    return await changeAsked(operation, outcome)
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'The merchant who pays.' })
  async merchant(@Root() { merchantId }: TariffView, @Ctx('operation') operation: Operation): Promise<NodeRow | null> {
    return await namedOrganisation(operation, merchantId)
  }
}

function wordOf({ capMinor, minimumMinor, ...terms }: TariffInput): TariffWord {
  return {
    ...terms,
    capMinor: capMinor == null ? null : String(capMinor),
    minimumMinor: String(minimumMinor ?? 0n),
  }
}

function tariffView({ id, merchantId, currency, cardType, product, version, versions }: TariffRows): TariffView {
  return {
    ...{ id, merchantId, currency, version, cardType: cardType as CardType | 'ANY', product: product as Product },
    versions: versions.map(({ capMinor, minimumMinor, ...terms }) => ({
      ...terms,
      cap: ledgerMoneyOf(capMinor, currency),
      minimum: ledgerMoney(minimumMinor, currency),
    })),
  }
}
