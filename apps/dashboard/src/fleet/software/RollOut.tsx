import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SoftwareRowFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { Refusals } from '../../ui/Refusals.tsx'
import { useUrl } from '../../ui/url.ts'
import { useSelecting } from '../list/use-selecting.ts'

/** To all terminals of its model, in steps; or to those that somebody chooses in the list of terminals. */
export function RollOut({ one }: { one: Pick<SoftwareRowFragment, 'id' | 'model'> }) {
  const { t } = useTranslation()
  const url = useUrl()
  const may = useViewer()?.permissions.includes('action:bulk') === true
  const { select, refusals, loading, error } = useSelecting()
  const start = async () => {
    const made = await select({ filter: { models: [one.model], states: ['ACTIVE'] } })
    if (made !== null) url.go(paths.bulkPreview(made.id, 'SOFTWARE_UPDATE', true, one.id))
  }
  return (
    <>
      <Button
        type="primary"
        loading={loading}
        disabled={!may}
        title={may ? undefined : t('software.noBulk')}
        onClick={() => void start()}
      >
        {t('software.rollOut', { model: one.model })} …
      </Button>
      <GoTo place={paths.terminals({ model: one.model })}>{t('software.choose')}</GoTo>
      <Refusals refusals={refusals} />
      {error !== undefined && <FaultPanel error={error} what={t('rollout.new')} />}
    </>
  )
}
