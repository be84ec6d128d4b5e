import type { ChangeKind } from '@budeng/access'
import { changeAsked } from '../approvals/change-asked.ts'
import { lockPerson } from '@budeng/storage'
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql'
import { proposeChange } from '../approvals/propose-change.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused } from '../graphql/wish.ts'
import { PersonChangePayload, PersonFactorsResetInput, PersonRoleChangeInput } from './person-change-input.ts'

@Resolver()
export class PersonChangeResolver {
  @Mutation(() => PersonChangePayload, {
    description:
      'Asks for another role for a person. It holds when a second person has approved it: all their sessions end, and the new role approves nothing for a day.',
  })
  async personRoleChange(
    @Arg('input', () => PersonRoleChangeInput, { description: 'Whose, which, and why.' }) input: PersonRoleChangeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonChangePayload> {
    return await asked(operation, 'personRoleChange', 'PERSON_ROLE', input, { role: input.role })
  }

  @Mutation(() => PersonChangePayload, {
    description:
      'Asks that all second factors of a person be removed, who has lost them. A second person must approve it; the next login sets new ones up.',
  })
  async personFactorsReset(
    @Arg('input', () => PersonFactorsResetInput, { description: 'Whose, and why.' }) input: PersonFactorsResetInput,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonChangePayload> {
    return await asked(operation, 'personFactorsReset', 'PERSON_FACTOR_RESET', input, null)
  }
}

async function asked(
  operation: Operation,
  name: string,
  kind: ChangeKind,
  input: PersonFactorsResetInput,
  after: unknown,
): Promise<PersonChangePayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name, key, input: rest }, async (unit) => {
    const subject = idOf('person', input.personId)
    const person = subject === null ? null : await lockPerson(unit, subject)
    if (person === null) throw notFound('personId')
    const id = await proposeChange(operation, unit, { kind, subject: person.id, after, reason: input.reason })
    if (person.version !== input.expectedVersion)
      throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
    return id
  })
  return await changeAsked(operation, outcome)
}
