import { type Instant, replaceCards } from '@budeng/kernel'
import { faultFacts } from '../health/fault-table.ts'
import { METRICS, type Metric } from '../health/metrics.ts'
import { OWN_SUBJECTS, type OwnSubject } from '../alerts/alert-rule.ts'
import { compareSeverity, type Severity } from '../health/severity.ts'
import type { GroupKind } from '../outages/outage.ts'
import type { RecoveryEnd } from '../recoveries/playbook.ts'
import { type NotificationFacts, type NotificationItem, pageOf } from './facts.ts'
import { MESSAGE_BYTES_MAX, MESSAGE_ITEMS_MAX } from './limits.ts'
import { SUSPICIOUS_RULES } from './topics.ts'
import { NOTIFICATION_WORDS, type NotificationLanguage } from './words.ts'

/** A message before it is written as a channel wants it. */
export interface NotificationMessage {
  readonly title: string
  readonly lines: readonly { readonly text: string; readonly url: string }[]
  /** How many are not among the lines, in words. */
  readonly more: string | null
  /** The word of a link. */
  readonly open: string
  readonly footer: string
}

export interface MessageMatter {
  readonly language: NotificationLanguage
  /** Of the organisation: times are written by its clock. */
  readonly zone: string
  /** Under which people open the dashboard, without a slash at its end. */
  readonly publicUrl: string
  readonly items: readonly NotificationItem[]
  /** All that is told, with what is not among the items. */
  readonly total: number
  readonly test: boolean
}

/** A message in its reader's language: what matters most first, as many lines as a robot takes. */
export function composeMessage(matter: MessageMatter): NotificationMessage {
  const { language, publicUrl, items, total, test } = matter
  const words = NOTIFICATION_WORDS[language]
  const tail = { open: words.open, footer: words.footer }
  if (test)
    return { title: words.test, lines: [{ text: words.testText, url: `${publicUrl}/settings` }], more: null, ...tail }
  const sorted = [...items].sort((a, b) => bySeverity(b, a) || a.at - b.at)
  const lines: { text: string; url: string }[] = []
  let bytes = 0
  for (const item of sorted.slice(0, MESSAGE_ITEMS_MAX)) {
    const line = { text: notificationLine(item, matter), url: publicUrl + pageOf(item.facts) }
    bytes += utf8Length(line.text) + utf8Length(line.url) + LINE_BYTES
    if (bytes > MESSAGE_BYTES_MAX && lines.length > 0) break
    lines.push(line)
  }
  const [first] = sorted
  const title =
    total === 1 && first !== undefined ? headline(first, language) : fill(words.several, { count: String(total) })
  const left = total - lines.length
  return { title, lines, more: left > 0 ? fill(words.more, { count: String(left) }) : null, ...tail }
}

/** What a channel adds to a line at most. */
const LINE_BYTES = 24

function bySeverity(a: NotificationItem, b: NotificationItem): number {
  const rank = ({ severity }: NotificationItem): Severity => severity ?? 'INFO'
  return compareSeverity(rank(a), rank(b))
}

function headline({ severity, facts }: NotificationItem, language: NotificationLanguage): string {
  const words = NOTIFICATION_WORDS[language]
  const mark = severity === null ? '' : `[${words.severities[severity]}] `
  return mark + sentence(facts, language) + (facts.tid === null ? '' : ` · ${facts.tid}`)
}

/** One thing that is told, as one line. */
export function notificationLine(
  item: NotificationItem,
  { language, zone }: Pick<MessageMatter, 'language' | 'zone'>,
): string {
  const { merchant, store } = item.facts
  const place = [merchant, store === merchant ? null : store].filter((name) => name !== null).join(' / ')
  return [headline(item, language), ...(place === '' ? [] : [withoutCardNumbers(place)]), timeOf(item.at, zone)].join(
    ' · ',
  )
}

function sentence(facts: NotificationFacts, language: NotificationLanguage): string {
  const { type, code, detail, count, of } = facts
  const pattern = NOTIFICATION_WORDS[language].events[type] ?? type
  return withoutCardNumbers(
    fill(pattern, {
      code: code === null ? '' : codeWord(type, code, language),
      detail: detail ?? (type.startsWith('Correction') ? NOTIFICATION_WORDS[language].platform : ''),
      count: count === null ? '?' : String(count),
      of: of === null ? '?' : String(of),
    }),
  )
}

function codeWord(type: string, code: string, language: NotificationLanguage): string {
  if (type.startsWith('Incident')) return groupWord(code, language)
  if (type.startsWith('Case')) return suspicionWord(code, language)
  if (type.startsWith('Recovery')) return NOTIFICATION_WORDS[language].ends[code as RecoveryEnd] ?? code
  return alertWord(code, language)
}

function suspicionWord(rule: string, language: NotificationLanguage): string {
  const known = SUSPICIOUS_RULES.find((one) => one === rule)
  return known === undefined ? rule : NOTIFICATION_WORDS[language].suspicions[known]
}

/** What terminals of an incident have in common, in a person's words. */
export function groupWord(kind: string, language: NotificationLanguage): string {
  return NOTIFICATION_WORDS[language].groups[kind as GroupKind] ?? kind
}

/** What an alert is about, in a person's words; a code that only a terminal knows stays as it is. */
export function alertWord(code: string, language: NotificationLanguage): string {
  const words = NOTIFICATION_WORDS[language]
  if (OWN_SUBJECTS.includes(code as OwnSubject)) return words.subjects[code as OwnSubject]
  if (METRICS.includes(code as Metric)) return words.metrics[code as Metric]
  const fault = faultFacts(code)
  return fault === null ? code : language === 'en' ? fault.en : fault.zh
}

function fill(pattern: string, values: Readonly<Record<string, string>>): string {
  return pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}

/** A name that somebody chose, or a key that a network gave, may look like a card: then its digits stay out. */
const withoutCardNumbers = (text: string) => replaceCards(text, () => '…')

const TIMES = new Map<string, Intl.DateTimeFormat>()

function timeOf(at: Instant, zone: string): string {
  let format = TIMES.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', {
      ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
    } as const)
    TIMES.set(zone, format)
  }
  // the year is this one
  return format.format(at).slice('2026-'.length)
}

function utf8Length(text: string): number {
  let bytes = 0
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
