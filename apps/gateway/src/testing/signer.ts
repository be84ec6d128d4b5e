import { randomBytes } from 'node:crypto'
import { type Command, type CommandType, commandType } from '@budeng/fleet'
import { seal, signCommand, ticketHash, toBase64url, useOfCommand } from '@budeng/protocol'
import { TEST_COMMAND_KEY, TEST_CORRECTION_KEY } from '@budeng/protocol/testing'
import {
  addressesOf,
  dispatchSealName,
  type NewDispatch,
  nextCommandSeqs,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  tickDueCommands,
  type Unit,
  writeDispatches,
} from '@budeng/storage'
import { request } from '@budeng/storage/fleet-fixture'
import { TEST_SEAL_KEY } from './branch.ts'
import type { House } from './house.ts'

/** No rate: a test waits for nothing. */
const EVERYTHING = { atWork: 100, queuedSingly: 100, queuedInBulk: 100 } as const

/** Requests and signs commands as API and worker do, one step at a time. */
export class TestSigner {
  readonly #house: House
  readonly #worker: Storage
  readonly #tickets = new Map<string, string>()

  private constructor(house: House, worker: Storage) {
    this.#house = house
    this.#worker = worker
  }

  static async open(house: House): Promise<TestSigner> {
    return new TestSigner(house, await house.open('worker'))
  }

  /** The ticket of a RELOGIN that was signed here. */
  ticket(commandId: string): string {
    return this.#tickets.get(commandId) ?? ''
  }

  /** Requests one command; a backup is at hand. */
  async request(terminalId: string, type: CommandType, params: object = {}): Promise<string> {
    const { owner, clock } = this.#house
    const [commandId = ''] = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      await unit.execute('update terminal set backup_at = $2 where id = $1', [terminalId, new Date(clock.now())])
      return await request(unit, [terminalId], type, params)
    })
    return commandId
  }

  /** Looks at what is due and hands signed bytes to the gateway. */
  async sign(): Promise<void> {
    await this.#worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      const applied = await tickDueCommands(unit, EVERYTHING, {
        ticketHashOf: (command) => this.#ticketHash(command),
        objectionTo: () => null,
      })
      const signed = applied.flatMap(({ command, events }) =>
        command !== null && events.some(({ type }) => type === 'CommandSigned') ? [command] : [],
      )
      await writeDispatches(unit, await this.#dispatches(unit, signed), unit.clock.now())
    })
  }

  /** Requests and signs. */
  async order(terminalId: string, type: CommandType, params: object = {}): Promise<string> {
    const commandId = await this.request(terminalId, type, params)
    await this.sign()
    return commandId
  }

  #ticketHash(command: Command): string | null {
    if (!commandType(command.type).carriesTicket) return null
    const ticket = toBase64url(randomBytes(16))
    this.#tickets.set(command.id, ticket)
    return ticketHash(ticket).toString('hex')
  }

  async #dispatches(unit: Unit, commands: readonly Command[]): Promise<NewDispatch[]> {
    const addresses = await addressesOf(
      unit,
      commands.map(({ id }) => id),
    )
    const seqs = await nextCommandSeqs(
      unit,
      commands.map(({ deviceId }) => deviceId ?? ''),
    )
    return commands.flatMap((command, index) => {
      const to = addresses.get(command.id)
      const seq = seqs[index] ?? 0
      if (to === undefined) return []
      const params = commandType(command.type).wireParams(command.params)
      const ticket = this.#tickets.get(command.id)
      const token = signCommand(
        {
          v: 1,
          id: command.id,
          attempt: command.attempt,
          seq,
          acquirer: to.acquirer,
          tid: to.tid,
          device: to.deviceId,
          type: command.type,
          params: params as Parameters<typeof signCommand>[0]['params'],
          issuedAt: unit.clock.now(),
          notAfter: command.notAfter,
          ...(ticket === undefined ? {} : { ticket }),
        },
        useOfCommand(command.type) === 'correction' ? TEST_CORRECTION_KEY : TEST_COMMAND_KEY,
      )
      const key = { kind: 'command', commandId: command.id, attempt: command.attempt } as const
      const bytes = seal(TEST_SEAL_KEY, Buffer.from(token), dispatchSealName(key))
      return [{ ...key, seq, terminalId: to.terminalId, deviceId: to.deviceId, bytes }]
    })
  }
}
