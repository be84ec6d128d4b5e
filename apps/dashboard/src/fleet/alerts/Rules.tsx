import { useQuery } from '@apollo/client/react'
import { METRICS } from '@budeng/fleet/public'
import { Button, Modal } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AlertRuleRowFragment, AlertRulesDocument } from '../../api/generated/graphql.ts'
import { OrganisationSelect } from '../../organisations/OrganisationSelect.tsx'
import { useViewer } from '../../session/viewer.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { durationMs, formatDuration } from '../../ui/format.ts'
import { Mark } from '../../ui/Mark.tsx'
import { usePhone } from '../../ui/phone.ts'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { SEVERITY_LOOKS } from '../looks.ts'
import { METRIC_UNITS } from '../metric-units.ts'
import { RuleForm } from './RuleForm.tsx'
import { groupOfSubject, SUBJECT_GROUPS, useSubject } from './subject.ts'

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
  const isPhone = usePhone()
  const subjectName = useSubject()
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
      <Modal
        open={edited !== undefined}
        footer={null}
        title={edited === undefined ? '' : `${t('alertRules.change')} · ${subjectName(edited.subject)}`}
        onCancel={() => setEditing(null)}
        destroyOnHidden
      >
        {edited !== undefined && (
          <RuleForm organisationId={organisationId} rule={edited} onClose={() => setEditing(null)} />
        )}
      </Modal>
      {SUBJECT_GROUPS.map((group) => {
        const its = rows.filter(({ subject }) => groupOfSubject(subject) === group)
        return its.length === 0 ? null : (
          <details key={group} className="panel fold" open={!isPhone}>
            <summary className="panel-head">{`${t(`alertRuleGroup.${group}`)} · ${its.length}`}</summary>
            <RowTable
              label={t(`alertRuleGroup.${group}`)}
              columns={columns}
              rows={its}
              keyOf={({ subject }) => subject}
            />
          </details>
        )
      })}
    </div>
  )
}

function useColumns(may: boolean, onEdit: (subject: string) => void): RowColumn<AlertRuleRowFragment>[] {
  const { t, i18n } = useTranslation()
  const subject = useSubject()
  const length = (iso: string) => {
    const ms = durationMs(iso) ?? 0
    return ms === 0 ? t('alertRules.atOnce') : formatDuration(ms, i18n.language)
  }
  const unit = (of: string) => {
    const metric = METRICS.find((one) => one === of)
    return metric === undefined ? '' : ` ${METRIC_UNITS[metric]}`
  }
  return [
    { key: 'subject', title: t('alerts.subject'), width: '26%', render: (row) => subject(row.subject) },
    {
      key: 'severity',
      title: t('alerts.severity'),
      width: '14%',
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
      width: '16%',
      render: ({ subject: of, raiseAt, clearAt }) => (raiseAt === null ? '–' : `${raiseAt} / ${clearAt}${unit(of)}`),
    },
    { key: 'holds', title: t('alertRules.holds'), end: true, width: '12%', render: ({ holds }) => length(holds) },
    { key: 'clears', title: t('alertRules.clears'), end: true, width: '12%', render: ({ clears }) => length(clears) },
    {
      key: 'own',
      title: t('alertRules.whose'),
      width: '12%',
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
