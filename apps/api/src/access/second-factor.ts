import { acceptsStep } from '@budeng/access'
import {
  consumeProofChallenge,
  consumeRecoveryCode,
  consumeTotpStep,
  type FactorRows,
  hasRecoveryCode,
  type ProofChallengeRow,
  proofChallengeById,
  type Scoped,
  type Unit,
  usePasskey,
} from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { House } from '../house.ts'
import type { FactorProofInput } from './factor-input.ts'
import { recoveryCodeHash } from './recovery-codes.ts'
import { matchingStep } from './totp.ts'
import { credentialIdOf, verifiedAssertion } from './webauthn.ts'

/** A second factor that was right; it counts only once it is consumed. */
export type RightProof =
  | { readonly kind: 'TOTP'; readonly factorId: string; readonly step: number }
  | { readonly kind: 'RECOVERY'; readonly personId: string; readonly hash: Buffer }
  | { readonly kind: 'PASSKEY'; readonly passkeyId: string; readonly challengeId: string; readonly counter: number }

/** What a proof claims, with what the database knows of it. */
export interface Claim {
  readonly challenge: ProofChallengeRow | null
  readonly recoveryHash: Buffer | null
  readonly hasRecovery: boolean
}

/** Reads what is needed to judge a proof; the scope must name the challenge where nobody is known yet. */
export async function readClaim(
  db: Scoped,
  personId: string,
  proof: FactorProofInput | null | undefined,
): Promise<Claim> {
  const challengeId = proof?.passkey == null ? null : idOf('challenge', proof.passkey.challengeId)
  const recoveryHash = proof?.recoveryCode == null ? null : recoveryCodeHash(proof.recoveryCode)
  return {
    challenge: challengeId === null ? null : await proofChallengeById(db, challengeId),
    recoveryHash,
    hasRecovery: recoveryHash !== null && (await hasRecoveryCode(db, personId, recoveryHash)),
  }
}

/** Whether one of the person's second factors is right; null: no, or none was given. Of several the first counts. */
export async function judge(
  house: House,
  factors: FactorRows,
  purpose: ProofChallengeRow['purpose'],
  proof: FactorProofInput | null | undefined,
  { challenge, recoveryHash, hasRecovery }: Claim,
): Promise<RightProof | null> {
  const { personId, totp, passkeys } = factors
  if (proof == null) return null
  if (proof.totp != null) {
    const step = totp === null ? null : matchingStep(house.keys.sealPeople, totp, proof.totp, house.codeClock.now())
    return totp !== null && step !== null && acceptsStep(totp.lastStep, step)
      ? { kind: 'TOTP', factorId: totp.id, step }
      : null
  }
  if (recoveryHash !== null) return hasRecovery ? { kind: 'RECOVERY', personId, hash: recoveryHash } : null
  if (proof.passkey == null || challenge === null || challenge.purpose !== purpose) return null
  const isTheirs = challenge.personId === null || challenge.personId === personId
  const credentialId = credentialIdOf(proof.passkey.assertion)
  const passkey = passkeys.find((one) => one.credentialId === credentialId)
  if (!isTheirs || passkey === undefined) return null
  const counter = await verifiedAssertion(house.relyingParty, passkey, challenge.challenge, proof.passkey.assertion)
  return counter === null ? null : { kind: 'PASSKEY', passkeyId: passkey.id, challengeId: challenge.id, counter }
}

/** Uses a proof up, in the transaction of what it permits: false when somebody else was faster. */
export async function consumeProof(unit: Unit, proof: RightProof): Promise<boolean> {
  switch (proof.kind) {
    case 'TOTP':
      return await consumeTotpStep(unit, proof.factorId, proof.step)
    case 'RECOVERY':
      return await consumeRecoveryCode(unit, proof.personId, proof.hash)
    case 'PASSKEY':
      return (
        (await consumeProofChallenge(unit, proof.challengeId)) &&
        (await usePasskey(unit, proof.passkeyId, proof.counter, unit.clock.now()))
      )
  }
}
