import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type HostCodeFragment, HostCodesDocument } from '../api/generated/graphql.ts'
import { useViewer } from '../session/viewer.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { useLabel } from '../ui/label.ts'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'
import { type RowColumn, RowTable } from '../ui/RowTable.tsx'
import { WaitingPage } from '../ui/Waiting.tsx'
import { HostCodeForm } from './HostCodeForm.tsx'

/** What the acquirer's host means with its answers: previews, diagnoses and recoveries go by it. */
export function HostCodesPage() {
  const { t } = useTranslation()
  const label = useLabel()
  const viewer = useViewer()
  const { data, error, loading, refetch } = useQuery(HostCodesDocument)
  const [chosen, choose] = useState<HostCodeFragment | 'NEW' | null>(null)
  const mayWrite = viewer?.permissions.includes('alert:rule') === true && viewer.person.organisation.kind === 'ACQUIRER'
  if (data === undefined && loading) return <WaitingPage />
  const rows = data?.responseCodes ?? []
  const columns: RowColumn<HostCodeFragment>[] = [
    { key: 'code', title: t('hostCode.code'), render: ({ code }) => <code>{code}</code> },
    { key: 'route', title: t('hostCode.route'), render: ({ route }) => t(`responseRoute.${route}`) },
    {
      key: 'fault',
      title: t('hostCode.fault'),
      render: ({ fault }) => (fault === null ? '–' : label('fault', fault)),
    },
    { key: 'own', title: t('hostCode.from'), render: ({ own }) => t(own ? 'policy.own' : 'policy.default') },
    {
      key: 'change',
      title: <span className="visually-hidden">{t('policy.change')}</span>,
      end: true,
      render: (row) =>
        mayWrite && row.code !== '00' ? (
          <Button size="small" onClick={() => choose(row)}>
            {t('policy.change')}
          </Button>
        ) : null,
    },
  ]
  return (
    <div className="stack">
      <PageHead
        tab={t('settings.hostCodes')}
        title={t('settings.hostCodes')}
        below={<span className="quiet">{t('hostCode.page')}</span>}
        actions={
          <Button
            disabled={!mayWrite}
            title={mayWrite ? undefined : t('hostCode.notYours')}
            onClick={() => choose('NEW')}
          >
            {t('hostCode.add')}
          </Button>
        }
      />
      <FaultPanel error={error} what={t('settings.hostCodes')} retry={() => void refetch()} />
      {chosen !== null && (
        <HostCodeForm
          key={chosen === 'NEW' ? '' : chosen.code}
          row={chosen === 'NEW' ? null : chosen}
          onClose={() => choose(null)}
        />
      )}
      <Panel title={t('hostCode.book')} flush>
        <RowTable label={t('settings.hostCodes')} columns={columns} rows={rows} keyOf={({ code }) => code} />
      </Panel>
    </div>
  )
}
