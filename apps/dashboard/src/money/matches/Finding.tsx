import { MATCH_FINDINGS } from '@budeng/transactions/public'
import { useTranslation } from 'react-i18next'

/** In what a line of a file differs from what we have, in words. */
export function Finding({ of }: { of: unknown }) {
  const { t } = useTranslation()
  const code = typeof of === 'object' && of !== null && 'code' in of ? of.code : null
  const known = MATCH_FINDINGS.find((finding) => finding === code)
  return known === undefined ? null : <div className="quiet hint">{t(`matchFinding.${known}`)}</div>
}
