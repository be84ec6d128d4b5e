import { domainOf, permissionRefusal, safeReturn } from '@budeng/access'
import { changeAsked } from '../../approvals/change-asked.ts'
import {
  identitiesOfProvider,
  type IdentityProviderRow,
  identityProviderOf,
  type NodeRow,
  type PersonIdentityRow,
  type PersonRow,
  providersOfDomain,
} from '@budeng/storage'
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import { proposeChange } from '../../approvals/propose-change.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { Refused } from '../../graphql/refused.ts'
import { fulfil, notFound } from '../../graphql/wish.ts'
import { userError } from '../../language/language.ts'
import { IDENTITIES_MAX, PROVIDERS_OF_DOMAIN_MAX } from '../../limits.ts'
import { checkedName, openInvitation } from '../invitations.ts'
import { checkedZone } from '../checked-zone.ts'
import { OrganisationObject } from '../organisation.type.ts'
import { PersonObject } from '../person.type.ts'
import { done } from '../security.resolver.ts'
import { DonePayload } from '../security.type.ts'
import { beginAt, keepLogin, sha256, type WaitingInvitation } from './begin.ts'
import { disconnect } from './disconnect.ts'
import { signInProvider } from './provider-of.ts'
import {
  IdentityProviderChangeInput,
  IdentityProviderChangePayload,
  IdentityProviderObject,
  type ProviderInvitationInput,
  ProviderLoginStartInput,
  ProviderLoginStartPayload,
} from './provider.type.ts'
import { IdentityObject, SignInProviderObject } from './sign-in.type.ts'

@Resolver()
export class ProviderResolver {
  @Query(() => [SignInProviderObject], {
    description:
      'Where the owner of an e-mail address may sign in instead, by its domain alone: whether it has an account is told nobody.',
  })
  async signInProviders(
    @Arg('email', () => String, { description: 'The address.' }) email: string,
    @Ctx('operation') { house }: Operation,
  ): Promise<SignInProviderObject[]> {
    const domain = domainOf(email)
    if (domain === null) return []
    return await house.storage.read({ path: null, domain }, async (db) => {
      const found: SignInProviderObject[] = []
      for (const provider of await providersOfDomain(db, domain, PROVIDERS_OF_DOMAIN_MAX))
        found.push(await signInProvider(db, provider))
      return found
    })
  }

  @Mutation(() => ProviderLoginStartPayload, {
    description: 'Begins to sign in at a provider: where this browser goes. What comes back decides.',
  })
  async providerLoginStart(
    @Arg('input', () => ProviderLoginStartInput, { description: 'Where, and where to go then.' })
    input: ProviderLoginStartInput,
    @Ctx('operation') operation: Operation,
  ): Promise<ProviderLoginStartPayload> {
    const { house, asker, reader } = operation
    try {
      const invitation = input.invitation == null ? null : await waitingInvitation(operation, input.invitation)
      const login = await beginAt(house, idOf('node', input.providerId), {
        purpose: invitation === null ? 'LOGIN' : 'INVITATION',
        returnTo: safeReturn(input.returnTo),
        ...{ personId: null, sessionId: null, invitation },
      })
      await keepLogin(house, asker, login)
      return { url: login.url, userErrors: [] }
    } catch (error) {
      if (error instanceof Refused) return { url: null, userErrors: [userError(error.refusal, reader)] }
      throw error
    }
  }

  @Mutation(() => IdentityProviderChangePayload, {
    description:
      "Asks for a change of an acquirer's own sign-in. It holds when a second person has approved it; another issuer ends all links, and switching it off ends the sessions that it opened.",
  })
  async identityProviderChange(
    @Arg('input', () => IdentityProviderChangeInput, { description: 'Whose, how, and why.' })
    input: IdentityProviderChangeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<IdentityProviderChangePayload> {
    const { idempotencyKey: key, ...rest } = input
    const { clientSecret, ...provider } = input.provider
    const outcome = await fulfil(operation, { name: 'identityProviderChange', key, input: rest }, async (unit) => {
      const subject = idOf('node', input.organisationId)
      if (subject === null) throw notFound('organisationId')
      const after = { provider, secret: clientSecret ?? null }
      return await proposeChange(operation, unit, { kind: 'IDENTITY_PROVIDER', subject, after, reason: input.reason })
    })
    return await changeAsked(operation, outcome)
  }

  @Mutation(() => DonePayload, {
    description: 'Removes the link of somebody of the subtree with a provider; the sessions that it opened end.',
  })
  async identityRemove(
    @Arg('id', () => ID, { description: 'The link.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<DonePayload> {
    return await done(operation, async () => {
      const forbidden = permissionRefusal(operation.authority, 'person:write')
      if (forbidden !== null) throw new Refused(forbidden)
      const known = idOf('identity', id)
      await operation.write(async (unit) => {
        if (known === null || !(await disconnect(operation, unit, known, null)))
          throw new Refused({ code: 'NOT_FOUND', path: ['id'] })
      })
    })
  }
}

/** An invitation that is accepted there. @throws Refused */
async function waitingInvitation(
  operation: Operation,
  { token, name, language, timeZone }: ProviderInvitationInput,
): Promise<WaitingInvitation> {
  if ((await openInvitation(operation, token)) === null)
    throw new Refused({ code: 'INVITATION_OVER', path: ['input', 'invitation', 'token'] })
  const called = checkedName(name, 'invitation', 'name')
  return { tokenHash: sha256(token).toString('hex'), name: called, language, timeZone: checkedZone(timeZone) }
}

@Resolver(() => OrganisationObject)
export class OrganisationProviderResolver {
  @FieldResolver(() => IdentityProviderObject, {
    nullable: true,
    description: "The acquirer's own sign-in; null: there is none, or without `policy:read`.",
  })
  async identityProvider(
    @Root() node: NodeRow,
    @Ctx('operation') operation: Operation,
  ): Promise<IdentityProviderRow | null> {
    const isAbove = operation.viewer.above.some(({ id }) => id === node.id)
    if (node.kind !== 'ACQUIRER' || isAbove || permissionRefusal(operation.authority, 'policy:read') !== null)
      return null
    return await operation.read((db) => identityProviderOf(db, node.id))
  }
}

@Resolver(() => IdentityProviderObject)
export class IdentityProviderResolver {
  @FieldResolver(() => String, { description: 'The address that the provider must know us by.' })
  redirectUri(@Ctx('operation') { house }: Operation): string {
    return house.providers.redirectUri
  }

  @FieldResolver(() => [IdentityObject], {
    description: 'Links with it, the newest first, at most 200. Needs `person:read`.',
  })
  async identities(
    @Root() { nodeId }: IdentityProviderRow,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonIdentityRow[]> {
    if (permissionRefusal(operation.authority, 'person:read') !== null) return []
    return await operation.read((db) => identitiesOfProvider(db, nodeId, IDENTITIES_MAX))
  }
}

@Resolver(() => IdentityObject)
export class IdentityResolver {
  @FieldResolver(() => PersonObject, { nullable: true, description: 'Whose account.' })
  async person(
    @Root() { personId }: PersonIdentityRow,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonRow | null> {
    return await operation.load.person.load(personId)
  }
}
