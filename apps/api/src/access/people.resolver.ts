import { permissionRefusal } from '@budeng/access'
import {
  foldedText,
  invitationsByIds,
  joinHumans,
  listPeople,
  lockPerson,
  openInvitations,
  type InvitationRow,
  type PersonRow,
  revokeInvitation,
  savePerson,
  type Unit,
} from '@budeng/storage'
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql'
import { badInput } from '../graphql/api-error.ts'
import { type Connection, connectionOf } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import { Refused } from '../graphql/refused.ts'
import { fulfil, told } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import { FIRST_MAX, SEARCH_LENGTH_MAX } from '../limits.ts'
import { checkedZone } from './checked-zone.ts'
import { levelFor } from './find-organisation.ts'
import { accept, invite, openInvitation } from './invitations.ts'
import { applyDisabled } from './person-changes.ts'
import {
  InvitationAcceptInput,
  InvitationAcceptPayload,
  PeopleArgs,
  PersonDisableInput,
  PersonInviteInput,
  PersonInvitePayload,
  PersonLinkInput,
  PersonPayload,
  ProfileUpdateInput,
} from './people-input.ts'
import { PersonConnection } from './person.type.ts'
import { done } from './security.resolver.ts'
import { DonePayload, InvitationObject, InvitationOfferObject } from './security.type.ts'
import { endAllSessions } from './session.resolver.ts'
import { providerFor } from './sso/provider-of.ts'

@Resolver()
export class PeopleResolver {
  @Query(() => PersonConnection, { description: "People of the viewer's subtree, by name. Needs `person:read`." })
  async people(
    @Args(() => PeopleArgs) args: PeopleArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<PersonRow>> {
    const first = pageSize(args.first, 'root')
    if ((args.q?.length ?? 0) > SEARCH_LENGTH_MAX)
      throw badInput(`\`q\` may have ${SEARCH_LENGTH_MAX} characters at most.`, ['q'])
    const search = args.q == null ? null : foldedText(args.q)
    const level = await levelFor(operation, args.organisationId)
    const hash = listHash({ search, at: level?.path ?? null })
    const key = args.after == null ? null : decodeCursor(args.after, hash, ['string', 'string'])
    const after = key === null ? null : { name: key[0], id: key[1] }
    const rows =
      level === null || !mayRead(operation)
        ? []
        : await operation.read((db) => listPeople(db, { path: level.path, search, after, limit: first + 1 }))
    return connectionOf(rows, first, args.after, ({ name, id }) => encodeCursor([name, id], hash))
  }

  @Query(() => [InvitationObject], {
    description: "Open invitations of the viewer's subtree, newest first, at most 200. Needs `person:read`.",
  })
  async invitations(@Ctx('operation') operation: Operation): Promise<InvitationRow[]> {
    if (!mayRead(operation)) return []
    const { path } = operation.viewer.person
    return await operation.read((db) => openInvitations(db, path, operation.now, FIRST_MAX))
  }

  @Query(() => InvitationOfferObject, {
    nullable: true,
    description: 'What a link offers; null when it is used, withdrawn, late, or none of ours.',
  })
  async invitation(
    @Arg('token', () => String, { description: 'The secret of the link.' }) token: string,
    @Ctx('operation') operation: Operation,
  ): Promise<InvitationOfferObject | null> {
    const found = await openInvitation(operation, token)
    if (found === null) return null
    const { email, role, expiresAt } = found.invitation
    const provider = await providerFor(operation.house, found.node.path, found.role)
    return {
      email,
      role: role as InvitationOfferObject['role'],
      organisationName: found.node.name,
      expiresAt,
      provider,
    }
  }

  @Mutation(() => PersonInvitePayload, { description: 'Invites somebody by a one-time link that holds for 72 hours.' })
  async personInvite(
    @Arg('input', () => PersonInviteInput, { description: 'Who, where, as what.' }) input: PersonInviteInput,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonInvitePayload> {
    let token: string | null = null
    const { idempotencyKey: key, ...rest } = input
    const outcome = await fulfil(operation, { name: 'personInvite', key, input: rest }, async (unit) => {
      const made = await invite(operation, unit, input)
      // kept out of the stored answer: a secret is told once and stands in no row
      token = made.token
      return { invitationId: made.id }
    })
    if (!outcome.ok) return { invitation: null, token: null, ...told(operation, outcome) }
    const { invitationId } = outcome.answer
    const [invitation] = await operation.read((db) => invitationsByIds(db, [invitationId]))
    return { invitation: invitation ?? null, token: outcome.replayed ? null : token, ...told(operation, outcome) }
  }

  @Mutation(() => DonePayload, { description: 'Withdraws an invitation that was not accepted yet.' })
  async invitationRevoke(
    @Arg('id', () => ID, { description: 'The invitation.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<DonePayload> {
    return await done(operation, async () => {
      mustWrite(operation)
      await operation.write(async (unit) => {
        const known = idOf('invitation', id)
        const [invitation] = known === null ? [] : await invitationsByIds(unit, [known])
        if (invitation === undefined || !(await revokeInvitation(unit, invitation.id)))
          throw new Refused({ code: 'NOT_FOUND', path: ['id'] })
        const { path, email } = invitation
        unit.append([
          { type: 'InvitationRevoked', subject: invitation.id, path, at: unit.clock.now(), data: { email } },
        ])
      })
    })
  }

  @Mutation(() => InvitationAcceptPayload, { description: 'Makes the account behind a link, and logs it in.' })
  async invitationAccept(
    @Arg('input', () => InvitationAcceptInput, { description: 'The link, name and password.' })
    input: InvitationAcceptInput,
    @Ctx('operation') operation: Operation,
  ): Promise<InvitationAcceptPayload> {
    try {
      const session = await accept(operation, { ...input, timeZone: checkedZone(input.timeZone) })
      operation.asker.setSession?.(session.secret, session.expiresAt)
      const viewer = await operation.house.sessions.find(session.secret, {
        fresh: true,
        active: true,
        address: operation.asker.address,
      })
      operation.become(viewer)
      return { viewer, userErrors: [] }
    } catch (error) {
      if (error instanceof Refused) return { viewer: null, userErrors: [userError(error.refusal, operation.reader)] }
      throw error
    }
  }

  @Mutation(() => PersonPayload, { description: 'Ends or restores the access of a person of the subtree.' })
  async personDisable(
    @Arg('input', () => PersonDisableInput, { description: 'Who.' }) input: PersonDisableInput,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonPayload> {
    return await changed(operation, input.personId, async (unit, person) => {
      mustWrite(operation)
      if (person.humanId === operation.viewer.person.humanId)
        throw new Refused({ code: 'NOT_ONESELF', path: ['input', 'personId'] })
      if (person.version !== input.expectedVersion)
        throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
      if ((person.disabledAt !== null) === input.disabled) return
      // nobody is behind it any more: whoever comes back gets an account of their own
      if (person.erasedAt != null) throw new Refused({ code: 'PERSON_ERASED', path: ['input', 'personId'] })
      const ended = await applyDisabled(unit, person, input.disabled)
      unit.afterCommit(() => {
        for (const id of ended) operation.house.sessions.ended(id)
      })
    })
  }

  @Mutation(() => PersonPayload, { description: "The viewer's own name, language and zone." })
  async profileUpdate(
    @Arg('input', () => ProfileUpdateInput, { description: 'The new ones.' }) input: ProfileUpdateInput,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonPayload> {
    return await changed(operation, operation.viewer.person.id, async (unit, person) => {
      const name = input.name.trim()
      if (name === '' || name.length > 80)
        throw new Refused({ code: 'NAME_LENGTH', params: { max: 80 }, path: ['input', 'name'] })
      const next = { name, language: input.language, timeZone: checkedZone(input.timeZone) }
      await savePerson(unit, person, next)
      unit.append([{ type: 'PersonChanged', subject: person.id, path: person.path, at: unit.clock.now(), data: next }])
      unit.afterCommit(() => operation.house.sessions.changed(operation.viewer.session.id))
    })
  }

  @Mutation(() => PersonPayload, {
    description:
      'States that two accounts are one human’s, with all others of either: none approves what another wishes from then on. It is not taken back.',
  })
  async personLink(
    @Arg('input', () => PersonLinkInput, { description: 'Both accounts.' }) input: PersonLinkInput,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonPayload> {
    return await changed(operation, input.personId, async (unit, person) => {
      mustWrite(operation)
      const otherId = idOf('person', input.otherPersonId)
      const other = otherId === null ? null : await lockPerson(unit, otherId)
      if (other === null) throw new Refused({ code: 'NOT_FOUND', path: ['input', 'otherPersonId'] })
      if (person.kind !== 'HUMAN' || other.kind !== 'HUMAN')
        throw new Refused({ code: 'NOT_FOUND', path: ['input', 'otherPersonId'] })
      if (!(await joinHumans(unit, person.id, other.id))) return
      await savePerson(unit, person, {})
      // the human's id may be that of an account out of sight
      const data = { otherPersonId: other.id }
      unit.append([{ type: 'PersonLinked', subject: person.id, path: person.path, at: unit.clock.now(), data }])
    })
  }

  @Mutation(() => DonePayload, { description: 'Ends all sessions of a person of the subtree.' })
  async personSessionsRevoke(
    @Arg('personId', () => ID, { description: 'The person.' }) personId: string,
    @Ctx('operation') operation: Operation,
  ): Promise<DonePayload> {
    return await done(operation, async () => {
      mustWrite(operation)
      const id = idOf('person', personId)
      const person = id === null ? null : await operation.load.person.load(id)
      if (person === null) throw new Refused({ code: 'NOT_FOUND', path: ['personId'] })
      const { viewer } = operation
      await endAllSessions(operation, person, person.id === viewer.person.id ? viewer.session.id : null)
    })
  }
}

/** Others see lists without anybody in them. */
function mayRead({ authority }: Operation): boolean {
  return authority.permits.has('person:read')
}

/** @throws Refused */
function mustWrite({ authority }: Operation): void {
  const forbidden = permissionRefusal(authority, 'person:write')
  if (forbidden !== null) throw new Refused(forbidden)
}

async function changed(
  operation: Operation,
  personId: string,
  change: (unit: Unit, person: PersonRow) => Promise<void>,
): Promise<PersonPayload> {
  const id = idOf('person', personId)
  const { userErrors } = await done(operation, () =>
    operation.write(async (unit) => {
      const person = id === null ? null : await lockPerson(unit, id)
      if (person === null) throw new Refused({ code: 'NOT_FOUND', path: ['input', 'personId'] })
      await change(unit, person)
    }),
  )
  const isDone = id !== null && userErrors.length === 0
  return { person: isDone ? await operation.load.person.load(id) : null, userErrors }
}
