import { type CorrectionKind, type CorrectionState, KIND_LABELS } from '@budeng/corrections/public'
import { useTranslation } from 'react-i18next'
import { Mark } from '../ui/Mark.tsx'
import { CORRECTION_LOOKS } from './looks.ts'

export function CorrectionMark({ state, strong = false }: { state: CorrectionState; strong?: boolean }) {
  const { t } = useTranslation()
  return (
    <Mark look={CORRECTION_LOOKS[state]} strong={strong}>
      {t(`correctionState.${state}`)}
    </Mark>
  )
}

/** What staff call a kind, in the language of the screen. */
export function useKindName(): (kind: CorrectionKind) => string {
  const { i18n } = useTranslation()
  return (kind) => KIND_LABELS[kind][i18n.language.startsWith('zh') ? 'zh' : 'en']
}
