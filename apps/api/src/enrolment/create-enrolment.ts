import { createHash, randomBytes } from 'node:crypto'
import { permissionRefusal } from '@budeng/access'
import { trainingProblem } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { formatEnrolmentCode, newEnrolmentCode, seal, SEALED_ABOUT } from '@budeng/protocol'
import { insertEnrolment, lockForRequests, terminalsByIds, type Unit } from '@budeng/storage'
import { isTraining } from '../access/viewer.ts'
import type { EnrolmentCreateInput, EnrolmentCreatePayload } from '../fleet/device-input.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import { ENROLMENT_LIFE_MS } from '../limits.ts'

const SERIAL = /^[A-Za-z0-9._-]{1,32}$/

/** Makes a code. Only its hash and its sealed form are stored; it leaves in this answer and never again. */
export async function createEnrolment(
  operation: Operation,
  input: EnrolmentCreateInput,
): Promise<EnrolmentCreatePayload> {
  const code = newEnrolmentCode(randomBytes)
  const wish = {
    name: 'enrolmentCreate',
    key: input.idempotencyKey,
    input: { terminalId: input.terminalId, serial: input.serial },
  }
  const outcome = await fulfil(operation, wish, (unit) => create(operation, unit, input, code))
  if (!outcome.ok) return { code: null, expiresAt: null, ...told(operation, outcome) }
  const { expiresAt } = outcome.answer
  if (outcome.replayed)
    return {
      code: null,
      expiresAt,
      replayed: true,
      userErrors: [userError({ code: 'CODE_SHOWN_ONCE' }, operation.reader)],
    }
  return { code: formatEnrolmentCode(code), expiresAt, ...told(operation, outcome) }
}

async function create(
  operation: Operation,
  unit: Unit,
  { terminalId: asked, serial }: EnrolmentCreateInput,
  code: string,
): Promise<{ expiresAt: Instant }> {
  const terminalId = idOf('terminal', asked)
  const terminal = terminalId === null ? undefined : (await lockForRequests(unit, [terminalId])).get(terminalId)
  if (terminal === undefined) throw notFound('terminalId')
  const forbidden = permissionRefusal(operation.authority, 'device:enrol')
  if (forbidden !== null) throw new Refused(forbidden)
  const [known] = await terminalsByIds(unit, [terminal.terminalId])
  if (known?.state === 'SUSPENDED' || known?.state === 'RETIRED')
    throw new Refused({ code: 'TERMINAL_NOT_ACTIVE', path: ['input', 'terminalId'] })
  if (!SERIAL.test(serial)) throw new Refused({ code: 'SERIAL_MALFORMED', path: ['input', 'serial'] })
  const outOfPlace = trainingProblem(serial, isTraining(operation.viewer))
  if (outOfPlace !== null) throw new Refused({ code: outOfPlace, path: ['input', 'serial'] })
  const createdAt = unit.clock.now()
  const expiresAt = createdAt + ENROLMENT_LIFE_MS
  const codeHash = enrolmentCodeHash(code)
  await insertEnrolment(unit, {
    codeHash,
    codeSealed: seal(operation.house.keys.sealLink, Buffer.from(code), aboutEnrolment(codeHash)),
    terminalId: terminal.terminalId,
    path: terminal.path,
    serial,
    expiresAt,
    requestHash: null,
    answer: null,
    usedAt: null,
    deviceId: null,
    createdBy: operation.viewer.person.id,
    createdAt,
  })
  unit.append([
    {
      type: 'EnrolmentCreated',
      subject: terminal.terminalId,
      terminal,
      path: terminal.path,
      at: createdAt,
      data: { serial, expiresAt },
    },
  ])
  return { expiresAt }
}

/** What a code is stored under. It has 80 random bits, so a plain hash hides it. */
export function enrolmentCodeHash(code: string): Buffer {
  return createHash('sha256').update(`enrolment|${code}`).digest()
}

/** Binds a sealed code to its row. */
export function aboutEnrolment(codeHash: Buffer): string {
  return SEALED_ABOUT.enrolment(codeHash.toString('hex'))
}
