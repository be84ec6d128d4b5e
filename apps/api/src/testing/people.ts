import { DAY } from '@budeng/kernel'
import { type SealKeys, sealTotpSecret } from '@budeng/protocol'
import {
  insertPasskey,
  peopleByEmail,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  startTotp,
  confirmTotp,
} from '@budeng/storage'
import { generateSync } from 'otplib'
import { newTotpSecret } from '../access/totp.ts'
import type { Client } from './client.ts'
import { PASSWORD } from './fleet.ts'
import { SoftPasskey } from './soft-passkey.ts'
import type { TestClock } from './test-house.ts'

/** Second factors of a house's people, in software, older than a day unless a test says otherwise. */
export class TestPeople {
  readonly #owner: Storage
  readonly #clock: TestClock
  readonly #origin: string
  readonly #passkeys = new Map<string, Promise<SoftPasskey>>()

  constructor(owner: Storage, clock: TestClock, origin: string) {
    this.#owner = owner
    this.#clock = clock
    this.#origin = origin
  }

  /** A passkey that signs for the house's public name and is known to nobody yet. */
  newPasskey(): SoftPasskey {
    return new SoftPasskey(this.#origin)
  }

  /** The person's passkey, made at the first call. */
  async passkey(email: string, ageMs = 2 * DAY): Promise<SoftPasskey> {
    const made = this.#passkeys.get(email) ?? this.#makePasskey(email, ageMs)
    this.#passkeys.set(email, made)
    return await made
  }

  async #makePasskey(email: string, ageMs: number): Promise<SoftPasskey> {
    const passkey = this.newPasskey()
    const personId = await this.idOf(email)
    const { credentialId, publicKey, counter } = passkey
    const createdAt = this.#clock.now() - ageMs
    await this.#owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      insertPasskey(unit, {
        ...{ id: unit.newId('passkey'), personId, credentialId, publicKey, counter, createdAt },
        ...{ transports: [], name: 'soft', backedUp: false, usedAt: null },
      }),
    )
    return passkey
  }

  /** Sets an authenticator up; answers its secret. */
  async totp(email: string, sealKey: SealKeys, ageMs = 2 * DAY): Promise<string> {
    const personId = await this.idOf(email)
    const secret = newTotpSecret()
    await this.#owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      const id = unit.newId('totp')
      const createdAt = this.#clock.now() - ageMs
      const sealed = sealTotpSecret(sealKey, id, personId, secret)
      await startTotp(unit, { id, personId, sealed, createdAt })
      await confirmTotp(unit, { id, personId, sealed, createdAt, lastStep: 0, confirmedAt: null }, 0, createdAt)
    })
    return secret
  }

  /** The code of a moment, by default of now. */
  code(secret: string, at = this.#clock.now()): string {
    return generateSync({ secret, epoch: Math.floor(at / 1_000) })
  }

  /** Logs in with every factor that this house gave the person, and lets the client confirm what asks for it. */
  async login(client: Client, email: string): Promise<void> {
    // before the login: whoever must set one up first may do nothing else
    const passkey = await this.passkey(email)
    await client.login(email, PASSWORD, { factor: await loginFactor(client, passkey) })
    client.unlock = async () => await unlockWith(client, await this.passkey(email))
    client.confirm = async (mutation, input) => await confirmWith(client, await this.passkey(email), mutation, input)
  }

  async idOf(email: string): Promise<string> {
    const [row] = await this.#owner.read(PLATFORM_SCOPE, (db) => peopleByEmail(db, email))
    if (row === undefined) throw new Error(`no person ${email}`)
    return row.id
  }
}

/** A passkey's answer to a login. */
export async function loginFactor(client: Client, passkey: SoftPasskey): Promise<object> {
  const started = await client.ask('mutation{loginPasskeyStart{challengeId passkeyOptions}}')
  const challengeId = started.at('loginPasskeyStart.challengeId')
  return { passkey: { challengeId, assertion: passkey.sign(String(started.at('loginPasskeyStart.passkeyOptions'))) } }
}

/** Opens a locked session. */
export async function unlockWith(client: Client, passkey: SoftPasskey): Promise<void> {
  const started = await client.ask('mutation{sessionUnlockStart{challengeId passkeyOptions}}')
  const challengeId = started.at('sessionUnlockStart.challengeId')
  const assertion = passkey.sign(String(started.at('sessionUnlockStart.passkeyOptions')))
  const answer = await client.ask(
    'mutation($i:SessionUnlockInput!){sessionUnlock(input:$i){userErrors{code message}}}',
    {
      i: { factor: { passkey: { challengeId, assertion } } },
    },
  )
  if (answer.at('sessionUnlock.userErrors.0') !== undefined) throw new Error(`not unlocked: ${answer.text}`)
}

/** What is confirmed of it: passwords in it are nobody else's business. */
function securityAct({ act, passkeyId, identityId }: Readonly<Record<string, unknown>>): object {
  return { act, passkeyId, identityId }
}

/** The proof that an act asks for, signed by a passkey; null when there is no such act. */
export async function confirmWith(
  client: Client,
  passkey: SoftPasskey,
  mutation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<{ passkey: { challengeId: unknown; assertion: string } } | null> {
  const started = await client.ask(
    'mutation($i:StepUpStartInput!){stepUpStart(input:$i){challenge{id passkeyOptions}userErrors{code}}}',
    { i: { [mutation]: mutation === 'securityChange' ? securityAct(input) : input } },
  )
  const options = started.at('stepUpStart.challenge.passkeyOptions')
  if (typeof options !== 'string') return null
  return { passkey: { challengeId: started.at('stepUpStart.challenge.id'), assertion: passkey.sign(options) } }
}
