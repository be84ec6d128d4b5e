import { idKind } from '@budeng/kernel'
import type { BreakGlassRow, ChangeRequestRow, NodeRow, PersonRow } from '@budeng/storage'
import { currencyExponent } from '@budeng/transactions'
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql'
import { namedOrganisation } from '../access/find-organisation.ts'
import { OrganisationObject } from '../access/organisation.type.ts'
import { PersonObject } from '../access/person.type.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { BreakGlassObject, BreakGlassPayload, BreakGlassReviewInput, BreakGlassUseInput } from './break-glass.type.ts'
import { ChangeDecideInput, ChangeDecidePayload, ChangeWithdrawInput } from './change-input.ts'
import { ChangeRequestObject } from './change.type.ts'
import { decideOnChange, withdrawChange } from './decide-change.ts'
import { reviewBreakGlass, useBreakGlass } from './use-break-glass.ts'

@Resolver(() => ChangeRequestObject)
export class ChangesResolver {
  @Query(() => ChangeRequestObject, {
    nullable: true,
    description: 'One change that the viewer sees; null for any other.',
  })
  async changeRequest(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<ChangeRequestRow | null> {
    const known = idOf('change', id)
    return known === null ? null : await operation.load.change.load(known)
  }

  @Mutation(() => ChangeDecidePayload, {
    description:
      'The second person approves or denies exactly what was shown; a yes makes the change. Nobody decides on their own request, with whatever account. A yes to what moves money asks for a passkey.',
  })
  async changeDecide(
    @Arg('input', () => ChangeDecideInput, { description: 'Which change, and yes or no.' }) input: ChangeDecideInput,
    @Ctx('operation') operation: Operation,
  ): Promise<ChangeDecidePayload> {
    return await decideOnChange(operation, input)
  }

  @Mutation(() => ChangeDecidePayload, { description: 'Takes an own change back before it is decided.' })
  async changeWithdraw(
    @Arg('input', () => ChangeWithdrawInput, { description: 'Which change.' }) input: ChangeWithdrawInput,
    @Ctx('operation') operation: Operation,
  ): Promise<ChangeDecidePayload> {
    return await withdrawChange(operation, input)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who asked for it; null when the viewer does not see them.',
  })
  async requestedBy(
    @Root() change: ChangeRequestRow,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonRow | null> {
    return await operation.load.person.load(change.requestedBy)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who decided; null before, and when the viewer does not see them.',
  })
  async decidedBy(@Root() change: ChangeRequestRow, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return change.decidedBy === null ? null : await operation.load.person.load(change.decidedBy)
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'Where it would change something.' })
  async organisation(
    @Root() { path }: ChangeRequestRow,
    @Ctx('operation') operation: Operation,
  ): Promise<NodeRow | null> {
    return await namedOrganisation(operation, path.split('.').at(-1) ?? '')
  }

  @FieldResolver(() => OrganisationObject, {
    nullable: true,
    description: 'The merchant whom a tariff or a payout is for; null for other changes.',
  })
  async merchant(
    @Root() { kind, subject }: ChangeRequestRow,
    @Ctx('operation') operation: Operation,
  ): Promise<NodeRow | null> {
    return kind === 'TARIFF' || kind === 'PAYOUT' ? await namedOrganisation(operation, subject) : null
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'Digits after the point of the amounts in `before` and `after`, which are decimal texts of minor units; null where there are none.',
  })
  exponent(@Root() { before, after }: ChangeRequestRow): number | null {
    const currency = currencyIn(after) ?? currencyIn(before)
    return currency === null ? null : currencyExponent(currency)
  }

  @FieldResolver(() => PersonObject, { nullable: true, description: 'The person whom it changes, if it is one.' })
  async person(
    @Root() { subject }: ChangeRequestRow,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonRow | null> {
    return idKind(subject) === 'person' ? await operation.load.person.load(subject) : null
  }
}

function currencyIn(word: unknown): string | null {
  if (typeof word !== 'object' || word === null || !('currency' in word)) return null
  return typeof word.currency === 'string' ? word.currency : null
}

@Resolver(() => BreakGlassObject)
export class BreakGlassResolver {
  @Query(() => BreakGlassObject, {
    nullable: true,
    description: 'What one person did alone, when the viewer sees it; null for any other.',
  })
  async breakGlass(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<BreakGlassRow | null> {
    const known = idOf('breakGlass', id)
    return known === null ? null : await operation.load.breakGlass.load(known)
  }

  @Mutation(() => BreakGlassPayload, {
    description:
      'Releases alone an own request that waits for a second person. It is on record, and somebody else must review it within a day. What moves money asks for a passkey.',
  })
  async breakGlassUse(
    @Arg('input', () => BreakGlassUseInput, { description: 'What waits, and why it cannot.' })
    input: BreakGlassUseInput,
    @Ctx('operation') operation: Operation,
  ): Promise<BreakGlassPayload> {
    return await useBreakGlass(operation, input)
  }

  @Mutation(() => BreakGlassPayload, { description: 'Somebody else confirms or contests what one person did alone.' })
  async breakGlassReview(
    @Arg('input', () => BreakGlassReviewInput, { description: 'What, and the judgement.' })
    input: BreakGlassReviewInput,
    @Ctx('operation') operation: Operation,
  ): Promise<BreakGlassPayload> {
    return await reviewBreakGlass(operation, input)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who did it; null when the viewer does not see them.',
  })
  async usedBy(@Root() glass: BreakGlassRow, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return await operation.load.person.load(glass.usedBy)
  }

  @FieldResolver(() => PersonObject, { nullable: true, description: 'Who reviewed it; null before.' })
  async reviewedBy(@Root() glass: BreakGlassRow, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return glass.reviewedBy === null ? null : await operation.load.person.load(glass.reviewedBy)
  }
}
