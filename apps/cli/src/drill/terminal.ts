import { mkdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { COMMAND_TYPES, decideRequest } from '@budeng/fleet'
import type { Authority } from '@budeng/kernel'
import { openMachineFile, planTraining } from '@budeng/simulator'
import {
  insertCommands,
  liveProcesses,
  loadCommands,
  loadOpenCommands,
  loadSituations,
  lockForRequests,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
} from '@budeng/storage'
import { addPlanned } from '../demo/seed.ts'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { type House, openHouse } from '../house/house.ts'
import { placesIn } from '../house/places.ts'
import { serverPrograms, simulatorProgram } from '../house/programs.ts'
import { READY_POLL_MS, READY_TIMEOUT_MS } from '../limits.ts'

/** Beside everybody who is in the backup. */
const ACQUIRER = 'restore-drill'

/** A simulated terminal of an acquirer of its own, enrolled with the keys of the backup; answers its id. */
export async function addDrillTerminal(storage: Storage, { dataDir, keysDir }: Environment): Promise<string> {
  const places = placesIn(dataDir, keysDir)
  mkdirSync(places.demo, { recursive: true, mode: 0o700 })
  const { nodes, terminals } = planTraining(1, 0)
  const named = (key: string) => key.replace(/^training/, ACQUIRER)
  const plan = {
    nodes: nodes.map((node) => ({
      ...node,
      key: named(node.key),
      parentKey: node.parentKey === null ? null : named(node.parentKey),
      ...(node.kind === 'ACQUIRER' ? { code: ACQUIRER, training: true } : {}),
    })),
    terminals: terminals.map((terminal) => ({
      ...terminal,
      acquirer: ACQUIRER,
      storeKey: named(terminal.storeKey),
      behaviour: 'healthy' as const,
    })),
  }
  const [id] = await addPlanned(storage, places, plan, openMachineFile(places.trainingMachines))
  if (id === undefined) throw new CommandFault(EXIT.failed, 'The terminal of the drill was not made.')
  return id
}

/**
 * Runs worker and gateway on the restored database, and the terminal; asks it for its state and answers what became of the
 * command. The processes are stopped before the answer.
 */
export async function commandTerminal(
  storage: Storage,
  environment: Environment & { readonly databaseUrl: string },
  terminalId: string,
): Promise<{ readonly state: string; readonly why: string }> {
  const said: string[] = []
  const house = openHouse((name, line) => void said.push(`${name}: ${line}`))
  const settings = { databaseUrl: environment.databaseUrl, clockOrigin: Date.now(), bulkRaise: null }
  try {
    for (const program of serverPrograms(environment, settings)) if (program.name !== 'api') house.start(program)
    const asked = ['--terminals', '0', '--training', '1', '--sales-per-hour', '0']
    house.start(simulatorProgram(environment, settings, asked))
    await until(
      () => isUp(storage, house),
      () => `The platform on the restored database is not up:\n${said.slice(-10).join('\n')}`,
    )
    const id = await requestStatus(storage, terminalId)
    const state = async () => (await storage.read(PLATFORM_SCOPE, (db) => loadCommands(db, [id])))[0]
    await until(
      async () => (await state())?.finishedAt != null,
      () => 'The terminal did not answer.',
    )
    const command = await state()
    return { state: command?.state ?? 'GONE', why: JSON.stringify(command?.why ?? null) }
  } finally {
    await house.stop()
  }
}

async function isUp(storage: Storage, house: House): Promise<boolean> {
  const kinds = (await storage.read(PLATFORM_SCOPE, (db) => liveProcesses(db))).map(({ kind }) => kind)
  const connected = house.fleet()?.connected ?? 0
  return kinds.includes('worker') && kinds.includes('gateway') && connected > 0
}

/** As somebody who may everything, once, in a copy that is thrown away. */
const ANYBODY: Authority = {
  ...{ personId: null, humanId: null, isService: false, terminalsMax: 1, presenceRequired: false },
  ...{ permits: new Set(COMMAND_TYPES.map((type) => `command:${type}`)), granted: [], standsFor: [] },
}

async function requestStatus(storage: Storage, terminalId: string): Promise<string> {
  return await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const ids = [terminalId]
    const scope = (await lockForRequests(unit, ids)).get(terminalId)
    const terminal = (await loadSituations(unit, ids)).get(terminalId)
    if (scope === undefined || terminal === undefined) throw new CommandFault(EXIT.failed, 'The terminal is gone.')
    const decision = decideRequest({
      ...{ id: unit.newId('command'), at: unit.clock.now(), newBackupId: unit.newId('command'), terminal },
      ...{ open: (await loadOpenCommands(unit, ids)).get(terminalId) ?? [], type: 'STATUS_GET', params: {} },
      ...{ reason: 'a drill of the restore', authority: ANYBODY, terminalsInAction: 1, bulkRaise: 200 },
      ...{ bulkId: null, presence: 'NOT_NEEDED' },
    })
    if (!decision.ok) throw new CommandFault(EXIT.failed, `The command was refused: ${decision.refusal.code}.`)
    await insertCommands(unit, [{ ...decision, terminal: scope }])
    return decision.command.id
  })
}

async function until(isSo: () => Promise<boolean>, otherwise: () => string): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new CommandFault(EXIT.failed, otherwise())
    await wait(READY_POLL_MS)
  }
}
