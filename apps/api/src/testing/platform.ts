import { type CommandInput, commandType } from '@budeng/fleet'
import {
  applyCommandInputs,
  loadCommands,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Signer,
  tickDueCommands,
} from '@budeng/storage'
import type { TestHouse } from './test-house.ts'

const LIMITS = { atWork: 500, queuedSingly: 500, queuedInBulk: 500 }
const signer: Signer = {
  ticketHashOf: ({ type }) => (commandType(type).carriesTicket ? 'ab'.repeat(32) : null),
  objectionTo: () => null,
}

/** What worker, gateway and terminal would say to commands, said by hand. */
export class Platform {
  readonly #house: TestHouse

  constructor(house: TestHouse) {
    this.#house = house
  }

  /** Signs what may be signed. */
  async tick(): Promise<void> {
    await this.#house.worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => tickDueCommands(unit, LIMITS, signer))
  }

  async say(commandId: string, ...inputs: readonly CommandInput[]): Promise<void> {
    await this.#house.worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      applyCommandInputs(
        unit,
        inputs.map((input) => ({ commandId, input })),
      ),
    )
  }

  /** Signed, published and acknowledged by the terminal's application. */
  async deliver(commandId: string): Promise<void> {
    await this.tick()
    const { clock } = this.#house
    const attempt = (await this.load(commandId)).attempt
    await this.say(
      commandId,
      { kind: 'published', at: clock.now(), attempt, boot: 3, conn: 7 },
      { kind: 'acknowledged', at: clock.now(), attempt },
    )
  }

  /** Ends a delivered command with the terminal's word. */
  async finish(commandId: string): Promise<void> {
    const at = this.#house.clock.now()
    const { attempt } = await this.load(commandId)
    await this.say(commandId, { kind: 'result', at, attempt, result: { status: 'SUCCEEDED', code: '', at } })
  }

  async load(commandId: string) {
    const [command] = await this.#house.worker.read(PLATFORM_SCOPE, (db) => loadCommands(db, [commandId]))
    if (command === undefined) throw new Error(`no ${commandId}`)
    return command
  }
}
