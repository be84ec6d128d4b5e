import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@apollo/client/react'
import { Button, Dropdown, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ExportFormat,
  ExportsDocument,
  ExportStartDocument,
  type ExportStartMutation,
  type TerminalFilter,
} from '../../api/generated/graphql.ts'
import { MOVING_EVERY_MS } from '../../limits.ts'
import { ExportTable } from '../../money/exports/ExportTable.tsx'
import { EXPORT_FORMATS } from '../../money/exports/export-form.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { useWish } from '../../api/use-wish.ts'

/** Takes the list out as a file, narrowed as it is on the screen; the worker writes it, and it is fetched here. */
export function ExportMenu({ filter }: { filter: TerminalFilter }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [id, setId] = useState<string | null>(null)
  const { send, busy, refusals, error } = useWish(
    ExportStartDocument,
    (data: ExportStartMutation) => data.exportStart,
    ['Exports'],
  )
  const start = async (format: ExportFormat) => {
    setId(null)
    setOpen(true)
    const made = await send({ kind: 'TERMINALS', format, terminals: filter })
    setId(made?.export?.id ?? null)
  }
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: EXPORT_FORMATS.map((format) => ({ key: format, label: t(`exportFormat.${format}`) })),
          onClick: ({ key }) => void start(key as ExportFormat),
        }}
      >
        <Button size="small" type="text" icon={<DownloadOutlined />} loading={busy}>
          {t('estate.export')}
        </Button>
      </Dropdown>
      <Modal
        open={open}
        width={880}
        footer={null}
        title={t('estate.exportTitle')}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Unfulfilled wish={{ refusals, error }} what={t('estate.exportTitle')} />
        {id !== null && <Written id={id} />}
        {id === null && busy && <WaitingRows rows={1} />}
      </Modal>
    </>
  )
}

/** How far the file is, and the way to fetch it. */
function Written({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(ExportsDocument, { pollInterval: MOVING_EVERY_MS })
  const rows = (data?.exports ?? []).filter((one) => one.id === id)
  return (
    <div className="stack">
      <p className="quiet">{t('estate.exportHow')}</p>
      <FaultPanel error={error} what={t('estate.exportTitle')} retry={() => void refetch()} />
      {rows.length === 0 ? <WaitingRows rows={1} /> : <ExportTable rows={rows} />}
    </div>
  )
}
