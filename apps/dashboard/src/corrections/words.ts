import { useTranslation } from 'react-i18next'
import { formatMoment } from '../ui/format.ts'
import { useLabel } from '../ui/label.ts'
import { useZoneName } from '../ui/zone.ts'
import { amountText, type Unit } from './field-text.ts'

/** What a member of a record is called. */
export function useFieldName(): (field: string) => string {
  const label = useLabel()
  return (field) => label('recordField', field)
}

/** Members whose codes have words of their own. */
const WORDS_OF: Readonly<Record<string, string>> = {
  type: 'recordType',
  originalType: 'recordType',
  scope: 'cardScope',
  cardType: 'tariffCardType',
  fact: 'hostFact',
}
const MOMENTS: ReadonlySet<string> = new Set(['at', 'receivedAt'])
/** Hashes: nobody reads them whole. */
const HASHES: ReadonlySet<string> = new Set(['panToken', 'cryptogramHash'])
const SHOWN_DIGITS = 8
const PRINTED = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/
const HOUR_MIN = 60

/** A member's text as a person reads it: amounts with their point, codes by their word, moments in the reader's zone. */
export function useFieldText(): (field: string, text: string, unit: Unit | null) => string {
  const { t, i18n } = useTranslation()
  const zone = useZoneName()
  const word = (family: string, code: string) =>
    i18n.exists(`${family}.${code}`) ? t(`${family}.${code}` as never) : code
  return (field, text, unit) => {
    if (field === 'amount' || field === 'fee') return amountText(text, unit)
    if (field === 'outcome') {
      const known = (['authorisation', 'reversal'] as const).find((family) => i18n.exists(`${family}.${text}`))
      return known === undefined ? text : word(known, text)
    }
    const family = WORDS_OF[field]
    if (family !== undefined) return word(family, text)
    if (MOMENTS.has(field) && !Number.isNaN(Date.parse(text)))
      return formatMoment(Date.parse(text), i18n.language, zone)
    if (HASHES.has(field) && text.length > SHOWN_DIGITS) return `${text.slice(0, SHOWN_DIGITS)}…`
    if (field === 'localTime') return text.replace(PRINTED, '$1-$2 $3:$4:$5')
    if (field === 'offsetMin') return offsetText(Number(text))
    return text
  }
}

/** `UTC+8`, `UTC+5:30`. */
function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  const rest = size % HOUR_MIN
  const sign = minutes < 0 ? '−' : '+'
  return `UTC${sign}${Math.floor(size / HOUR_MIN)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}
