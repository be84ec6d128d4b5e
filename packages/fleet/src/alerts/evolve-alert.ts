import type { Instant } from '@budeng/kernel'
import type { Alert } from './alert.ts'
import type { AlertChange } from './judge-alerts.ts'

/** The alert after a change that nobody ordered. `id` names the one that a raise makes. */
export function evolveAlert(terminalId: string, change: AlertChange, at: Instant, id: string): Alert {
  switch (change.kind) {
    case 'RAISE': {
      const { subject, severity, dueAt, mutedUntil, incidentId } = change
      return {
        ...{ id, terminalId, subject, severity, dueAt, mutedUntil, incidentId },
        ...{ state: 'RAISED', raisedAt: at, standing: true, endedAt: null, raises: 1, lastRaisedAt: at, version: 1 },
        ...{ acknowledgedAt: null, acknowledgedBy: null, clearedAt: null, clearedBy: null, claimedBy: null },
      }
    }
    case 'REOPEN': {
      const { alert, severity, dueAt, mutedUntil, incidentId } = change
      return {
        ...alert,
        ...{
          severity,
          dueAt,
          mutedUntil,
          incidentId,
          state: 'RAISED',
          standing: true,
          endedAt: null,
          lastRaisedAt: at,
        },
        ...{ acknowledgedAt: null, acknowledgedBy: null, clearedAt: null, clearedBy: null },
        ...{ raises: alert.raises + 1, version: alert.version + 1 },
      }
    }
    case 'STANDS':
      return { ...change.alert, standing: true, endedAt: null, version: change.alert.version + 1 }
    case 'OVER':
      return { ...change.alert, standing: false, endedAt: at, version: change.alert.version + 1 }
    case 'CLEAR':
      return { ...change.alert, state: 'CLEARED', standing: false, clearedAt: at, version: change.alert.version + 1 }
    case 'FOLD':
      return { ...change.alert, incidentId: change.incidentId, version: change.alert.version + 1 }
  }
}
