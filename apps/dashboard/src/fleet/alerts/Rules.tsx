import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AlertRuleRowFragment, AlertRulesDocument } from '../../api/generated/graphql.ts'
import { OrganisationSelect } from '../../organisations/OrganisationSelect.tsx'
import { useViewer } from '../../session/viewer.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { durationMs, formatDuration } from '../../ui/format.ts'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { SEVERITY_LOOKS } from '../looks.ts'
import { RuleForm } from './RuleForm.tsx'
import { useSubject } from './subject.ts'

/** What raises alerts at an organisation: of each subject the rule of the nearest one that has said something. */
export function Rules() {
  const { t } = useTranslation()
  const id = useId()
  const viewer = useViewer()
  const { search, change } = useUrl()
  const [editing, setEditing] = useState<string | null>(null)
  const own = viewer?.person.organisation
  const organisationId = search['at'] ?? own?.id ?? ''
  const { data, error, loading, refetch } = useQuery(AlertRulesDocument, {
    variables: { organisationId },
    skip: organisationId === '',
    fetchPolicy: 'cache-and-network',
  })
  const may = viewer?.permissions.includes('alert:rule') === true
  const columns = useColumns(may, setEditing)
  const rows = data?.alertRules ?? []
  const edited = rows.find(({ subject }) => subject === editing)
  return (
    <div className="stack">
      <p className="quiet">{t('alertRules.what')}</p>
      <div className="field">
        <label htmlFor={id}>{t('alertRules.at')}</label>
        <OrganisationSelect
          id={id}
          value={organisationId}
          name={own?.name ?? ''}
          onChange={(at) => change({ at: at === own?.id ? undefined : at })}
        />
      </div>
      <FaultPanel error={error} what={t('alertTab.rules')} retry={() => void refetch()} />
      {data === undefined && loading && <WaitingRows rows={6} />}
      {edited !== undefined && (
        <RuleForm
          key={`${organisationId} ${edited.subject}`}
          organisationId={organisationId}
          rule={edited}
          onClose={() => setEditing(null)}
        />
      )}
      {rows.length > 0 && (
        <RowTable label={t('alertTab.rules')} columns={columns} rows={rows} keyOf={({ subject }) => subject} />
      )}
    </div>
  )
}

function useColumns(may: boolean, onEdit: (subject: string) => void): RowColumn<AlertRuleRowFragment>[] {
  const { t, i18n } = useTranslation()
  const subject = useSubject()
  const length = (iso: string) => formatDuration(durationMs(iso) ?? 0, i18n.language)
  return [
    { key: 'subject', title: t('alerts.subject'), render: (row) => subject(row.subject) },
    {
      key: 'severity',
      title: t('alerts.severity'),
      render: ({ enabled, severity }) =>
        enabled ? (
          <Mark look={SEVERITY_LOOKS[severity]}>{t(`severity.${severity}`)}</Mark>
        ) : (
          <span className="quiet">{t('alertRules.off')}</span>
        ),
    },
    {
      key: 'line',
      title: t('alertRules.line'),
      end: true,
      render: ({ raiseAt, clearAt }) => (raiseAt === null ? '–' : `${raiseAt} / ${clearAt}`),
    },
    { key: 'holds', title: t('alertRules.holds'), end: true, render: ({ holds }) => length(holds) },
    { key: 'clears', title: t('alertRules.clears'), end: true, render: ({ clears }) => length(clears) },
    {
      key: 'own',
      title: t('alertRules.whose'),
      render: (row) => t(row.own ? 'alertRules.own' : 'alertRules.inherited'),
    },
    {
      key: 'act',
      title: <span className="visually-hidden">{t('alerts.act')}</span>,
      render: (row) => (
        <Button
          size="small"
          disabled={!may}
          title={may ? undefined : t('alertRules.notYours')}
          onClick={() => onEdit(row.subject)}
        >
          {t('alertRules.change')} …
        </Button>
      ),
    },
  ]
}
