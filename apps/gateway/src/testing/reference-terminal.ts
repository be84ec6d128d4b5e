import { seedOf, toBase64url } from '@budeng/protocol'
import { TEST_KEY_LIST_TOKEN, TEST_ROOT } from '@budeng/protocol/testing'
import {
  type HostLink,
  MemoryStore,
  mqttTransport,
  PlainScreen,
  SoftwareDevice,
  SoftwareTerminal,
  systemRandom,
  systemScheduler,
} from '@budeng/terminal'
import type { Gateway } from '../gateway.ts'
import type { House } from './house.ts'

/** The reference terminal on the house's first device, with a till; it is not switched on yet. */
export function referenceTerminal(
  house: House,
  { port }: Pick<Gateway, 'port'>,
  hostLink: HostLink,
  batch: () => string,
): { readonly terminal: SoftwareTerminal; readonly store: MemoryStore } {
  const [device] = house.devices
  if (device === undefined) throw new RangeError('there is no device')
  const store = new MemoryStore({
    device: device.deviceId,
    acquirer: device.acquirer,
    tid: device.tid,
    serial: `SN-${device.tid}`,
    seed: toBase64url(seedOf(device.pair.privateKey)),
    mqttSecret: device.mqttSecret,
    k: toBase64url(device.k),
    rootKey: TEST_ROOT.x,
    keyList: TEST_KEY_LIST_TOKEN,
  })
  const options = {
    store,
    transport: mqttTransport(`mqtt://127.0.0.1:${port}`),
    scheduler: systemScheduler(),
    random: systemRandom,
    host: {
      signOn: async () => ({ responseCode: '00', batch: batch(), kcv: 'ABCDEF' }),
      echo: async () => ({ responseCode: '00' }),
    },
    hostLink,
    screen: new PlainScreen(systemScheduler()),
    versions: { app: '1.0.0', os: '1', model: 'reference' },
  }
  return { terminal: new SoftwareTerminal(options, new SoftwareDevice()), store }
}
