import type { DeviceLogin } from '@budeng/storage'

/** True when the device may be connected: assigned, not revoked, its terminal in life, and still at the place it logged in for. */
export function isWelcome(login: DeviceLogin | null | undefined, path?: string): login is DeviceLogin {
  if (!login || login.revoked || login.deviceState !== 'ASSIGNED' || login.terminalState === 'RETIRED') return false
  return path === undefined || login.terminal.path === path
}
