import { limitsInForce } from '@budeng/corrections'
import { agreedLimits, type ChangeRequestRow, lockLimit } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import { confirmLarge } from '../../access/step-up-large-acts.ts'
import { ChangeRequestObject } from '../../approvals/change.type.ts'
import { changeAsked } from '../../approvals/change-asked.ts'
import type { LimitsWord } from '../../approvals/correction-limits-change.ts'
import { proposeChange } from '../../approvals/propose-change.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, Refused } from '../../graphql/wish.ts'
import { ledgerMoney } from '../../transactions/ledger-money.ts'
import { mayRead } from '../find-correction.ts'
import { acquirerFor, ownAcquirer } from './change-rules.ts'
import {
  CorrectionLimitsChangeInput,
  CorrectionLimitsChangePayload,
  type CorrectionLimitsInput,
  CorrectionLimitsObject,
} from './limits.type.ts'

@Resolver(() => CorrectionLimitsObject)
export class CorrectionLimitsResolver {
  @Query(() => [CorrectionLimitsObject], {
    description:
      'Tiers and caps of corrections at the viewer’s acquirer, by currency; a currency that is not here always needs two checkers. Empty below an acquirer.',
  })
  async correctionLimits(@Ctx('operation') operation: Operation): Promise<CorrectionLimitsObject[]> {
    const acquirerId = mayRead(operation) ? ownAcquirer(operation) : null
    if (acquirerId === null) return []
    const agreed = await operation.read((db) => agreedLimits(db, acquirerId))
    return limitsInForce(agreed).map(({ currency, tierOne, tierTwo, dayStake, dayCount, automatic }) => {
      const row = agreed.find((one) => one.currency === currency)
      const money = (minor: bigint) => ledgerMoney(minor, currency)
      return {
        ...{ currency, dayCount, tierOne: money(tierOne), tierTwo: money(tierTwo), day: money(dayStake) },
        ...{ automatic: money(automatic), agreed: row !== undefined, changedAt: row?.changedAt ?? null },
        version: row?.version ?? 0,
      }
    })
  }

  @FieldResolver(() => ChangeRequestObject, {
    nullable: true,
    description: 'Other limits of this currency, while they wait for a second person: those that wait longest.',
  })
  async asked(
    @Root() { currency }: CorrectionLimitsObject,
    @Ctx('operation') operation: Operation,
  ): Promise<ChangeRequestRow | null> {
    const acquirerId = ownAcquirer(operation)
    const waiting = acquirerId === null ? [] : await operation.load.waitingChanges.load(acquirerId)
    const isOfThis = (word: LimitsWord) => word.currency === currency
    return waiting.find(({ kind, after }) => kind === 'CORRECTION_LIMITS' && isOfThis(after as LimitsWord)) ?? null
  }

  @Mutation(() => CorrectionLimitsChangePayload, {
    description:
      'Asks for other tiers and caps of corrections in one currency. They hold when a second person has approved them, also for what waits to be approved, where they are stricter.',
  })
  async correctionLimitsChange(
    @Arg('input', () => CorrectionLimitsChangeInput, { description: 'Which, and why.' })
    input: CorrectionLimitsChangeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CorrectionLimitsChangePayload> {
    const { idempotencyKey: key, stepUp, ...rest } = input
    const after = wordOf(input.limits)
    const outcome = await fulfil(
      operation,
      { name: 'correctionLimitsChange', key, input: rest, stepUp },
      async (unit) => {
        const subject = acquirerFor(operation, 'rule:change')
        const id = await proposeChange(operation, unit, {
          kind: 'CORRECTION_LIMITS',
          subject,
          after,
          reason: input.reason,
        })
        const known = await lockLimit(unit, subject, after.currency)
        if ((known?.version ?? 0) !== input.expectedVersion)
          throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
        await confirmLarge(operation, unit, 'correctionLimitsChange', input)
        return id
      },
    )
    return await changeAsked(operation, outcome)
  }
}

function wordOf({ currency, dayCount, ...minor }: CorrectionLimitsInput): LimitsWord {
  return {
    ...{ currency, dayCount, tierOneMinor: String(minor.tierOneMinor), tierTwoMinor: String(minor.tierTwoMinor) },
    ...{ dayMinor: String(minor.dayMinor), automaticMinor: String(minor.automaticMinor) },
  }
}
