import { randomUUID } from 'node:crypto'
import { DAY } from '@budeng/kernel'
import { Passkey } from '@budeng/simulator'
import { insertPasskey, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { order } from '../graphql/order.ts'
import type { Session } from '../graphql/session.ts'
import { withStorage } from '../servers/database.ts'
import type { RunningHouse } from './house.ts'

/** Somebody of the acquirer who is logged in and holds a passkey, which they have had for long. */
export class Holder {
  readonly session: Session
  readonly #passkey: Passkey
  readonly #origin: string

  private constructor(session: Session, passkey: Passkey, origin: string) {
    this.session = session
    this.#passkey = passkey
    this.#origin = origin
  }

  /** @param name as `RunningHouse.logIn` takes it */
  static async of(house: RunningHouse, name: string): Promise<Holder> {
    const { email, session } = await house.logIn(name)
    const passkey = new Passkey()
    await withStorage(house.databaseUrl, 'owner', (owner) =>
      owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
        const [person] = await unit.query<{ id: string }>('select id from person where email = $1', [email])
        await insertPasskey(unit, {
          ...{ id: unit.newId('passkey'), personId: person?.id ?? '', credentialId: passkey.credentialId },
          ...{ publicKey: passkey.publicKey, counter: 0, transports: ['internal'], name: 'bench', backedUp: false },
          ...{ createdAt: unit.clock.now() - 30 * DAY, usedAt: null },
        })
      }),
    )
    return new Holder(session, passkey, `http://localhost:${house.port}`)
  }

  /** A mutation that its person confirms with the passkey, over exactly this input. @throws Error when it is refused */
  async confirmed<Data>(mutation: string, type: string, input: object, fields: string): Promise<Data> {
    const wish = { idempotencyKey: randomUUID(), ...input }
    const { challenge } = await order<{ challenge: { id: string; passkeyOptions: string } }>(
      this.session,
      ...(['stepUpStart', 'StepUpStartInput', { [mutation]: wish }, 'challenge { id passkeyOptions }'] as const),
    )
    const assertion = this.#passkey.sign(challenge.passkeyOptions, this.#origin)
    const stepUp = { passkey: { challengeId: challenge.id, assertion } }
    return await order<Data>(this.session, mutation, type, { ...wish, stepUp }, fields)
  }
}
