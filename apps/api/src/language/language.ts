import { formatMoney } from '@budeng/kernel'
import { alertWord, type Cause, type Classification, type Diagnosis, groupWord, HELD, type Why } from '@budeng/fleet'
import { formatDuration } from '../graphql/scalars.ts'
import type { FactObject, UserErrorObject } from '../graphql/user-error.type.ts'
import type { AnyRefusal } from '../graphql/refused.ts'
import type { Catalogue } from './catalogue.ts'
import { en } from './en.ts'
import { zhCn } from './zh-cn.ts'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { 'zh-CN': zhCn, en }

/** The first of our languages that an `Accept-Language` names, by its weights; else the fallback. */
export function chosenLanguage(acceptLanguage: string | undefined, fallback: Language): Language {
  const wishes = (acceptLanguage ?? '')
    .slice(0, 200)
    .split(',')
    .map((wish) => {
      const [tag = '', weight = 'q=1'] = wish.trim().split(';')
      return { tag: tag.trim().toLowerCase(), weight: Number(weight.trim().replace('q=', '')) || 0 }
    })
  for (const { tag, weight } of wishes.sort((a, b) => b.weight - a.weight)) {
    if (weight === 0) continue
    if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN'
    if (tag === 'en' || tag.startsWith('en-')) return 'en'
  }
  return fallback
}

/** For whom a sentence is written. */
export interface Reader {
  readonly language: Language
  readonly timeZone: string
}

type Figures = Readonly<Record<string, unknown>>

/** A refusal of any room as the API shows it. */
export function userError(refusal: AnyRefusal, reader: Reader): UserErrorObject {
  const { code, params = {}, path = null } = refusal
  return { code, message: refusalText(code, params, reader), path, facts: factsOf(params) }
}

/** Its sentence; of a code that was stored by another version, the code. */
export function refusalText(code: string, params: Figures, reader: Reader): string {
  const sentences: Readonly<Record<string, string>> = CATALOGUES[reader.language].refusals
  return filled(sentences[code] ?? code, params, reader)
}

export function whyText({ code, params }: Why, reader: Reader): string {
  const sentences: Readonly<Record<string, string>> = CATALOGUES[reader.language].why
  return filled(sentences[code] ?? code, params, reader)
}

/** Why a correction cannot be, or did not go on; a code of a terminal or a command is shown as that has its words. */
export function problemText(code: string, reader: Reader): string {
  const { correctionProblems, results } = CATALOGUES[reader.language]
  const sentences: Readonly<Record<string, string>> = { ...results, ...correctionProblems }
  return Object.hasOwn(sentences, code) ? (sentences[code] ?? code) : code
}

/** Why a rule hit, in words and figures. */
export function explanationText(code: string, facts: Figures, reader: Reader): string {
  const sentences: Readonly<Record<string, string>> = CATALOGUES[reader.language].explanations
  const sentence = Object.hasOwn(sentences, code) ? (sentences[code] ?? code) : code
  const text = filled(sentence, code === 'TOTALS_MISMATCH' ? totalsFigures(facts) : facts, reader)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Totals are facts in minor units of a line (`CNY/2 DOMESTIC DEBIT`); people read amounts and what they are of. */
function totalsFigures(facts: Figures): Figures {
  const [, currency = '', exponent = '', scope, side] = /^(\w+)\/(\d) (\w+) (\w+)$/.exec(String(facts['line'])) ?? []
  if (scope === undefined) return facts
  const amount = (minor: unknown) => formatMoney({ minor: BigInt(String(minor)), currency, exponent: Number(exponent) })
  return { ...facts, line: `${scope}_${side}`, terminal: amount(facts['terminal']), own: amount(facts['own']) }
}

/** One line for an event; a type that this version does not know is shown by its name. */
export function eventText(type: string, data: Figures, reader: Reader): string {
  const sentences: Readonly<Record<string, string>> = CATALOGUES[reader.language].events
  const sentence = Object.hasOwn(sentences, type) ? sentences[type] : undefined
  // the members of an event that hold further members are read by their own name
  const { evidence, ...rest } = data as { evidence?: Figures }
  return filled(sentence ?? type, { ...rest, ...evidence }, reader)
}

/** Every type of fact that has a sentence, with that sentence; what differs from fact to fact is left open in it. */
export function eventTypes({ language }: Reader): readonly { readonly type: string; readonly text: string }[] {
  return Object.entries(CATALOGUES[language].events).map(([type, sentence]) => ({
    ...{ type, text: sentence.replaceAll(/\{[^}]*\}[.。]?/g, '…').replace(/…( …)+$/, '…') },
  }))
}

/** Why a rollout is where it is. */
export function rolloutWhyText({ code, params }: Why, reader: Reader): string {
  const sentences: Readonly<Record<string, string>> = CATALOGUES[reader.language].rolloutWhys
  return filled(sentences[code] ?? code, params, reader)
}

/** Why a terminal of a rollout got no command: the line of a preview that it would stand in. */
export function skippedText(code: string, reader: Reader): string {
  const [kind = '', reason = ''] = code.split(':')
  if (kind === 'MOVED') return CATALOGUES[reader.language].recoveryReasons.MOVED
  return previewText({ kind: kind as Classification['kind'], code: reason }, reader)
}

/** One line of a preview. */
export function previewText({ kind, code, params }: Classification, reader: Reader): string {
  const catalogue = CATALOGUES[reader.language]
  if (code === '') return catalogue.previews[kind]
  if (kind === 'NOT_ALLOWED') return `${catalogue.previews[kind]} ${refusalText(code, params ?? {}, reader)}`
  if (code === HELD) return catalogue.parametersHeld
  const reasons: Readonly<Record<string, string>> = catalogue.previewReasons
  return filled(reasons[kind] ?? catalogue.previews[kind], { code }, reader)
}

export function causeText(
  { code, evidence }: Pick<Cause, 'code' | 'evidence'>,
  reader: Reader,
): { text: string; evidence: string[] } {
  const { causes, causeEvidence } = CATALOGUES[reader.language]
  return {
    text: causes[code],
    evidence: evidence.map((piece) => filled(causeEvidence[piece.code], piece.params, reader)),
  }
}

/** Why a re-login would not help, as the end of a sentence; null when it may. */
export function obstacleText(relogin: Diagnosis['relogin'], reader: Reader): string | null {
  if (relogin === null) return null
  return filled(CATALOGUES[reader.language].reloginObstacles[relogin.code], relogin.params, reader)
}

/** Figures of a sentence that are moments, and those that are lengths of time. */
const MOMENTS = /^(at|resetsAt|expiresAt|since|until|retryAt|notBefore|notAfter|lockedUntil|firstAt)$/
const LENGTHS = /Ms$/

const PEOPLE = /^(by|byHuman|requestedBy|requestedHuman|usedBy|usedHuman|maker|checker)$/

/** Figures for programs. Who acted is told by `actor` and `requestedBy`, which respect what the asker may see. */
export function factsOf(figures: Figures): FactObject[] {
  return Object.entries(figures)
    .filter(([name, value]) => !PEOPLE.test(name) && (typeof value === 'string' || typeof value === 'number'))
    .map(([name, value]) => {
      if (typeof value === 'number' && MOMENTS.test(name)) return { name, value: new Date(value).toISOString() }
      if (typeof value === 'number' && LENGTHS.test(name))
        return { name: name.replace(LENGTHS, ''), value: formatDuration(value) }
      return { name, value: String(value) }
    })
}

const PLACEHOLDER = /\{(\w+)(?::(\w+))?(\?)?\}/g

function filled(sentence: string, figures: Figures, reader: Reader): string {
  return sentence
    .replaceAll(PLACEHOLDER, (_all, name: string, kind: string | undefined, optional: string | undefined) =>
      optional !== undefined && isMissing(figures[name]) ? '' : written(figures[name], kind, reader),
    )
    .trim()
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

function written(value: unknown, kind: string | undefined, reader: Reader): string {
  const catalogue = CATALOGUES[reader.language]
  if (isMissing(value)) return kind === undefined ? '' : catalogue.nothing
  if (kind === undefined) return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  const write = Object.hasOwn(WRITERS, kind) ? WRITERS[kind] : undefined
  return write?.(value, reader) ?? codesText(value, catalogue[kind as keyof Catalogue] as Words, reader)
}

/** How figures of a kind are written; any other kind names the words of the catalogue by which its codes are told. */
const WRITERS: Readonly<Record<string, (value: unknown, reader: Reader) => string>> = {
  time: (at, reader) => (typeof at === 'number' ? timeText(at, reader) : CATALOGUES[reader.language].nothing),
  span: (ms, { language }) => spanText(Number(ms), language),
  place: (key, reader) => placeText(String(key), 'place', reader),
  placeThere: (key, reader) => placeText(String(key), 'placeThere', reader),
  sourceSets: (sets, reader) => sourceSetsText(String(sets), reader),
  remark: (remark, { language }) => remarkText(String(remark), CATALOGUES[language]),
  group: (kind, { language }) => groupWord(String(kind), language),
  alert: (codes, reader) => codesText(codes, (code) => alertWord(code, reader.language), reader),
}

type Words = Readonly<Record<string, string>> | ((code: string) => string)

/** Lists travel as such, or as codes with spaces between them. */
function codesText(codes: unknown, words: Words, { language }: Reader): string {
  const word = (code: string) =>
    typeof words === 'function' ? words(code) : Object.hasOwn(words, code) ? words[code] : code
  const list = Array.isArray(codes) ? codes.map(String) : String(codes).split(' ')
  return list.map(word).join(CATALOGUES[language].listSeparator)
}

/** A record's key (`10016936:000407:000020:FIN`, or without its terminal) by the numbers that stand on its slip. */
function placeText(key: string, kind: 'place' | 'placeThere', reader: Reader): string {
  const [, tid, batch, stan] = /^(?:(\w+):)?(\d{6}):(\d{6}):[A-Z]+$/.exec(key) ?? []
  if (batch === undefined) return key
  const { HERE, THERE } = CATALOGUES[reader.language].places
  return filled(kind === 'placeThere' && tid !== undefined ? THERE : HERE, { tid, batch, stan }, reader)
}

/** What would be evidence enough: `HOST+FILE DOCUMENT` is the first two together, or the third alone. */
function sourceSetsText(sets: string, { language }: Reader): string {
  const { sources, conjunctions } = CATALOGUES[language]
  const words: Readonly<Record<string, string>> = sources
  const word = (code: string) => (Object.hasOwn(words, code) ? words[code] : code)
  const all = (set: string) => set.split('+').map(word).join(conjunctions.AND)
  return sets.split(' ').map(all).join(conjunctions.OR)
}

/** What a step ended with: a reason or a result by its code, or what a person wrote. */
function remarkText(remark: string, { recoveryReasons, results }: Catalogue): string {
  const sentences: Readonly<Record<string, string>> = { ...results, ...recoveryReasons }
  return Object.hasOwn(sentences, remark) ? (sentences[remark] ?? remark) : remark
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** `11-05 21:36:27 GMT+8`, in the reader's zone. */
function timeText(at: number, { language, timeZone }: Reader): string {
  const key = `${language} ${timeZone}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(language, {
      timeZone,
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    })
    formats.set(key, format)
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${parts['month']}-${parts['day']} ${parts['hour']}:${parts['minute']}:${parts['second']} ${parts['timeZoneName']}`
}

const UNITS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1_000 },
] as const

/** The largest unit that divides it: `30 seconds`, `7 days`. */
function spanText(ms: number, language: Language): string {
  const { unit, ms: unitMs } = UNITS.find((one) => ms >= one.ms && ms % one.ms === 0) ?? UNITS[3]
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(ms / unitMs)
}
