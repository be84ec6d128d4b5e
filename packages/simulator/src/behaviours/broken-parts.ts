import type { Behaviour } from './behaviour.ts'

export const brokenPrinter: Behaviour = {
  about: 'its printer is broken',
  health: { printer: 'FAILED' },
}

export const brokenDisplay: Behaviour = {
  about: 'its display is broken',
  health: { display: 'FAILED' },
}

export const expiredCertificate: Behaviour = {
  about: 'a certificate of it has expired',
  faults: [{ code: 'SEC_CERT_EXPIRED', severity: 'MAJOR' }],
  health: ({ scheduler }) => ({ security: { certificateExpiresAt: scheduler.nowMs() - 86_400_000 } }),
}

export const staysEmptyOfPaper: Behaviour = {
  about: 'has no paper, and nobody puts any in',
  health: { printer: 'NO_PAPER' },
}

export const emptyBattery: Behaviour = {
  about: 'its battery is empty and not charged',
  health: { power: { source: 'BATTERY', charging: false, batteryPercent: 4 } },
}

export const wrongApn: Behaviour = {
  about: 'its access point was mistyped: it lives on the shop’s wireless network',
  faults: [{ code: 'NET_APN', severity: 'MINOR' }],
}

export const oldParameters: Behaviour = {
  about: 'its parameters are those of last year',
  faults: [{ code: 'SYS_PARAM_MISMATCH', severity: 'MINOR' }],
}
