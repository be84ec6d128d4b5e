import { permissionRefusal } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import {
  type DeviceView,
  devicesByIds,
  lockForRequests,
  releaseDevice,
  revokeDevice,
  type TerminalScope,
  terminalsByIds,
  type Unit,
} from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../graphql/wish.ts'
import type {
  DeviceReleaseInput,
  DeviceReleasePayload,
  DeviceRevokeInput,
  DeviceRevokePayload,
} from './device-input.ts'

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

/** A device that was held is one machine after all. */
export async function releaseHeldDevice(
  operation: Operation,
  input: DeviceReleaseInput,
): Promise<DeviceReleasePayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'deviceRelease', key, input: rest }, (unit) =>
    release(operation, unit, input),
  )
  const deviceId = idOf('device', input.deviceId)
  return {
    device: deviceId === null ? null : await operation.load.device.load(deviceId),
    ...told(operation, outcome),
  }
}

interface Found {
  readonly device: DeviceView
  readonly terminal: TerminalScope | undefined
}

/** The device under lock, for somebody who may decide about it and says why. */
async function deviceToDecide(
  operation: Operation,
  unit: Unit,
  { deviceId: asked, reason }: DeviceRevokeInput,
): Promise<Found> {
  const deviceId = idOf('device', asked)
  const [device] = deviceId === null ? [] : await devicesByIds(unit, [deviceId], 'update')
  if (device === undefined) throw notFound('deviceId')
  const forbidden = permissionRefusal(operation.authority, 'device:revoke')
  if (forbidden !== null) throw new Refused(forbidden)
  const problem = reasonProblem(reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const { terminalId } = device
  const terminal = terminalId === null ? undefined : (await lockForRequests(unit, [terminalId])).get(terminalId)
  return { device, terminal }
}

async function release(operation: Operation, unit: Unit, input: DeviceReleaseInput): Promise<{ deviceId: string }> {
  const { device, terminal } = await deviceToDecide(operation, unit, input)
  const at = unit.clock.now()
  if (!(await releaseDevice(unit, device.id)))
    throw new Refused({ code: 'DEVICE_NOT_HELD', path: ['input', 'deviceId'] })
  const data = {
    serial: device.serial,
    reason: input.reason.trim(),
    before: { heldAt: device.heldAt },
    after: { heldAt: null },
  }
  unit.append([
    { type: 'DeviceReleased', subject: device.id, ...of(terminal), path: pathOf({ device, terminal }), at, data },
  ])
  await endSuspicion(unit, terminal, device.heldAt !== null)
  return { deviceId: device.id }
}

function of(terminal: TerminalScope | undefined): { readonly terminal?: TerminalScope } {
  return terminal === undefined ? {} : { terminal }
}

function pathOf({ device, terminal }: Found): string {
  return terminal?.path ?? device.path
}

/** Somebody has looked: the fault that stands for a suspected copy is over. */
async function endSuspicion(unit: Unit, terminal: TerminalScope | undefined, wasHeld: boolean): Promise<void> {
  if (terminal === undefined) return
  const [known] = await terminalsByIds(unit, [terminal.terminalId])
  // of one that was held the fault may not stand yet
  if (!wasHeld && known?.faults.includes('SEC_CLONE_SUSPECT') !== true) return
  const { terminalId: subject, path } = terminal
  unit.append([{ type: 'TerminalCloneOver', subject, terminal, path, at: unit.clock.now(), data: {} }])
}

async function revoke(operation: Operation, unit: Unit, input: DeviceRevokeInput): Promise<{ deviceId: string }> {
  const { device, terminal } = await deviceToDecide(operation, unit, input)
  const at = unit.clock.now()
  if (!(await revokeDevice(unit, device.id, at)))
    throw new Refused({ code: 'DEVICE_REVOKED', path: ['input', 'deviceId'] })
  const data = {
    serial: device.serial,
    reason: input.reason.trim(),
    before: { state: device.state, revokedAt: null },
    after: { state: 'BLOCKED', revokedAt: at },
  }
  unit.append([
    { type: 'DeviceRevoked', subject: device.id, ...of(terminal), path: pathOf({ device, terminal }), at, data },
  ])
  await endSuspicion(unit, terminal, device.heldAt !== null)
  return { deviceId: device.id }
}
