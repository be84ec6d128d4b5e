import { useTranslation } from 'react-i18next'
import { useLabel } from '../ui/label.ts'
import { amountText, type Unit } from './field-text.ts'

/** What a member of a record is called. */
export function useFieldName(): (field: string) => string {
  const label = useLabel()
  return (field) => label('recordField', field)
}

/** A member's text as a person reads it: amounts with their point, codes by their word. */
export function useFieldText(): (field: string, text: string, unit: Unit | null) => string {
  const { t, i18n } = useTranslation()
  return (field, text, unit) => {
    if (field === 'amount' || field === 'fee') return amountText(text, unit)
    if (field === 'type' || field === 'originalType')
      return i18n.exists(`recordType.${text}`) ? t(`recordType.${text}` as never) : text
    if (field === 'outcome') {
      const known = (['authorisation', 'reversal'] as const).find((family) => i18n.exists(`${family}.${text}`))
      return known === undefined ? text : t(`${known}.${text}` as never)
    }
    return text
  }
}
