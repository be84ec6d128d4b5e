import { isIP } from 'node:net'
import { type MailAddress, mailOrigin, type NotificationMessage } from '@budeng/fleet'
import { createTransport } from 'nodemailer'
import { ANSWER_NOTE_MAX, MESSAGE_TIMEOUT_MS } from '../limits.ts'
import { ChannelFault, checkedAddress, shortNote } from './inside.ts'
import { connectionCode } from './post.ts'

export interface MailMatter {
  readonly mail: MailAddress
  readonly password: string | null
  readonly deliveryId: string
  readonly message: NotificationMessage
}

/** What the mail server said. */
export interface MailAnswer {
  readonly code: string
  readonly note: string | null
}

/**
 * Hands a mail over to its server. A mail that is sent again has the same Message-ID.
 * @throws ChannelFault
 */
export async function sendMail(
  { mail, password, deliveryId, message }: MailMatter,
  inside: ReadonlySet<string>,
  timeoutMs = MESSAGE_TIMEOUT_MS,
): Promise<MailAnswer> {
  const isListed = inside.has(mailOrigin(mail))
  if (!isListed && mail.security === 'NONE') throw new ChannelFault('NO_TLS')
  const { address } = await checkedAddress(mail.host, isListed)
  const transport = createTransport({
    ...{ host: address, port: mail.port, secure: mail.security === 'TLS' },
    ...{ requireTLS: mail.security === 'STARTTLS', ignoreTLS: mail.security === 'NONE' },
    ...(mail.user === null ? {} : { auth: { user: mail.user, pass: password ?? '' } }),
    tls: { minVersion: 'TLSv1.2', ...(isIP(mail.host) === 0 ? { servername: mail.host } : {}) },
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
  let late: NodeJS.Timeout | undefined
  try {
    const info = await Promise.race([
      transport.sendMail({
        ...{ from: mail.from, to: [...mail.to], subject: message.title, text: textOf(message) },
        messageId: `<${deliveryId}@${mail.from.split('@').at(-1) ?? 'budeng'}>`,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      }),
      new Promise<never>((_, reject) => {
        late = setTimeout(() => reject(new ChannelFault('TIMEOUT')), 2 * timeoutMs)
      }),
    ])
    const said = info.rejected.length > 0 ? `${info.rejected.join(', ')}: ${info.response}` : info.response
    return { code: `SMTP_${info.response.slice(0, 3)}`, note: shortNote(said, ANSWER_NOTE_MAX) }
  } catch (fault) {
    throw faultOf(fault)
  } finally {
    clearTimeout(late)
    transport.close()
  }
}

function faultOf(fault: unknown): ChannelFault {
  if (fault instanceof ChannelFault) return fault
  const { code, responseCode, response, cause } = fault as {
    readonly [Member in 'code' | 'responseCode' | 'response' | 'cause']?: unknown
  }
  if (typeof responseCode === 'number') {
    const said = typeof response === 'string' ? response : ''
    return new ChannelFault(`SMTP_${responseCode}`, said)
  }
  if (code === 'ETLS') return new ChannelFault('TLS')
  const inner = (cause as { readonly code?: unknown } | undefined)?.code
  const message = fault instanceof Error ? fault.message : ''
  const named = /\b(ECONNREFUSED|ECONNRESET|ETIMEDOUT|\w*CERT\w*|SELF_SIGNED\w*|EPROTO)\b/.exec(message)?.[1]
  return new ChannelFault(/certificate|SSL|TLS/i.test(message) ? 'TLS' : connectionCode(inner ?? named ?? code))
}

function textOf({ title, lines, more, footer }: NotificationMessage): string {
  const body = lines.map(({ text, url }) => `- ${text}\n  ${url}`)
  return [title, '', ...body, ...(more === null ? [] : ['', more]), '', '-- ', footer, ''].join('\n')
}
