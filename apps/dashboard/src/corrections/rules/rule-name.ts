import { RULE_IDS } from '@budeng/corrections/public'
import { useTranslation } from 'react-i18next'

/** What a rule is called; one that is newer than these words has its number only. */
export function useRuleName(): (rule: string) => string {
  const { t } = useTranslation()
  return (rule) => {
    const known = RULE_IDS.find((id) => id === rule)
    return known === undefined ? '' : t(`ruleName.${known}`)
  }
}
