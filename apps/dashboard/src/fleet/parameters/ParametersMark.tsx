import { useTranslation } from 'react-i18next'
import type { ParametersState } from '../../api/generated/graphql.ts'
import { Mark } from '../../ui/Mark.tsx'
import { PARAMETERS_LOOKS } from './looks.ts'

/** Whether a terminal holds what is set for it, in a word or two. */
export function ParametersMark({ state }: { state: ParametersState }) {
  const { t } = useTranslation()
  return <Mark look={PARAMETERS_LOOKS[state]}>{t(`parametersShort.${state}`)}</Mark>
}
