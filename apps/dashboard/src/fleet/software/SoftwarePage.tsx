import { UploadOutlined } from '@ant-design/icons'
import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { SoftwareDocument } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { useViewer } from '../../session/viewer.ts'
import { NothingHere } from '../../shell/NothingHere.tsx'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { FilterChip } from '../list/FilterChip.tsx'
import { RolloutsNav } from '../rollouts/RolloutsNav.tsx'
import { PackagePanel } from './PackagePanel.tsx'
import { SoftwareTable } from './SoftwareTable.tsx'
import { UploadPackage } from './UploadPackage.tsx'

/** Software that the acquirer has to give out: add, look at, roll out, withdraw. */
export function SoftwarePage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const viewer = useViewer()
  const may = viewer?.permissions.includes('command:SOFTWARE_UPDATE') === true
  const mayAdd = may && viewer.person.organisation.kind === 'ACQUIRER'
  const { data, error, loading, refetch } = useQuery(SoftwareDocument, { ...FIGURES_POLLING, skip: !may })
  if (!may) return <NothingHere />
  const all = data?.viewer?.softwarePackages ?? []
  const models = search['model']?.split(',') ?? []
  const rows = all.filter(({ model }) => models.length === 0 || models.includes(model))
  const open = all.find(({ id }) => id === search['package']) ?? null
  const known = [...new Set([...all.map(({ model }) => model), ...models])].toSorted()
  return (
    <div className="page">
      <PageHead
        tab={t('rolloutTab.software')}
        title={t('rolloutTab.software')}
        below={<span className="quiet">{t('software.what')}</span>}
        actions={
          <span className="line">
            <FilterChip
              name={t('column.model')}
              options={known.map((value) => ({ value, label: value }))}
              chosen={models}
              onChange={(values) => change({ model: values.length === 0 ? undefined : values.join(',') })}
            />
            {search['act'] !== 'add' && (
              <Button
                type="primary"
                icon={<UploadOutlined aria-hidden />}
                disabled={!mayAdd}
                title={mayAdd ? undefined : t('software.notYours')}
                onClick={() => change({ act: 'add', package: undefined }, 'push')}
              >
                {t('software.add')}
              </Button>
            )}
          </span>
        }
      />
      <RolloutsNav />
      {mayAdd && search['act'] === 'add' && <UploadPackage onAdded={() => void refetch()} />}
      {error !== undefined && <FaultPanel error={error} what={t('rolloutTab.software')} retry={() => void refetch()} />}
      {open !== null && <PackagePanel key={open.id} one={open} mayWithdraw={mayAdd} />}
      {rows.length === 0 && loading && <WaitingRows rows={4} />}
      {rows.length === 0 && !loading && error === undefined && (
        <Blank title={t('software.none')}>{t(mayAdd ? 'software.noneHow' : 'software.noneBelow')}</Blank>
      )}
      {rows.length > 0 && <SoftwareTable rows={rows} open={open?.id ?? null} />}
    </div>
  )
}
