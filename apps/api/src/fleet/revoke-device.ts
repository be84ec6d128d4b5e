import { permissionRefusal } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import { devicesByIds, lockForRequests, revokeDevice, type Unit } from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../graphql/wish.ts'
import type { DeviceRevokeInput, DeviceRevokePayload } from './device-input.ts'

/** A device's keys end; the event makes the gateway drop its connection. */
export async function revokeDeviceKeys(operation: Operation, input: DeviceRevokeInput): Promise<DeviceRevokePayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'deviceRevoke', key, input: rest }, (unit) =>
    revoke(operation, unit, input),
  )
  const deviceId = idOf('device', input.deviceId)
  return {
    device: deviceId === null ? null : await operation.load.device.load(deviceId),
    ...told(operation, outcome),
  }
}

async function revoke(
  operation: Operation,
  unit: Unit,
  { deviceId: asked, reason }: DeviceRevokeInput,
): Promise<{ deviceId: string }> {
  const deviceId = idOf('device', asked)
  const [device] = deviceId === null ? [] : await devicesByIds(unit, [deviceId], 'update')
  if (device === undefined) throw notFound('deviceId')
  const forbidden = permissionRefusal(operation.authority, 'device:revoke')
  if (forbidden !== null) throw new Refused(forbidden)
  const problem = reasonProblem(reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const at = unit.clock.now()
  if (!(await revokeDevice(unit, device.id, at)))
    throw new Refused({ code: 'DEVICE_REVOKED', path: ['input', 'deviceId'] })
  const terminal =
    device.terminalId === null ? undefined : (await lockForRequests(unit, [device.terminalId])).get(device.terminalId)
  unit.append([
    {
      type: 'DeviceRevoked',
      subject: device.id,
      ...(terminal === undefined ? {} : { terminal }),
      path: terminal?.path ?? device.path,
      at,
      data: {
        serial: device.serial,
        reason: reason.trim(),
        before: { state: device.state, revokedAt: null },
        after: { state: 'BLOCKED', revokedAt: at },
      },
    },
  ])
  return { deviceId: device.id }
}
