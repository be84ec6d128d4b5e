import { useMutation } from '@apollo/client/react'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SelectionCreateDocument, type SoftwareRowFragment } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { Refusals } from '../../ui/Refusals.tsx'
import { useUrl } from '../../ui/url.ts'

/** To all terminals of its model, in steps; or to those that somebody chooses in the list of terminals. */
export function RollOut({ one }: { one: Pick<SoftwareRowFragment, 'id' | 'model'> }) {
  const { t } = useTranslation()
  const url = useUrl()
  const may = useViewer()?.permissions.includes('action:bulk') === true
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [create, { loading, error }] = useMutation(SelectionCreateDocument, { onError: () => undefined })
  const start = async () => {
    const { data } = await create({ variables: { input: { filter: { models: [one.model], states: ['ACTIVE'] } } } })
    setRefusals(data?.selectionCreate.userErrors ?? [])
    const id = data?.selectionCreate.selection?.id
    if (id !== undefined) url.go(paths.bulkPreview(id, 'SOFTWARE_UPDATE', true, one.id))
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
