import { useTranslation } from 'react-i18next'
import { useLabel } from '../../ui/label.ts'
import type { LinesProblem } from './parameter-lines.ts'

/** What is wrong with what was written, and at which name. */
export function ParameterProblem({ found: { problem, name } }: { found: LinesProblem }) {
  const { t } = useTranslation()
  const label = useLabel()
  const word = label('parameterProblem', problem)
  return <>{name === null ? word : t('parameters.problemAt', { name, problem: word })}</>
}
