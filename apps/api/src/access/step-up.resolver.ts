import { CHALLENGE_LIFE_MS, elevation } from '@budeng/access'
import { elevateSession, insertProofChallenge } from '@budeng/storage'
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql'
import type { Operation } from '../graphql/operation.ts'
import { Refused } from '../graphql/refused.ts'
import { userError } from '../language/language.ts'
import { actOf } from './step-up-acts.ts'
import { actionHashOf, challengeFor, methodsFor, noSuchAction, ownFactors, prepareStepUp, useCode } from './step-up.ts'
import { ElevationStartInput, ElevationStartPayload, StepUpStartInput, StepUpStartPayload } from './step-up.type.ts'
import { assertionOptions } from './webauthn.ts'

@Resolver()
export class StepUpResolver {
  @Mutation(() => StepUpStartPayload, {
    description: 'Tells what an act needs to be confirmed, in words for the screen, and what a passkey signs for it.',
  })
  async stepUpStart(
    @Arg('input', () => StepUpStartInput, { description: 'The act.' }) input: StepUpStartInput,
    @Ctx('operation') operation: Operation,
  ): Promise<StepUpStartPayload> {
    const act = await actOf(operation, input)
    if (act === null) return { challenge: null, userErrors: [userError(noSuchAction(), operation.reader)] }
    const methods = await methodsFor(operation, act)
    const { passkeys } = await ownFactors(operation)
    const { house, viewer } = operation
    const { mutation, commandType, tier, terminals, sample, reason } = act
    const hash = actionHashOf(act)
    const id = house.newId('challenge')
    const challenge = challengeFor(id, hash)
    const summary = { mutation, commandType, tier, terminals, sample, reason }
    const expiresAt = operation.now + CHALLENGE_LIFE_MS
    await operation.write((unit) =>
      insertProofChallenge(unit, {
        id,
        purpose: 'ACTION',
        personId: viewer.person.id,
        sessionId: viewer.session.id,
        actionHash: hash,
        summary,
        challenge,
        createdAt: unit.clock.now(),
        expiresAt,
        usedAt: null,
      }),
    )
    const passkeyOptions = await assertionOptions(house.relyingParty, passkeys, challenge)
    return { challenge: { ...summary, id, methods, hash, passkeyOptions, expiresAt }, userErrors: [] }
  }

  @Mutation(() => ElevationStartPayload, {
    description: 'One code stands for R1 commands on single terminals for 15 minutes, on this session only.',
  })
  async elevationStart(
    @Arg('input', () => ElevationStartInput, { description: 'The code.' }) input: ElevationStartInput,
    @Ctx('operation') operation: Operation,
  ): Promise<ElevationStartPayload> {
    const proof = { totp: input.totp }
    await prepareStepUp(operation, proof)
    const { session, person } = operation.viewer
    const until = elevation(operation.now)
    try {
      await operation.write(async (unit) => {
        await useCode(unit, proof)
        await elevateSession(unit, session.id, until)
        const at = unit.clock.now()
        unit.append([{ type: 'SessionElevated', subject: session.id, path: person.path, at, data: { until } }])
      })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const refusal = { ...error.refusal, path: ['input', 'totp'] }
      return { elevatedUntil: null, userErrors: [userError(refusal, operation.reader)] }
    }
    operation.house.sessions.changed(session.id)
    return { elevatedUntil: until, userErrors: [] }
  }
}
