import { seedOf, toBase64url } from '@budeng/protocol'
import { TEST_KEY_LIST_TOKEN, TEST_ROOT } from '@budeng/protocol/testing'
import {
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

interface Change extends Partial<ConstructorParameters<typeof SoftwareTerminal>[0]> {
  /** Which of the house's devices it is; the first one by itself. */
  readonly index?: number
  /** The batch that its host gives it. */
  readonly batch?: () => string
}

/** The reference terminal at a gateway of the house, whose host signs it on; it is not switched on yet. */
export function referenceTerminal(
  house: House,
  { port }: Pick<Gateway, 'port'>,
  { index = 0, batch = () => '000042', ...change }: Change = {},
): { readonly terminal: SoftwareTerminal; readonly store: MemoryStore } {
  const device = house.devices[index]
  if (device === undefined) throw new RangeError(`there is no device ${index}`)
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
    screen: new PlainScreen(systemScheduler()),
    versions: { app: '1.0.0', os: '1', model: 'reference' },
    ...change,
  }
  return { terminal: new SoftwareTerminal(options, new SoftwareDevice()), store }
}
