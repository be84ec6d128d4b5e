import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DAY, type Instant } from '@budeng/kernel'
import { deriveSecrets, fromBase64url, readKeyListFile, readSealKeys } from '@budeng/protocol'
import { type EnrolledDevice, enrolPlanned, type PlannedTerminal } from '@budeng/simulator'
import { type NodeRow, PLATFORM_ACTOR, PLATFORM_SCOPE, seedNodes, seedTerminals, type Storage } from '@budeng/storage'
import type { Identity } from '@budeng/terminal'
import { hasEnded, type House, newDataDir, spawnBudeng, startHouse } from '../../house.ts'
import { until } from '../../until.ts'
import { type Ground, groundIn, type Place, sayLevels } from './ground.ts'
import { colleagues, enter } from './people.ts'
import { isBesideAnother } from './plans.ts'

const ACQUIRER = 'huaxin'
const AGENT = 'huaxin/month'
const TIDS_FROM = 50_000_000
const SEED_TIMEOUT_MS = 300_000
/** So little faster than the real one that nothing in the house notices; with it the clock may begin anywhere. */
const SHIFTED_FACTOR = 1.001

/** A place with the device that stands there. */
export interface Equipped extends Place {
  readonly identity: Identity
}

/** The folder of a house: its processes run in it, or the month is lived on its database while they stand still. */
export class Setting {
  readonly people = colleagues(ACQUIRER, AGENT)
  readonly #dataDir: string

  private constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  /** A house as the demonstration makes it, with one terminal, as if it had been made then: keys hold from that time on. */
  static async make(at: Instant): Promise<Setting> {
    const dataDir = newDataDir()
    const { child, output } = await spawnBudeng(['seed', '--terminals', '1', '--scenario', 'healthy'], {
      BUDENG_DATA_DIR: dataDir,
      ...clockAt(at),
    })
    await until(() => hasEnded(child), { what: () => `the seed ends:\n${output()}`, timeoutMs: SEED_TIMEOUT_MS })
    return new Setting(dataDir)
  }

  /** The database, while the house stands still. */
  async ground(): Promise<Ground> {
    return await groundIn(join(this.#dataDir, 'postgres'))
  }

  /** The house as it was at another time; null: now. */
  async house(at: Instant | null): Promise<House> {
    const env = { BUDENG_API_COST_PER_MINUTE: '10000000', ...(at === null ? {} : clockAt(at)) }
    return await startHouse({ terminals: 1, dataDir: this.#dataDir, env })
  }

  remove(): void {
    rmSync(this.#dataDir, { recursive: true, force: true })
  }

  /** People, and so many terminals with devices that have enrolled, each of a merchant of its own but for those beside another one. */
  async populate(owner: Storage, count: number): Promise<Equipped[]> {
    const plans = Array.from({ length: count }, (_, number) => planned(number))
    const keysDir = join(this.#dataDir, 'keys')
    const keys = {
      keyList: readKeyListFile(keysDir),
      sealLink: readSealKeys(keysDir, 'link'),
      sealPresence: readSealKeys(keysDir, 'presence'),
    }
    const devices = plans.map(({ terminal }) => enrolPlanned(terminal, keys, owner.newId))
    return await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      const nodes = await seedNodes(unit, [
        node('AGENT', ACQUIRER, AGENT),
        ...plans.flatMap(({ merchant, store, isOwn }) =>
          !isOwn ? [] : [node('MERCHANT', AGENT, merchant), node('STORE', merchant, store)],
        ),
      ])
      await enter(unit, this.#dataDir, nodes, this.people)
      const ids = await seedTerminals(
        unit,
        nodes,
        devices.map(({ planned: terminal, identity, ...device }) => ({
          ...terminal,
          device: { ...device, id: identity.device },
        })),
      )
      await sayLevels(unit, ids)
      return devices.map((device, place) => equipped(nodes, ids[place] ?? '', device))
    })
  }
}

function clockAt(at: Instant): Readonly<Record<string, string>> {
  const origin = Math.round((Date.now() * SHIFTED_FACTOR - at) / (SHIFTED_FACTOR - 1))
  return { BUDENG_CLOCK_FACTOR: String(SHIFTED_FACTOR), BUDENG_CLOCK_ORIGIN: String(origin) }
}

function planned(number: number): { merchant: string; store: string; isOwn: boolean; terminal: PlannedTerminal } {
  const isOwn = !isBesideAnother(number)
  const code = `k${isOwn ? number : number - 1}`
  const merchant = `${AGENT}/${code}`
  const store = `${merchant}/${code}-s1`
  const tid = String(TIDS_FROM + number)
  const terminal = { acquirer: ACQUIRER, storeKey: store, tid, mid: '898310580000001', model: 'A920' }
  return { merchant, store, isOwn, terminal: { ...terminal, serial: `M${tid}`, behaviour: 'healthy' } }
}

function node(kind: NodeRow['kind'], parentKey: string, key: string) {
  const code = key.split('/').at(-1) ?? key
  return {
    key,
    parentKey,
    kind,
    code,
    name: code,
    timeZone: 'Asia/Shanghai',
    phone: null,
    address: null,
    contact: null,
  }
}

function equipped(
  nodes: ReadonlyMap<string, NodeRow>,
  terminalId: string,
  { planned: { storeKey, tid }, identity }: EnrolledDevice,
): Equipped {
  const idOf = (key: string) => nodes.get(key)?.id ?? ''
  const [merchantKey, path] = [storeKey.slice(0, storeKey.lastIndexOf('/')), nodes.get(storeKey)?.path ?? '']
  const ids = {
    acquirerId: idOf(ACQUIRER),
    agentId: idOf(AGENT),
    merchantId: idOf(merchantKey),
    storeId: idOf(storeKey),
  }
  const scope = { terminalId, ...ids, path }
  const leafKey = deriveSecrets(fromBase64url(identity.k) ?? Buffer.alloc(32)).leaf
  return { tid, leafKey, identity, base: { terminalId, scope, tid, deviceId: identity.device } }
}

/** Midnight where the acquirer is, so many days before now. */
export function midnight(daysBefore: number): Instant {
  const zone = 8 * 3_600_000
  return Math.floor((Date.now() + zone) / DAY) * DAY - zone - daysBefore * DAY
}
