import { mustEnrol, type Role } from '@budeng/access'
import {
  forgetLoginFailures,
  identitiesOfPerson,
  liveSessionsOf,
  type PersonIdentityRow,
  renamePasskey,
  type SessionRow,
} from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { Refused } from '../graphql/refused.ts'
import { userError } from '../language/language.ts'
import { ElevationStartInput } from './step-up.type.ts'
import { addPasskey, confirmAuthenticator, passkeyName } from './factor-enrolment.ts'
import { ViewerObject } from './person.type.ts'
import { changeSecurity } from './security-change.ts'
import { PasskeyAddInput, PasskeyRenameInput, SecurityChangePayload, SecurityChangeRequest } from './security-input.ts'
import { DonePayload, SecurityObject, SessionObject } from './security.type.ts'
import { providerFor } from './sso/provider-of.ts'
import { IdentityObject, SignInProviderObject } from './sso/sign-in.type.ts'
import { ownFactors } from './step-up.ts'
import type { Viewer } from './viewer.ts'

/** Runs an act whose refusals are thrown as `Refused`. */
export async function done(operation: Operation, act: () => Promise<unknown>): Promise<DonePayload> {
  try {
    await act()
    return { userErrors: [] }
  } catch (error) {
    if (error instanceof Refused) return { userErrors: [userError(error.refusal, operation.reader)] }
    throw error
  }
}

@Resolver(() => ViewerObject)
export class SecurityResolver {
  @FieldResolver(() => SecurityObject, { description: 'Second factors of the viewer.' })
  async security(
    @Root() { person, realPerson }: Viewer,
    @Ctx('operation') operation: Operation,
  ): Promise<SecurityObject> {
    const { totp, passkeys, recoveryCodesLeft } = await ownFactors(operation)
    const totpSince = totp?.confirmedAt ?? null
    const passkeysSince = passkeys.map(({ createdAt }) => createdAt)
    const { isUsable, id } = operation.house.relyingParty
    return {
      totpSince,
      passkeys,
      recoveryCodesLeft,
      mustEnrol: mustEnrol(person.role as Role, { totpSince, passkeysSince }),
      passkeysPossible: isUsable,
      passkeyHost: id,
      hasPassword: realPerson.passwordHash !== '',
    }
  }

  @FieldResolver(() => [SessionObject], { description: "The viewer's sessions that still admit, newest first." })
  async sessions(@Root() { person }: Viewer, @Ctx('operation') operation: Operation): Promise<SessionRow[]> {
    return await operation.read((db) => liveSessionsOf(db, person.id, operation.now))
  }

  @Mutation(() => SecurityChangePayload, {
    description:
      "Changes the viewer's own means to log in. TOTP_START and PASSKEY_START begin; `totpConfirm` and `passkeyAdd` end it.",
  })
  async securityChange(
    @Arg('input', () => SecurityChangeRequest, { description: 'What, and its proof.' }) input: SecurityChangeRequest,
    @Ctx('operation') operation: Operation,
  ): Promise<SecurityChangePayload> {
    try {
      const given = await changeSecurity(operation, input)
      await forgetAttempts(operation)
      return { ...given, userErrors: [] }
    } catch (error) {
      if (error instanceof Refused) return { userErrors: [userError(error.refusal, operation.reader)] }
      throw error
    }
  }

  @Mutation(() => DonePayload, { description: 'The first code of an authenticator that is being set up.' })
  async totpConfirm(
    @Arg('input', () => ElevationStartInput, { description: 'The code.' }) { totp }: ElevationStartInput,
    @Ctx('operation') operation: Operation,
  ): Promise<DonePayload> {
    return await done(operation, async () => {
      await confirmAuthenticator(operation, totp)
      await forgetAttempts(operation)
    })
  }

  @Mutation(() => DonePayload, { description: 'Keeps a passkey that answered the challenge of PASSKEY_START.' })
  async passkeyAdd(
    @Arg('input', () => PasskeyAddInput, { description: 'Its answer, and a name.' }) input: PasskeyAddInput,
    @Ctx('operation') operation: Operation,
  ): Promise<DonePayload> {
    return await done(operation, () => addPasskey(operation, input))
  }

  @Mutation(() => DonePayload, { description: 'Gives a passkey another name.' })
  async passkeyRename(
    @Arg('input', () => PasskeyRenameInput, { description: 'Which, and the name.' }) input: PasskeyRenameInput,
    @Ctx('operation') operation: Operation,
  ): Promise<DonePayload> {
    const { id: personId, path } = operation.viewer.person
    return await done(operation, async () => {
      const name = passkeyName(input.name)
      const passkeyId = idOf('passkey', input.passkeyId)
      const isDone =
        passkeyId !== null &&
        (await operation.write(async (unit) => {
          if (!(await renamePasskey(unit, personId, passkeyId, name))) return false
          unit.append([
            { type: 'PasskeyRenamed', subject: personId, path, at: unit.clock.now(), data: { passkeyId, name } },
          ])
          return true
        }))
      if (!isDone) throw new Refused({ code: 'NOT_FOUND', path: ['input', 'passkeyId'] })
    })
  }
}

@Resolver(() => SecurityObject)
export class OwnIdentitiesResolver {
  @FieldResolver(() => SignInProviderObject, {
    nullable: true,
    description: "The acquirer's own sign-in that the viewer may connect with; null: none.",
  })
  async provider(@Ctx('operation') { house, viewer }: Operation): Promise<SignInProviderObject | null> {
    const { path, role } = viewer.realPerson
    return await providerFor(house, path, role as Role)
  }

  @FieldResolver(() => [IdentityObject], { description: 'Links with providers, oldest first.' })
  async identities(@Ctx('operation') operation: Operation): Promise<PersonIdentityRow[]> {
    return await operation.read((db) => identitiesOfPerson(db, operation.viewer.realPerson.id))
  }
}

/** Whoever was right begins anew. */
async function forgetAttempts({ house, viewer, asker }: Operation): Promise<void> {
  const { id, email } = viewer.person
  const actor = { kind: 'PERSON' as const, id, requestId: asker.requestId, address: asker.address }
  await house.storage.write({ path: null, email }, actor, (unit) => forgetLoginFailures(unit, email))
}
