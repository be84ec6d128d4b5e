import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@budeng/sdk'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { clientOf } from './api.ts'
import { type House, ROOT } from './house.ts'
import { houseWithIdleMachines, IdleMachine } from './idle-machines.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

let house: House
let admin: Client
let machines: readonly IdleMachine[]
beforeAll(async () => {
  const { house: started, identities } = await houseWithIdleMachines(4)
  house = started
  admin = await clientOf(house, 'admin')
  machines = identities.map((identity) => new IdleMachine(house, identity))
})
afterAll(async () => {
  for (const machine of machines ?? []) machine.stop()
  await admin?.close()
  await house?.stop()
})

interface Listing {
  readonly version: number
  readonly root: string
  readonly keys: readonly { readonly kid: string; readonly use: string; readonly state: string }[]
}

const keysDir = () => join(house.dataDir, 'keys')
function budeng(...args: readonly string[]): string {
  return execFileSync(process.execPath, [join(ROOT, 'apps/cli/dist/main.js'), 'keys', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, BUDENG_DATA_DIR: house.dataDir },
  })
}
const listing = () => JSON.parse(budeng('list', '--json')) as Listing
const oldestOf = (use: string) => listing().keys.find((key) => key.use === use)?.kid ?? ''

test('keys and root rotate under terminals that are there and terminals that are away', async () => {
  const [present, overlap, late, last] = machines as [IdleMachine, IdleMachine, IdleMachine, IdleMachine]
  for (const machine of machines) await machine.start()
  await present.obeys(admin)
  for (const away of [overlap, late, last]) away.stop()

  // a new key for each use beside the old ones: who is there hears of it, who comes back within the overlap too
  for (const use of ['command', 'clock', 'correction']) budeng('rotate', '--use', use, '--overlap', '30')
  await present.untilKeyList(4)
  await present.obeys(admin)
  await overlap.start()
  await overlap.untilKeyList(4)
  await overlap.obeys(admin)

  // the old keys are gone for good: nothing that the two who are away know can sign for them any more
  for (const use of ['command', 'clock', 'correction']) budeng('retire', oldestOf(use), '--now')
  await present.untilKeyList(7)
  await late.start()
  await late.untilKeyList(7)
  await late.obeys(admin)

  // the root changes twice, with a rotation under the root in between
  const roots = [1, 2].map((number) => join(house.dataDir, `root-${number}.key`))
  budeng('next-root', '--new', roots[0] ?? '')
  budeng('change-root', '--root', roots[0] ?? '')
  budeng('rotate', '--use', 'clock', '--overlap', '0', '--root', roots[0] ?? '')
  budeng('next-root', '--root', roots[0] ?? '', '--new', roots[1] ?? '')
  budeng('change-root', '--root', roots[1] ?? '')
  const { version, root } = listing()
  expect(version).toBe(12)
  for (const there of [present, overlap, late]) await there.untilKeyList(version)
  await last.start()
  for (const machine of machines) {
    await machine.untilKeyList(version)
    expect(machine.store.state.rootKey).toBe(root)
    await machine.obeys(admin)
  }
})

test('a list from before, put back into the folder, is not used', async () => {
  const { version } = listing()
  const [jws = '', rootOfThen = ''] = readFileSync(join(keysDir(), 'key-list-4.jws'), 'utf8').split('\n')
  writeFileSync(join(keysDir(), 'root.pub'), rootOfThen)
  writeFileSync(join(keysDir(), 'key-list.jws'), jws)
  await until(() => ['api', 'gateway', 'worker'].every((room) => refusals(room) > 0), {
    what: () => `each process refuses the list:\n${house.output()}`,
  })
  const [present] = machines as [IdleMachine]
  await present.obeys(admin)
  expect(present.keyListVersion).toBe(version)
})

function refusals(room: string): number {
  return house
    .output()
    .split('\n')
    .filter((line) => line.includes(`${room}:`) && line.includes('KEY_LIST_ROLLED_BACK')).length
}
