import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RuleShownFragment } from '../../api/generated/graphql.ts'
import { useViewer } from '../../session/viewer.ts'
import { Waiting } from '../../approvals/Waiting.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { useUrl } from '../../ui/url.ts'
import { ModeMark, SeverityMark, useKindName } from '../marks.tsx'
import { ruleKey } from './rule-key.ts'
import { useRuleName } from './rule-name.ts'
import { PrecisionCell } from './PrecisionCell.tsx'

/** Every rule: what it looks for, how far it may go and goes, how often checkers found it right. */
export function RuleTable({ rules }: { rules: readonly RuleShownFragment[] }) {
  const { t, i18n } = useTranslation()
  const ruleName = useRuleName()
  const kindName = useKindName()
  const permissions = useViewer()?.permissions ?? []
  const mayAct = permissions.includes('rule:change') || permissions.includes('correction:approve')
  const columns: readonly RowColumn<RuleShownFragment>[] = [
    {
      key: 'rule',
      title: t('rule.one'),
      render: ({ rule, version, kinds, explanation }) => (
        <>
          <span className="mono">{rule}</span> {ruleName(rule)} <span className="quiet number">v{version}</span>
          <div className="hint">{explanation}</div>
          {kinds.length > 0 && <div className="quiet hint">{kinds.map(kindName).join(' · ')}</div>}
        </>
      ),
    },
    { key: 'severity', title: t('case.severity'), render: ({ severity }) => <SeverityMark severity={severity} /> },
    { key: 'mode', title: t('rule.mode'), render: (rule) => <ModeOf rule={rule} /> },
    {
      key: 'hits',
      title: t('rule.hits'),
      end: true,
      render: ({ hits30d }) => <span className="number">{formatNumber(hits30d, i18n.language)}</span>,
    },
    {
      key: 'precision',
      title: t('rule.precision'),
      end: true,
      render: ({ precision }) => <PrecisionCell of={precision} />,
    },
    ...(mayAct
      ? [
          {
            key: 'acts',
            title: <span className="visually-hidden">{t('case.do')}</span>,
            end: true,
            render: (rule: RuleShownFragment) => <Acts rule={rule} />,
          },
        ]
      : []),
  ]
  return <RowTable label={t('correctionTab.rules')} columns={columns} rows={rules} keyOf={ruleKey} />
}

/** How far it goes now; when that is less than it may, why. */
function ModeOf({ rule: { mode, effectiveMode, stopped, inForce, modeAsked } }: { rule: RuleShownFragment }) {
  const { t } = useTranslation()
  return (
    <>
      <ModeMark mode={effectiveMode} />
      {stopped && (
        <div>
          <Mark look={{ tone: 'bad', icon: 'stop' }} strong>
            {t('rule.stopped')}
          </Mark>
        </div>
      )}
      {modeAsked !== null && (
        <div>
          <Waiting />
        </div>
      )}
      {!inForce && <div className="quiet hint">{t('rule.notInForce')}</div>}
      {!stopped && inForce && mode !== effectiveMode && (
        <div className="quiet hint">{t('rule.fellBack', { mode: t(`ruleMode.${mode}`) })}</div>
      )}
    </>
  )
}

/** What may be done about a rule; what needs another right says so. */
function Acts({ rule }: { rule: RuleShownFragment }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const permissions = useViewer()?.permissions ?? []
  const isOwnStopped = rule.switches.some((one) => one.rule === rule.rule && one.stopped)
  const steps: readonly (readonly [step: 'mode' | 'lab' | 'suppress' | 'release' | 'stop', permission: string])[] = [
    ['mode', 'rule:change'],
    ['lab', 'correction:approve'],
    ['suppress', 'correction:approve'],
    isOwnStopped ? ['release', 'rule:change'] : ['stop', 'correction:approve'],
  ]
  return (
    <span className="line acts">
      {steps.map(([step, permission]) => {
        const may = permissions.includes(permission)
        return (
          <Button
            key={step}
            size="small"
            danger={step === 'stop'}
            disabled={!may}
            title={may ? undefined : t('rule.mayNot')}
            onClick={() => change({ rule: ruleKey(rule), do: step }, 'push')}
          >
            {t(`ruleStep.${step}`)} …
          </Button>
        )
      })}
    </span>
  )
}
