import { isId } from '@budeng/kernel'
import { parseClientId } from '@budeng/protocol'
import type { ConnectPacket } from 'aedes'

/** Return codes of CONNACK in MQTT 3.1.1, the only version spoken. */
export const CONNACK = { badVersion: 1, badIdentifier: 2, unavailable: 3, badCredentials: 4, notAuthorized: 5 } as const

/** Why a CONNECT is turned away. Counted by this name; the terminal sees only the code. */
export interface ConnectRefusal {
  readonly reason:
    | 'BAD_VERSION'
    | 'BAD_CLIENT_ID'
    | 'SESSION_NOT_CLEAN'
    | 'BAD_KEEPALIVE'
    | 'BAD_USER_NAME'
    | 'NO_PASSWORD'
    | 'BAD_WILL'
    | 'SIDE_CONNECTION_OFF'
    | 'STORM'
    | 'LOCKED_OUT'
    | 'CERTIFICATE_MISMATCH'
    | 'BAD_CREDENTIALS'
    | 'DEVICE_REVOKED'
    | 'TOO_OFTEN'
    | 'DATABASE_AWAY'
    | 'FAULT'
    | 'STOPPING'
  readonly code: number
}

/** What a CONNECT claims, in order as far as its form goes. */
export interface ConnectClaim {
  readonly deviceId: string
  readonly side: boolean
  readonly will: { readonly topic: string; readonly payload: Buffer } | null
}

export interface ConnectRules {
  readonly keepaliveSecMin: number
  readonly keepaliveSecMax: number
  readonly sideConnections: boolean
  /** False where a certificate stands for the secret. */
  readonly secretNeeded: boolean
}

/** Longest payload of a will: a tag and a short JSON object. */
const WILL_BYTES_MAX = 512

/** Looks at the form of a CONNECT, before anything is asked of the database. Total for whatever the parser lets through. */
export function readConnect(packet: Partial<ConnectPacket>, rules: ConnectRules): ConnectClaim | ConnectRefusal {
  if (packet.protocolVersion !== 4) return { reason: 'BAD_VERSION', code: CONNACK.badVersion }
  const { deviceId, side } = parseClientId(packet.clientId ?? '')
  if (!isId('device', deviceId)) return { reason: 'BAD_CLIENT_ID', code: CONNACK.badIdentifier }
  if (packet.clean !== true) return { reason: 'SESSION_NOT_CLEAN', code: CONNACK.badIdentifier }
  const keepalive = packet.keepalive ?? 0
  if (keepalive < rules.keepaliveSecMin || keepalive > rules.keepaliveSecMax)
    return { reason: 'BAD_KEEPALIVE', code: CONNACK.badIdentifier }
  if (packet.username !== deviceId) return { reason: 'BAD_USER_NAME', code: CONNACK.badCredentials }
  if (rules.secretNeeded && packet.password === undefined)
    return { reason: 'NO_PASSWORD', code: CONNACK.badCredentials }
  if (side && !rules.sideConnections) return { reason: 'SIDE_CONNECTION_OFF', code: CONNACK.badIdentifier }
  const will = packet.will
  if (!will) return { deviceId, side, will: null }
  const payload = Buffer.from(will.payload)
  if (side || will.retain || (will.qos ?? 0) > 1 || payload.length > WILL_BYTES_MAX)
    return { reason: 'BAD_WILL', code: CONNACK.notAuthorized }
  return { deviceId, side, will: { topic: will.topic, payload } }
}
