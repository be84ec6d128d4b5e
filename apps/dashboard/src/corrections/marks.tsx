import { type CaseState, type CorrectionKind, type CorrectionState, KIND_LABELS } from '@budeng/corrections/public'
import { useTranslation } from 'react-i18next'
import { Mark } from '../ui/Mark.tsx'
import { CASE_LOOKS, CORRECTION_LOOKS, MODE_LOOKS, type RuleMode, type Severity, SEVERITY_LOOKS } from './looks.ts'

export function CorrectionMark({ state, strong = false }: { state: CorrectionState; strong?: boolean }) {
  const { t } = useTranslation()
  return (
    <Mark look={CORRECTION_LOOKS[state]} strong={strong}>
      {t(`correctionState.${state}`)}
    </Mark>
  )
}

export function CaseMark({ state, strong = false }: { state: CaseState; strong?: boolean }) {
  const { t } = useTranslation()
  return (
    <Mark look={CASE_LOOKS[state]} strong={strong}>
      {t(`caseState.${state}`)}
    </Mark>
  )
}

export function SeverityMark({ severity, strong = false }: { severity: Severity; strong?: boolean }) {
  const { t } = useTranslation()
  return (
    <Mark look={SEVERITY_LOOKS[severity]} strong={strong}>
      {t(`severity.${severity}`)}
    </Mark>
  )
}

export function ModeMark({ mode, strong = false }: { mode: RuleMode; strong?: boolean }) {
  const { t } = useTranslation()
  return (
    <Mark look={MODE_LOOKS[mode]} strong={strong}>
      {t(`ruleMode.${mode}`)}
    </Mark>
  )
}

/** What staff call a kind, in the language of the screen. */
export function useKindName(): (kind: CorrectionKind) => string {
  const { i18n } = useTranslation()
  return (kind) => KIND_LABELS[kind][i18n.language.startsWith('zh') ? 'zh' : 'en']
}

/** What a tier asks for, in words. */
export function useTierName(): (tier: number) => string {
  const { t } = useTranslation()
  return (tier) => t(`correctionTier.${tier === 1 ? '1' : tier === 2 ? '2' : '3'}`)
}
