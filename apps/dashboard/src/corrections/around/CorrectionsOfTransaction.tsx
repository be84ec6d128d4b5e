import { useTranslation } from 'react-i18next'
import type { CorrectionLineFragment } from '../../api/generated/graphql.ts'
import { Panel } from '../../ui/Panel.tsx'
import { CorrectionTable } from '../list/CorrectionTable.tsx'

/** What was and is being corrected of a transaction; nothing when nothing is. */
export function CorrectionsOfTransaction({ corrections }: { corrections: readonly CorrectionLineFragment[] }) {
  const { t } = useTranslation()
  if (corrections.length === 0) return null
  return (
    <Panel title={t('correctionTab.corrections')} flush>
      <CorrectionTable rows={corrections} ofTerminal short />
    </Panel>
  )
}
