import { useTranslation } from 'react-i18next'
import type { SoftwareRowFragment } from '../../api/generated/graphql.ts'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { runningPlace } from './running-place.ts'

/** How many terminals run a package; the figure leads to them. */
export function RunsOn({ one }: { one: Pick<SoftwareRowFragment, 'model' | 'version' | 'runningOn'> }) {
  const { t, i18n } = useTranslation()
  const { model, version, runningOn } = one
  const number = formatNumber(runningOn, i18n.language)
  if (runningOn === 0) return number
  return (
    <GoTo place={runningPlace(one)} label={t('software.runsOn', { count: runningOn, number, model, version })}>
      {number}
    </GoTo>
  )
}
