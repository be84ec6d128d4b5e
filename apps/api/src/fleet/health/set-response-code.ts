import { permissionRefusal } from '@budeng/access'
import { FAULT_CODES, type FaultCode, reasonProblem, responseCodeProblem } from '@budeng/fleet'
import { saveResponseCode } from '@budeng/storage'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../../graphql/wish.ts'
import type { WishedPayload } from '../../graphql/wished.type.ts'
import type { ResponseCodeSetInput } from './condition.type.ts'

const PERMISSION = 'alert:rule'

/** Says what the host of the viewer's acquirer means with an answer, or takes it back. What stands is judged anew with the next answer. */
export async function setResponseCode(operation: Operation, input: ResponseCodeSetInput): Promise<WishedPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'responseCodeSet', key, input: rest }, async (unit) => {
    const { kind, id: acquirerId, path } = operation.viewer.organisation
    const forbidden = permissionRefusal(operation.authority, PERMISSION)
    if (forbidden !== null) throw new Refused(forbidden)
    // one host, one book: only the acquirer's own people write in it
    if (kind !== 'ACQUIRER') throw notFound('code')
    const problem = reasonProblem(input.reason)
    if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
    const { code } = input
    const row = input.meaning == null ? null : { route: input.meaning.route, fault: input.meaning.fault ?? null }
    const wrong = responseCodeProblem(code, row)
    if (wrong !== null) throw new Refused({ code: 'BAD_PARAMS', path: ['input', ...wrong] })
    const fault = FAULT_CODES.find((one): one is FaultCode => one === row?.fault) ?? null
    await saveResponseCode(unit, { acquirerId, path }, code, row === null ? null : { ...row, fault })
    const data = { responseCode: code, route: row?.route ?? null, fault, reason: input.reason.trim() }
    unit.append([{ type: 'ResponseCodeChanged', subject: acquirerId, path, at: unit.clock.now(), data }])
    return { id: acquirerId }
  })
  return told(operation, outcome)
}
