import { composeMessage, type DestinationSecret, type DestinationKind } from '@budeng/fleet'
import { SEALED_ABOUT, type SealKeys, unseal } from '@budeng/protocol'
import type { ClaimedDelivery } from '@budeng/storage'
import { ANSWER_NOTE_MAX } from '../limits.ts'
import { ChannelFault, shortNote } from './inside.ts'
import { sendMail } from './mail.ts'
import { post, type PostAnswer, type Posting } from './post.ts'
import { dingtalkPosting, feishuPosting, wecomPosting } from './robots.ts'
import { webhookPosting } from './webhook.ts'

export interface ChannelParts {
  readonly sealLink: SealKeys
  readonly publicUrl: string
  readonly inside: ReadonlySet<string>
  /** The time of day, also where the platform's own time runs faster: signatures are held against it. */
  readonly timeOfDay: () => number
}

/** What became of one attempt. */
export interface Said {
  readonly ok: boolean
  readonly code: string
  readonly note: string | null
}

/** Sends one message by the way of its destination, and says what was answered. Never throws for the other side's sake. */
export async function sendDelivery(claimed: ClaimedDelivery, parts: ChannelParts): Promise<Said> {
  try {
    return await send(claimed, parts)
  } catch (fault) {
    // what nobody foresaw is counted as an attempt too: it is given up in the end, and seen
    if (!(fault instanceof ChannelFault)) return { ok: false, code: 'FAULT', note: short(String(fault)) }
    return { ok: false, code: fault.code, note: fault.message === fault.code ? null : short(fault.message) }
  }
}

async function send(claimed: ClaimedDelivery, parts: ChannelParts): Promise<Said> {
  const { delivery, destination, items } = claimed
  const { language, zone, kind, address } = destination
  const { publicUrl, inside } = parts
  const secret = opened(claimed, parts.sealLink)
  const message = composeMessage({ language, zone, publicUrl, items, total: delivery.total, test: delivery.test })
  if ('mail' in address) {
    if (!('password' in secret)) throw new ChannelFault('SECRET_CLOSED')
    const { mail } = address
    const said = await sendMail({ mail, password: secret.password, deliveryId: delivery.id, message }, inside)
    return { ok: true, ...said }
  }
  if (!('url' in secret)) throw new ChannelFault('SECRET_CLOSED')
  const at = parts.timeOfDay()
  const posting = postingFor(claimed, secret, { message, at, publicUrl })
  return judge(kind, await post(posting, inside))
}

function opened({ destination: { secretId, sealed, id } }: ClaimedDelivery, keys: SealKeys): DestinationSecret {
  const plain = sealed === null ? null : unseal(keys, sealed, SEALED_ABOUT.notification(secretId, id))
  if (plain === null) throw new ChannelFault('SECRET_CLOSED')
  return JSON.parse(plain.toString()) as DestinationSecret
}

function postingFor(
  { delivery, destination, items }: ClaimedDelivery,
  { url, signing }: Extract<DestinationSecret, { url: string }>,
  { message, at, publicUrl }: { message: ReturnType<typeof composeMessage>; at: number; publicUrl: string },
): Posting {
  const { language, kind, nodeId: organisationId } = destination
  const robot = { url, signing, message, language, at }
  switch (kind) {
    case 'WECOM':
      return wecomPosting(robot)
    case 'DINGTALK':
      return dingtalkPosting(robot)
    case 'FEISHU':
      return feishuPosting(robot)
    default: {
      const { id: deliveryId, test, total, createdAt } = delivery
      if (signing === null) throw new ChannelFault('SECRET_CLOSED')
      const matter = { url, signing, deliveryId, organisationId, publicUrl, test, total, items, message, createdAt, at }
      return webhookPosting(matter)
    }
  }
}

/** Robots answer 200 to what they refuse, and say it in the body; of others only the status is told. */
function judge(kind: DestinationKind, { status, body }: PostAnswer): Said {
  const isTaken = status >= 200 && status < 300
  if (!isTaken || kind === 'WEBHOOK') return { ok: isTaken, code: `HTTP_${status}`, note: null }
  const { code, words } = robotWord(body)
  if (code === 0) return { ok: true, code: `HTTP_${status}`, note: null }
  return { ok: false, code: code === null ? 'NO_ROBOT' : `ROBOT_${code}`, note: words }
}

function robotWord(body: string): { readonly code: number | null; readonly words: string | null } {
  try {
    const said = JSON.parse(body) as Record<string, unknown>
    const code = said['errcode'] ?? said['code'] ?? said['StatusCode']
    const words = said['errmsg'] ?? said['msg'] ?? said['StatusMessage']
    return { code: typeof code === 'number' ? code : null, words: typeof words === 'string' ? short(words) : null }
  } catch {
    return { code: null, words: null }
  }
}

function short(text: string): string | null {
  return shortNote(text, ANSWER_NOTE_MAX)
}
