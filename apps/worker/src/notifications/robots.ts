import { createHmac } from 'node:crypto'
import type { NotificationLanguage, NotificationMessage } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { Posting } from './post.ts'

/** What a robot's channel needs to write a message. */
export interface RobotMatter {
  readonly url: string
  /** Null: this robot asks for no signature. */
  readonly signing: string | null
  readonly message: NotificationMessage
  readonly language: NotificationLanguage
  /** The time of day: robots refuse what is an hour old. */
  readonly at: Instant
}

/** A message of 企业微信's group robots: markdown of at most 4,096 bytes. The key in the address is all that they ask for. */
export function wecomPosting({ url, message }: RobotMatter): Posting {
  const { title, lines, more, open, footer } = message
  const content = [
    `**${plain(title)}**`,
    ...lines.map((line) => `> ${plain(line.text)} [${open}](${line.url})`),
    ...(more === null ? [] : [`> ${plain(more)}`]),
    `<font color="comment">${plain(footer)}</font>`,
  ].join('\n')
  return { url, headers: {}, body: JSON.stringify({ msgtype: 'markdown', markdown: { content } }) }
}

/**
 * A message of 钉钉's robots. With a secret the address carries `timestamp` in ms and `sign`, the HMAC-SHA256 of
 * "timestamp\nsecret" under the secret, in base64 and URL-encoded.
 */
export function dingtalkPosting({ url, signing, message, at }: RobotMatter): Posting {
  const { title, lines, more, open, footer } = message
  const text = [
    `### ${plain(title)}`,
    ...lines.map((line) => `- ${plain(line.text)} [${open}](${line.url})`),
    ...(more === null ? [] : [`- ${plain(more)}`]),
    `\n${plain(footer)}`,
  ].join('\n')
  const signed = new URL(url)
  if (signing !== null) {
    const sign = createHmac('sha256', signing).update(`${at}\n${signing}`).digest('base64')
    signed.searchParams.set('timestamp', String(at))
    signed.searchParams.set('sign', sign)
  }
  const body = JSON.stringify({ msgtype: 'markdown', markdown: { title: plain(title), text } })
  return { url: signed.href, headers: {}, body }
}

/**
 * A message of 飞书's robots: rich text, which has no mark-up that a name could break. With a secret the body carries
 * `timestamp` in seconds and `sign`, the HMAC-SHA256 of nothing under "timestamp\nsecret", in base64.
 */
export function feishuPosting({ url, signing, message, language, at }: RobotMatter): Posting {
  const { title, lines, more, open, footer } = message
  const text = (words: string) => ({ tag: 'text', text: words })
  const content = [
    ...lines.map((line) => [text(`${line.text} `), { tag: 'a', text: open, href: line.url }]),
    ...(more === null ? [] : [[text(more)]]),
    [text(footer)],
  ]
  const timestamp = String(Math.floor(at / 1_000))
  const proof =
    signing === null
      ? {}
      : { timestamp, sign: createHmac('sha256', `${timestamp}\n${signing}`).update('').digest('base64') }
  const post = { [language === 'en' ? 'en_us' : 'zh_cn']: { title, content } }
  return { url, headers: {}, body: JSON.stringify({ ...proof, msg_type: 'post', content: { post } }) }
}

/** Marks of markdown in what others named, as wide characters that mean nothing: nobody is called out, nothing is a link. */
function plain(text: string): string {
  return text.replaceAll(/[[\]()<>*`#@~|\\]/g, (mark) => String.fromCodePoint((mark.codePointAt(0) ?? 0) + WIDE))
}

/** From an ASCII mark to its full-width form. */
const WIDE = 0xfee0
