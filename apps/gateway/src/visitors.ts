import type { LinkSecrets } from '@budeng/protocol'
import type { DeviceLogin } from '@budeng/storage'
import type { Link } from './links.ts'

/** Whose socket it is, once its credentials are checked. */
export interface Visitor {
  readonly deviceId: string
  /** The publish-only connection beside the device's own. [P-2.7] */
  readonly side: boolean
  readonly login: DeviceLogin
  readonly secrets: LinkSecrets
  /** The device was still connected over another socket when it logged in. */
  readonly tookOver: boolean
  /** Set when it is the device's own connection and stands. */
  link?: Link
}
