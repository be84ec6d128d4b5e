import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { CorrectionRulesDocument, type RuleShownFragment } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { useViewer } from '../../session/viewer.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { CorrectionsNav } from '../CorrectionsNav.tsx'
import { LabReports } from './LabReports.tsx'
import { LimitsPanel } from './LimitsPanel.tsx'
import { ALL_RULES, ruleKey, LAB } from './rule-key.ts'
import { RuleStep } from './RuleStep.tsx'
import { RuleTable } from './RuleTable.tsx'
import { Silences } from './Silences.tsx'

/** How far each rule may go, how often it was right, and the switch that stops it. */
export function RulesPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const { data, error, loading, refetch } = useQuery(CorrectionRulesDocument, FIGURES_POLLING)
  const rules = data?.correctionRules ?? []
  const permissions = useViewer()?.permissions ?? []
  const mayAct = permissions.includes('rule:change') || permissions.includes('correction:approve')
  const title = t('correctionTab.rules')
  return (
    <div className="page">
      <PageHead
        tab={title}
        title={title}
        below={
          <span className="quiet">
            {t('rule.what')} {!mayAct && t('rule.mayOnlyRead')}
          </span>
        }
        actions={rules.length > 0 && mayAct && <SwitchOfAll rules={rules} />}
      />
      <CorrectionsNav />
      <FaultPanel error={error} what={title} retry={() => void refetch()} />
      {rules.length === 0 && loading && <WaitingRows rows={12} />}
      {rules.length === 0 && !loading && error === undefined && (
        <Blank title={t('rule.none')}>{t('rule.noneHow')}</Blank>
      )}
      <RuleStep
        key={`${search['rule']} ${search['do']}`}
        step={search['do']}
        rules={rules}
        rule={rules.find((rule) => ruleKey(rule) === search['rule']) ?? null}
        onDone={() => change({ rule: undefined, do: undefined })}
      />
      {rules.length > 0 && <LimitsPanel />}
      {rules.length > 0 && <RuleTable rules={rules} />}
      {rules.length > 0 && (
        <Panel title={t('silence.title')} extra={<TellRules />} flush>
          <Silences />
        </Panel>
      )}
      {rules.length > 0 && (
        <div id={LAB}>
          <Panel title={t('rule.lab')} flush>
            <LabReports />
          </Panel>
        </div>
      )}
    </div>
  )
}

/** What the acquirer knows better is said here. */
function TellRules() {
  const { t } = useTranslation()
  const { change } = useUrl()
  const may = useViewer()?.permissions.includes('correction:approve') === true
  return (
    <Button
      size="small"
      disabled={!may}
      title={may ? undefined : t('rule.mayNot')}
      onClick={() => change({ rule: undefined, do: 'exception' }, 'push')}
    >
      {t('ruleStep.exception')} …
    </Button>
  )
}

/** One switch for everything that is corrected without a person: stopped by one, let go on by two. */
function SwitchOfAll({ rules }: { rules: readonly RuleShownFragment[] }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const permissions = useViewer()?.permissions ?? []
  const isStopped = rules.some(({ switches }) => switches.some(({ rule, stopped }) => rule === ALL_RULES && stopped))
  const may = permissions.includes(isStopped ? 'rule:change' : 'correction:approve')
  return (
    <Button
      danger={!isStopped}
      disabled={!may}
      title={may ? undefined : t('rule.mayNot')}
      onClick={() => change({ rule: ALL_RULES, do: isStopped ? 'release' : 'stop' }, 'push')}
    >
      {t(isStopped ? 'rule.releaseAll' : 'rule.stopAll')} …
    </Button>
  )
}
