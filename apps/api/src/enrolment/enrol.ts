import { createHash, randomBytes } from 'node:crypto'
import { Fault } from '@budeng/kernel'
import {
  deriveSecrets,
  EnrolmentRequest,
  isEnrolmentRequestGenuine,
  mqttSecretHash,
  sealEnrolment,
  sealLinkSecrets,
  sealPresenceSecrets,
  toBase64url,
  unseal,
} from '@budeng/protocol'
import {
  type DeviceRow,
  devicesForEnrolment,
  type EnrolmentRow,
  lockEnrolments,
  lockTerminalForEnrolment,
  saveEnrolledDevice,
  type TerminalRow,
  type TerminalScope,
  type Unit,
  useEnrolment,
} from '@budeng/storage'
import type { House } from '../house.ts'
import { aboutEnrolment } from './create-enrolment.ts'

/**
 * A device enrols. The body's bytes are kept as a hash: a byte-identical request gets the stored answer again until
 * the device's first MQTT login, anything else with a used code is refused. Null: refused, without saying why.
 */
export async function enrol(house: House, body: Buffer, requestId: string): Promise<Buffer | null> {
  const request = parsed(body)
  if (request === null) return null
  const scope = { path: null, serial: request.serial }
  return await house.storage.write(scope, { kind: 'PLATFORM', id: null, requestId }, async (unit) => {
    const found = await genuineEnrolment(house, unit, request)
    if (found === null) return null
    const { enrolment, code } = found
    const requestHash = createHash('sha256').update(body).digest()
    if (enrolment.usedAt !== null) return enrolment.requestHash?.equals(requestHash) === true ? enrolment.answer : null
    // the acquirer's whole tree: the serial number may stand elsewhere in it
    await unit.enter({ path: enrolment.path.split('.')[0] ?? null, serial: request.serial })
    return await enrolDevice(house, unit, { request, requestHash, enrolment, code })
  })
}

function parsed(body: Buffer): EnrolmentRequest | null {
  try {
    const reading = EnrolmentRequest.safeParse(JSON.parse(body.toString('utf8')))
    return reading.success ? reading.data : null
  } catch {
    return null
  }
}

interface Genuine {
  readonly enrolment: EnrolmentRow
  readonly code: string
}

/** The enrolment whose code made the request's proof. */
async function genuineEnrolment({ keys }: House, unit: Unit, request: EnrolmentRequest): Promise<Genuine | null> {
  for (const enrolment of await lockEnrolments(unit, request.serial, unit.clock.now())) {
    const code = unseal(keys.sealLink, enrolment.codeSealed, aboutEnrolment(enrolment.codeHash))?.toString('utf8')
    if (code !== undefined && isEnrolmentRequestGenuine(request, code)) return { enrolment, code }
  }
  return null
}

type Enrolling = Genuine & { readonly request: EnrolmentRequest; readonly requestHash: Buffer }

async function enrolDevice(
  house: House,
  unit: Unit,
  { request, requestHash, enrolment, code }: Enrolling,
): Promise<Buffer | null> {
  const terminal = await lockTerminalForEnrolment(unit, enrolment.terminalId)
  if (terminal === null) throw new Fault('an enrolment names a terminal that is not there')
  if (terminal.state === 'RETIRED' || terminal.state === 'SUSPENDED') return null
  const devices = await devicesForEnrolment(unit, terminal.acquirerId, request.serial, terminal.id)
  const same = devices.find(({ serial }) => serial === request.serial)
  // an active serial number enrols again only after revocation
  if (same !== undefined && same.state === 'ASSIGNED' && same.enrolledAt !== null && same.revokedAt === null)
    return null
  const other = devices.find((device) => device !== same && device.state === 'ASSIGNED')
  const deviceId = same?.id ?? unit.newId('device')
  const made = makeSecrets()
  const hasHadKeys = same?.enrolledAt != null || other !== undefined
  const epoch = terminal.journalEpoch + (hasHadKeys ? 1 : 0)
  const at = unit.clock.now()
  await saveEnrolledDevice(unit, {
    id: deviceId,
    acquirerId: terminal.acquirerId,
    path: terminal.path,
    serial: request.serial,
    terminalId: terminal.id,
    publicKey: request.publicKey,
    mqttSecretHash: mqttSecretHash(made.mqttSecret),
    sealedLink: sealLinkSecrets(house.keys.sealLink, deviceId, made.keys),
    sealedPresence: sealPresenceSecrets(house.keys.sealPresence, deviceId, made.keys),
    epoch,
    at,
  })
  const { acquirerCode: acquirer, tid } = terminal
  const { newest } = house.keys.ring()
  const enrolled = {
    device: deviceId,
    acquirer,
    tid,
    mqttSecret: made.mqttSecret,
    k: made.k,
    rootKey: newest.rootX,
    keyList: newest.jws,
  }
  const nonces = { deviceNonce: request.nonce, platformNonce: toBase64url(randomBytes(32)) }
  const answer = Buffer.from(JSON.stringify(sealEnrolment(enrolled, code, nonces)))
  await useEnrolment(unit, { codeHash: enrolment.codeHash, requestHash, answer, deviceId, at })
  appendFacts(unit, terminal, { deviceId, serial: request.serial, epoch, other, createdBy: enrolment.createdBy })
  return answer
}

/** K lives in this function's answer only; what is kept are the keys that follow from it, sealed. */
function makeSecrets() {
  const k = randomBytes(32)
  return { k: toBase64url(k), mqttSecret: toBase64url(randomBytes(32)), keys: deriveSecrets(k) }
}

interface Facts {
  readonly deviceId: string
  readonly serial: string
  readonly epoch: number
  readonly other: DeviceRow | undefined
  readonly createdBy: string | null
}

function appendFacts(unit: Unit, terminalRow: TerminalRow, { deviceId, serial, epoch, other, createdBy }: Facts): void {
  const { id: terminalId, acquirerId, agentId, merchantId, storeId, path } = terminalRow
  const terminal: TerminalScope = { terminalId, acquirerId, agentId, merchantId, storeId, path }
  const at = unit.clock.now()
  if (other !== undefined)
    unit.append([
      {
        type: 'DeviceSwappedOut',
        subject: other.id,
        terminal,
        path,
        at,
        data: {
          serial: other.serial,
          replacedBy: deviceId,
          before: { state: other.state },
          after: { state: 'SWAPPED_OUT' },
        },
      },
    ])
  unit.append([
    {
      type: 'DeviceEnrolled',
      subject: deviceId,
      terminal,
      path,
      at,
      data: { serial, epoch, enrolmentBy: createdBy, after: { state: 'ASSIGNED' } },
    },
  ])
}
