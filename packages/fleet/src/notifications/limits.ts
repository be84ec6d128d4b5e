import { DAY, HOUR, type Millis, MINUTE, SECOND } from '@budeng/kernel'

/** Destinations of an organisation, and rules of a destination. */
export const DESTINATIONS_MAX = 50
export const NOTIFICATION_RULES_MAX = 20
/** Receivers of one mail. */
export const RECEIVERS_MAX = 20
/** Characters of a destination's name, and of addresses and secrets. */
export const DESTINATION_NAME_LENGTH_MAX = 60
export const DESTINATION_TEXT_LENGTH_MAX = 500

/** Ports that are spoken to without the installation listing them. */
export const WEBHOOK_PORTS: readonly number[] = [443, 8443]
export const MAIL_PORTS: readonly number[] = [25, 465, 587, 2525]

/** What one message tells one by one; the others are a number, and are on the page. */
export const MESSAGE_ITEMS_MAX = 20
/** A message to a robot stays under this many bytes: 企业微信 takes 4,096. */
export const MESSAGE_BYTES_MAX = 3_600

/** Waits after the first, second, … failed attempt of a message; after the last one it is given up. */
export const NOTIFICATION_RETRY_MS: readonly Millis[] = [
  ...[5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE],
  ...[2 * HOUR, 6 * HOUR, 12 * HOUR],
]
/** Between two messages to one destination: robots take 20 a minute. What comes meanwhile goes together. */
export const NOTIFICATION_GAP_MS: Millis = 4 * SECOND
/** A destination that fails is tried by this much later each time, up to the longest. */
export const DESTINATION_REST_MS: Millis = 5 * SECOND
export const DESTINATION_REST_MAX_MS: Millis = 2 * MINUTE
/** Answers that a message keeps, the newest last. */
export const ANSWERS_KEPT = 10
/** Sent messages, and what they told, are kept this long. */
export const NOTIFICATIONS_KEPT_MS: Millis = 90 * DAY
