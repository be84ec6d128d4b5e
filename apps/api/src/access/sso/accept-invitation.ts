import { providerRefusal } from '@budeng/access'
import { Refused } from '../../graphql/refused.ts'
import { makeAccount, openInvitationByHash } from '../invitations.ts'
import type { WaitingInvitation } from './begin.ts'
import { type Arrival, newIdentity, type ReturnCode, rulesOf } from './arrival.ts'

/** An account without a password: its link to the provider is how its person logs in. */
const NO_PASSWORD = ''

/** Whoever holds an invitation makes the account by signing in at the acquirer's provider. */
export async function acceptAtProvider(arrival: Arrival, waiting: WaitingInvitation): Promise<ReturnCode | null> {
  const { operation, provider } = arrival
  const found = await openInvitationByHash(operation, Buffer.from(waiting.tokenHash, 'hex'))
  if (found === null) return 'INVITATION_OVER'
  const { invitation } = found
  const { nodeId, path } = invitation
  const account = { nodeId, path, kind: 'HUMAN' as const, role: found.role, isDisabled: false }
  if (providerRefusal(rulesOf(provider), account) !== null) return 'IDENTITY_UNKNOWN'
  try {
    const session = await makeAccount(operation, waiting, {
      ...{ invitation, name: waiting.name, passwordHash: NO_PASSWORD, held: null },
      identity: { ...newIdentity(arrival), id: operation.house.newId('identity'), providerId: provider.nodeId },
    })
    operation.asker.setSession?.(session.secret, session.expiresAt)
    return null
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.refusal.code === 'IDENTITY_TAKEN' ? 'IDENTITY_TAKEN' : 'INVITATION_OVER'
  }
}
