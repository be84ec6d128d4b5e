import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { EventFilter } from '../api/generated/graphql.ts'
import { exportAddress } from './event-filter.ts'

/** The record as it is filtered, as a file. The browser saves it while it comes; that it was taken is on record too. */
export function ExportButtons({ filter }: { filter: EventFilter }) {
  const { t } = useTranslation()
  return (
    <>
      <Button icon={<DownloadOutlined aria-hidden />} href={exportAddress(filter, 'csv')} download>
        {t('events.exportCsv')}
      </Button>
      <Button icon={<DownloadOutlined aria-hidden />} href={exportAddress(filter, 'jsonl')} download>
        {t('events.exportJson')}
      </Button>
    </>
  )
}
