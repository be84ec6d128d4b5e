import { holdsCardNumber } from '@budeng/kernel'
import {
  DESTINATION_NAME_LENGTH_MAX,
  DESTINATION_TEXT_LENGTH_MAX,
  MAIL_PORTS,
  RECEIVERS_MAX,
  WEBHOOK_PORTS,
} from './limits.ts'

export const DESTINATION_KINDS = ['EMAIL', 'WECOM', 'DINGTALK', 'FEISHU', 'WEBHOOK'] as const
export type DestinationKind = (typeof DESTINATION_KINDS)[number]

/** How a mail server is spoken to: TLS from the first byte, TLS after a greeting, or not at all. */
export const MAIL_SECURITIES = ['TLS', 'STARTTLS', 'NONE'] as const
export type MailSecurity = (typeof MAIL_SECURITIES)[number]

/** A mail server and who gets the mail; its password is sealed elsewhere. */
export interface MailAddress {
  readonly host: string
  readonly port: number
  readonly security: MailSecurity
  /** Null: the server asks nobody for a name. */
  readonly user: string | null
  readonly from: string
  readonly to: readonly string[]
}

/** What may be seen of where messages go. An address of a webhook is a secret: only its host is shown. */
export type DestinationAddress = { readonly mail: MailAddress } | { readonly host: string }

/** The part that is sealed. */
export type DestinationSecret =
  | { readonly password: string | null }
  | { readonly url: string; readonly signing: string | null }

/** A destination as somebody wants it. */
export interface DestinationWish {
  readonly name: string
  readonly kind: DestinationKind
  readonly url: string | null
  readonly signing: string | null
  readonly mail: MailAddress | null
}

export type DestinationProblem = 'name' | 'url' | 'signingSecret' | 'mail'

const HOST = /^(?:\[[0-9a-f:.]{2,45}\]|[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)$/
const URL = /^(https?):\/\/([^/?#@\s:[\]]+|\[[0-9a-fA-F:.]+\])(?::(\d{1,5}))?(?:[/?][^#\s]*)?$/
const ADDRESS = /^[^\s@<>,;:"()\\]{1,64}@(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9-]{1,63}$/i
/** `whsec_` and base64: the form in which Standard Webhooks writes its secrets. */
const WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/]{32,100}={0,2}$/

/** Origin and host of a webhook's address, or null when it is none. */
export function webhookParts(url: string): { readonly origin: string; readonly host: string } | null {
  const [, scheme, host, port] = URL.exec(url) ?? []
  if (scheme === undefined || host === undefined || url.length > DESTINATION_TEXT_LENGTH_MAX) return null
  const usual = scheme === 'https' ? '443' : '80'
  const shown = port === undefined || port === usual ? host.toLowerCase() : `${host.toLowerCase()}:${port}`
  return { origin: `${scheme}://${shown}`, host: shown }
}

/** A mail server as the installation lists it. */
export function mailOrigin({ host, port }: Pick<MailAddress, 'host' | 'port'>): string {
  return `smtp://${host}:${port}`
}

/**
 * Which member of a wish makes no sense, or null. What does not speak TLS, or listens at an unusual port, must have been
 * listed by the installation; where a name leads is looked at when a message goes.
 */
export function destinationProblem(
  { name, kind, url, signing, mail }: DestinationWish,
  isListed: (origin: string) => boolean,
): DestinationProblem | null {
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > DESTINATION_NAME_LENGTH_MAX || holdsCardNumber(trimmed)) return 'name'
  if (kind === 'EMAIL') return mail !== null && isMail(mail, isListed) ? null : 'mail'
  if (mail !== null) return 'mail'
  if (url !== null && !isWebhook(url, isListed)) return 'url'
  if (signing === null) return null
  if (signing === '' || signing.length > DESTINATION_TEXT_LENGTH_MAX || kind === 'WECOM') return 'signingSecret'
  return kind === 'WEBHOOK' && !WEBHOOK_SECRET.test(signing) ? 'signingSecret' : null
}

function isWebhook(url: string, isListed: (origin: string) => boolean): boolean {
  const parts = webhookParts(url)
  if (parts === null) return false
  const [, port = '443'] = /:(\d+)$/.exec(parts.host) ?? []
  return isListed(parts.origin) || (parts.origin.startsWith('https:') && WEBHOOK_PORTS.includes(Number(port)))
}

function isMail(mail: MailAddress, isListed: (origin: string) => boolean): boolean {
  const { host, port, security, user, from, to } = mail
  if (!HOST.test(host) || !Number.isInteger(port) || port < 1 || port > 65_535) return false
  if (!isListed(mailOrigin(mail)) && (security === 'NONE' || !MAIL_PORTS.includes(port))) return false
  if (user !== null && (user === '' || user.length > DESTINATION_TEXT_LENGTH_MAX || /\p{Cc}/u.test(user))) return false
  return ADDRESS.test(from) && to.length > 0 && to.length <= RECEIVERS_MAX && to.every((each) => ADDRESS.test(each))
}

/** Whether the sealed password may serve on: never at another server, nor for another name. */
export function keepsPassword(before: MailAddress, after: MailAddress): boolean {
  return (
    before.host === after.host &&
    before.port === after.port &&
    before.user === after.user &&
    before.security === after.security
  )
}
