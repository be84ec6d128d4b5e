import { UploadOutlined } from '@ant-design/icons'
import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { FileImportsDocument } from '../../api/generated/graphql.ts'
import { useMovingPolling } from '../../api/polling.ts'
import { useList } from '../../api/list.ts'
import { BOARD_SIZE } from '../../limits.ts'
import { useViewer } from '../../session/viewer.ts'
import { NothingHere } from '../../shell/NothingHere.tsx'
import { Blank } from '../../ui/Blank.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
import { MoneyNav } from '../MoneyNav.tsx'
import { FileTable } from './FileTable.tsx'
import { MissingFiles } from './MissingFiles.tsx'
import { Schedules } from './Schedules.tsx'
import { UploadPanel } from './UploadPanel.tsx'

/** Files of the acquirer: what was sent, how far it was read, and what it came to. */
export function FilesPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const permissions = useViewer()?.permissions ?? []
  const mayImport = permissions.includes('file:import')
  const polling = useMovingPolling()
  const asked = useQuery(FileImportsDocument, {
    variables: { first: BOARD_SIZE },
    ...polling.options,
    skip: !permissions.includes('file:read'),
  })
  const list = useList(asked, asked.data?.fileImports)
  // a first page fetched anew would take away what was loaded after it
  polling.tell(list.rows.length > BOARD_SIZE)
  if (!permissions.includes('file:read')) return <NothingHere />
  return (
    <div className="page">
      <PageHead
        tab={t('moneyTab.files')}
        title={t('moneyTab.files')}
        below={<span className="quiet">{t('file.what')}</span>}
        actions={
          search['act'] !== 'upload' && (
            <Button
              type="primary"
              icon={<UploadOutlined aria-hidden />}
              disabled={!mayImport}
              title={mayImport ? undefined : t('file.notYours')}
              onClick={() => change({ act: 'upload' }, 'push')}
            >
              {t('file.upload')}
            </Button>
          )
        }
      />
      <MoneyNav />
      {mayImport && search['act'] === 'upload' && <UploadPanel onClose={() => change({ act: undefined }, 'push')} />}
      <MissingFiles rows={asked.data?.missingFiles ?? []} />
      <Schedules mayImport={mayImport} />
      <ListFrame
        list={list}
        what={t('moneyTab.files')}
        waiting={4}
        blank={<Blank title={t('file.none')}>{t('file.noneHow')}</Blank>}
      >
        {(rows) => <FileTable rows={rows} />}
      </ListFrame>
    </div>
  )
}
