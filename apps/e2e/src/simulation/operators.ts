import { type Authority, HOUR, MINUTE } from '@budeng/kernel'
import { COMMAND_TYPES, type CommandType, commandType, decideRequest } from '@budeng/fleet'
import {
  applyCommandInputs,
  insertCommands,
  loadOpenCommands,
  loadSituations,
  lockForRequests,
  PLATFORM_SCOPE,
  type Storage,
} from '@budeng/storage'
import { Gone, modelStorage } from './model/storage.ts'
import { Life } from './process.ts'
import type { World } from './world.ts'

/** Somebody of operations: may do everything. */
const OPERATIONS: Authority = {
  personId: 'usr_operations',
  isService: false,
  humanId: 'usr_operations',
  permits: new Set([...COMMAND_TYPES.map((type) => `command:${type}`), 'message:text', 'action:bulk']),
  terminalsMax: 1_000,
  presenceRequired: false,
  granted: [],
  standsFor: [],
}

const WISHES = {
  RELOGIN: 10,
  REBOOT: 4,
  APP_RESTART: 3,
  LOCK: 3,
  UNLOCK: 3,
  BACKUP: 2,
  STATUS_GET: 2,
  SELF_TEST: 1,
  MESSAGE_SHOW: 1,
} as const satisfies Partial<Readonly<Record<CommandType, number>>>

/** People who ask for commands and take them back, by what the API does after it knows who they are. */
export class Operators {
  readonly #world: World
  readonly #storage: Storage
  readonly #actor = { kind: 'PERSON', id: OPERATIONS.personId } as const
  asked = 0

  constructor(world: World) {
    this.#world = world
    this.#storage = modelStorage(world.database, new Life(world, 'api', 0, () => undefined))
  }

  /** A command for one terminal; refused wishes are wishes too. */
  async ask(): Promise<void> {
    const { dice, machines } = this.#world
    const type = dice.weighted(WISHES)
    const { terminal } = dice.pick(machines).login
    const params = type === 'MESSAGE_SHOW' ? { text: 'please call' } : commandType(type).paramsDefault
    const notAfterMs = dice.pick([undefined, undefined, MINUTE, 2 * HOUR])
    this.asked++
    this.#world.note(() => `asked for ${type} at ${terminal.terminalId}`)
    await this.#try(() =>
      this.#storage.write(PLATFORM_SCOPE, this.#actor, async (unit) => {
        const places = await lockForRequests(unit, [terminal.terminalId])
        const situation = (await loadSituations(unit, [terminal.terminalId])).get(terminal.terminalId)
        const place = places.get(terminal.terminalId)
        if (situation === undefined || place === undefined) throw new Error('the terminal is not there')
        const decision = decideRequest({
          id: unit.newId('command'),
          at: unit.clock.now(),
          newBackupId: unit.newId('command'),
          terminal: situation,
          open: (await loadOpenCommands(unit, [terminal.terminalId])).get(terminal.terminalId) ?? [],
          type,
          params,
          reason: 'asked by a simulation',
          notAfterMs,
          authority: OPERATIONS,
          terminalsInAction: 1,
          bulkRaise: 200,
          bulkId: null,
          presence: 'NOT_NEEDED',
        })
        if (decision.ok) await insertCommands(unit, [{ ...decision, terminal: place }])
        else this.#world.note(() => `refused: ${decision.refusal.code}`)
      }),
    )
  }

  /** Takes a command back that is not final. */
  async cancel(): Promise<void> {
    const { dice, database } = this.#world
    const open = database.commands.all().filter(({ finishedAt }) => finishedAt === null)
    if (open.length === 0) return
    const { id } = dice.pick(open)
    this.#world.note(() => `cancel of ${id}`)
    await this.#try(() =>
      this.#storage.write(PLATFORM_SCOPE, this.#actor, (unit) =>
        applyCommandInputs(unit, [
          { commandId: id, input: { kind: 'cancel', at: unit.clock.now(), by: 'usr_operations' } },
        ]),
      ),
    )
  }

  /** Whoever got no answer asks again another time. */
  async #try(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (fault) {
      if (!(fault instanceof Gone)) throw fault
    }
  }
}
