import { Fault } from '@budeng/kernel'
import type { Instant } from '@budeng/kernel'
import type { NodeRow, PersonRow } from '@budeng/storage'
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { Operation } from '../graphql/operation.ts'
import { namedOrganisation } from './find-organisation.ts'
import { OrganisationObject } from './organisation.type.ts'
import { PersonObject } from './person.type.ts'
import { PersonFactorsObject } from './security.type.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'

@Resolver(() => PersonObject)
export class PersonResolver {
  @FieldResolver(() => OrganisationObject, { description: 'The organisation whose subtree the person sees.' })
  async organisation(@Root() person: PersonRow, @Ctx('operation') operation: Operation): Promise<NodeRow> {
    const node = await namedOrganisation(operation, person.nodeId)
    if (node === null) throw new Fault('a person belongs to an organisation that is not there')
    return node
  }

  @FieldResolver(() => PersonFactorsObject, {
    nullable: true,
    description: 'Second factors; null for those who may not read people.',
  })
  async factors(
    @Root() person: PersonRow,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonFactorsObject | null> {
    if (!mayRead(operation, person)) return null
    const factors = await operation.load.factors.load(person.id)
    if (factors === null) return null
    const { totp, passkeys, recoveryCodesLeft } = factors
    return { totp: totp !== null, passkeys: passkeys.length, recoveryCodesLeft }
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'When the person last used a session, to the minute; null: never, or not yours to read.',
  })
  async lastSeenAt(@Root() person: PersonRow, @Ctx('operation') operation: Operation): Promise<Instant | null> {
    return mayRead(operation, person) ? ((await operation.load.lastSeen.load(person.id))?.seenAt ?? null) : null
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when access has ended; null: it has not, or not yours to read.',
  })
  disabledAt(@Root() person: PersonRow, @Ctx('operation') operation: Operation): Instant | null {
    return mayRead(operation, person) ? person.disabledAt : null
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when the role is held: a young one approves nothing. Null: not yours to read.',
  })
  roleSince(@Root() person: PersonRow, @Ctx('operation') operation: Operation): Instant | null {
    return mayRead(operation, person) ? person.roleSince : null
  }

  @FieldResolver(() => [PersonObject], {
    description:
      'Other accounts of the same human, as far as they belong to your subtree: none of them checks what this one made. Empty when not yours to read.',
  })
  async otherAccounts(
    @Root() person: PersonRow,
    @Ctx('operation') operation: Operation,
  ): Promise<readonly PersonRow[]> {
    if (!mayRead(operation, person)) return []
    const accounts = await operation.load.accountsOfHuman.load(person.humanId)
    return accounts.filter(({ id }) => id !== person.id)
  }

  @FieldResolver(() => Boolean, { description: 'True when the viewer and this account are the same human.' })
  isViewer(@Root() person: PersonRow, @Ctx('operation') operation: Operation): boolean {
    return person.humanId === operation.viewer.person.humanId
  }
}

/** Accounts are read by those who may read people, and by themselves. */
function mayRead({ authority }: Operation, { id }: PersonRow): boolean {
  return authority.permits.has('person:read') || authority.personId === id
}
