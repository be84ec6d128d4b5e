import { useQuery } from '@apollo/client/react'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AlertMuteRowFragment, AlertMutesDocument, AlertUnmuteDocument } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { MuteForm } from './MuteForm.tsx'
import { useSubject } from './subject.ts'

/** Stretches of quiet: whose, why, until when; to begin one and to end one. */
export function Mutes() {
  const { t } = useTranslation()
  const viewer = useViewer()
  const { data, error, loading, refetch } = useQuery(AlertMutesDocument, {
    fetchPolicy: 'cache-and-network',
    ...FIGURES_POLLING,
  })
  const [beginning, setBeginning] = useState(false)
  const [ending, setEnding] = useState<AlertMuteRowFragment | null>(null)
  const may = viewer?.permissions.includes('alert:mute') === true
  const columns = useColumns(may, setEnding)
  const rows = data?.alertMutes ?? []
  return (
    <div className="stack">
      <p className="quiet">{t('mutes.what')}</p>
      <div className="line">
        <Button disabled={!may} title={may ? undefined : t('mutes.notYours')} onClick={() => setBeginning(!beginning)}>
          {t('mutes.begin')} …
        </Button>
      </div>
      {beginning && viewer !== null && (
        <MuteForm own={viewer.person.organisation} onClose={() => setBeginning(false)} />
      )}
      <FaultPanel error={error} what={t('alertTab.mutes')} retry={() => void refetch()} />
      {data === undefined && loading && <WaitingRows rows={3} />}
      {data !== undefined && rows.length === 0 && <Blank title={t('mutes.none')}>{t('mutes.noneHow')}</Blank>}
      {rows.length > 0 && <RowTable label={t('alertTab.mutes')} columns={columns} rows={rows} keyOf={({ id }) => id} />}
      <Modal
        open={ending !== null}
        footer={null}
        title={t('mutes.end')}
        onCancel={() => setEnding(null)}
        destroyOnHidden
      >
        {ending !== null && <EndForm mute={ending} onClose={() => setEnding(null)} />}
      </Modal>
    </div>
  )
}

function EndForm({ mute, onClose }: { mute: AlertMuteRowFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const asking = useWish(AlertUnmuteDocument, (data) => data.alertUnmute, ['AlertMutes', 'Alerts'])
  const end = async (reason: string) => {
    if ((await asking.send({ muteId: mute.id, reason })) !== null) onClose()
  }
  return <Reasoned does={t('mutes.end')} wish={asking} onDo={(reason) => void end(reason)} onBack={onClose} />
}

function useColumns(may: boolean, onEnd: (mute: AlertMuteRowFragment) => void): RowColumn<AlertMuteRowFragment>[] {
  const { t } = useTranslation()
  const subject = useSubject()
  return [
    {
      key: 'where',
      title: t('mutes.where'),
      render: ({ terminal, organisation }) =>
        terminal === null ? (
          (organisation?.name ?? '–')
        ) : (
          <GoTo place={paths.terminal(terminal.id)}>
            <span className="mono">{terminal.tid}</span>
          </GoTo>
        ),
    },
    {
      key: 'subject',
      title: t('alerts.subject'),
      render: (row) => (row.subject === null ? t('mutes.all') : subject(row.subject)),
    },
    { key: 'owner', title: t('mutes.owner'), render: ({ owner }) => owner?.name ?? '–' },
    { key: 'why', title: t('request.reason'), render: ({ reason }) => reason },
    { key: 'until', title: t('mutes.until'), end: true, render: ({ until }) => <Time at={until} show="moment" /> },
    {
      key: 'act',
      title: <span className="visually-hidden">{t('alerts.act')}</span>,
      render: (row) => (
        <Button size="small" disabled={!may} title={may ? undefined : t('mutes.notYours')} onClick={() => onEnd(row)}>
          {t('mutes.end')}
        </Button>
      ),
    },
  ]
}
