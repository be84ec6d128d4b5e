import type { Health } from './health.ts'

/** Every part of a terminal's condition once, as the golden heartbeat tells it. */
export const EXAMPLE_HEALTH: Health = {
  power: { source: 'BATTERY', batteryPercent: 64, charging: true, temperatureC: 31 },
  network: {
    ...{
      type: 'CELL_4G',
      rsrpDbm: -87,
      operator: '中国移动',
      cellId: '460-00-1A2B-03',
      iccid: '89860012345678901234',
    },
    ...{ sim: 'ACTIVE', roaming: false, ip: '10.3.4.5', apn: 'cmpos', rttMs: 48, hostReachable: true },
  },
  printer: 'PAPER_LOW',
  readers: { magnetic: 'OK', chip: 'OK', contactless: 'DEGRADED', readErrorPercent: 2 },
  display: 'OK',
  touch: 'OK',
  keypad: 'OK',
  security: {
    ...{ ped: 'OK', tampered: false, rooted: false, keysLoaded: true, keyChecks: { TMK: '9F3A12' } },
    ...{ keysExpireAt: 1_830_000_000_000, certificateExpiresAt: 1_850_000_000_000 },
  },
  versions: { kernel: '3.1', parameters: '2026-11', keyTable: '17' },
  resources: { cpuPercent: 12, memoryFreePercent: 41, storageFreePercent: 63 },
  business: {
    ...{ lastTransactionAt: 1_799_999_940_000, approvedHour: 11, declinedHour: 1, responseCodes: { '51': 1 } },
    ...{ unsettledCount: 12, batchOpenedAt: 1_799_960_000_000 },
  },
  location: { latitude: 31.19, longitude: 121.43, accuracyM: 30 },
}
