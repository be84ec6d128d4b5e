import { RULE_MODES } from '@budeng/corrections/public'
import { App, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  RuleLabStartDocument,
  RuleModeChangeDocument,
  type RuleShownFragment,
  RuleStopDocument,
} from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Refusals } from '../../ui/Refusals.tsx'
import { Confirmed, Reasoned } from '../Reasoned.tsx'
import type { RuleMode } from '../looks.ts'
import { ALL_RULES } from './rule-key.ts'
import { useRuleName } from './rule-name.ts'
import { ExceptionStep, SuppressStep } from './SilenceSteps.tsx'

const STEPS = ['mode', 'stop', 'release', 'lab', 'suppress', 'exception'] as const

interface RuleStepProps {
  readonly step: string | undefined
  readonly rules: readonly RuleShownFragment[]
  /** Null: the switch of all rules. */
  readonly rule: RuleShownFragment | null
  readonly onDone: () => void
}

/** The form that the address names: what may be done by one, and what a second person decides. */
export function RuleStep({ step, rules, rule, onDone }: RuleStepProps) {
  const { t } = useTranslation()
  const ruleName = useRuleName()
  const known = STEPS.find((one) => one === step)
  if (known === undefined) return null
  // of one version only
  if (rule === null && (known === 'mode' || known === 'lab' || known === 'suppress')) return null
  if (known === 'exception')
    return (
      <Panel title={t('ruleStep.exception')}>
        <ExceptionStep onDone={onDone} />
      </Panel>
    )
  const title = rule === null ? t('rule.all') : `${rule.rule} ${ruleName(rule.rule)}`
  return (
    <Panel title={`${t(`ruleStep.${known}`)} · ${title}`}>
      {known === 'mode' && rule !== null && <ModeStep rule={rule} onDone={onDone} />}
      {known === 'lab' && rule !== null && <LabStep rule={rule} rules={rules} onDone={onDone} />}
      {known === 'suppress' && rule !== null && <SuppressStep rule={rule} onDone={onDone} />}
      {known === 'stop' && <StopStep name={rule?.rule ?? ALL_RULES} onDone={onDone} />}
      {known === 'release' && <ReleaseStep name={rule?.rule ?? ALL_RULES} onDone={onDone} />}
    </Panel>
  )
}

const AFTERWARDS = ['CorrectionRules', 'RuleLabs', 'Approvals', 'FleetFigures']

function ModeStep({ rule, onDone }: { rule: RuleShownFragment; onDone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [mode, setMode] = useState<RuleMode>(rule.mode)
  const wish = useWish(RuleModeChangeDocument, (data) => data.ruleModeChange, AFTERWARDS)
  const send = async (reason: string) => {
    if ((await wish.send({ rule: rule.rule, ruleVersion: rule.version, mode, reason })) === null) return
    void message.success(t('rule.asked'))
    onDone()
  }
  return (
    <>
      <Reasoned
        label={t('request.reason')}
        does={t('rule.ask')}
        busy={wish.busy}
        onDo={(reason) => void send(reason)}
        onBack={onDone}
      >
        <p className="note">{t('rule.byTwo')}</p>
        <Radio.Group
          aria-label={t('rule.mode')}
          value={mode}
          onChange={(event) => setMode(event.target.value as RuleMode)}
          options={RULE_MODES.map((value) => ({ value, label: t(`ruleMode.${value}`) }))}
        />
      </Reasoned>
      <Refusals refusals={wish.refusals} />
      {wish.error !== undefined && <FaultPanel error={wish.error} what={t('rule.mode')} />}
    </>
  )
}

function StopStep({ name, onDone }: { name: string; onDone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const wish = useWish(RuleStopDocument, (data) => data.ruleStop, AFTERWARDS)
  const send = async (reason: string) => {
    if ((await wish.send({ rule: name, reason })) === null) return
    void message.success(t('rule.stopped'))
    onDone()
  }
  return (
    <>
      <Reasoned
        danger
        label={t('request.reason')}
        does={t('ruleStep.stop')}
        busy={wish.busy}
        onDo={(reason) => void send(reason)}
        onBack={onDone}
      >
        <p className="note">{t('rule.stopWhat')}</p>
      </Reasoned>
      <Refusals refusals={wish.refusals} />
      {wish.error !== undefined && <FaultPanel error={wish.error} what={t('ruleStep.stop')} />}
    </>
  )
}

function ReleaseStep({ name, onDone }: { name: string; onDone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const wish = useWish(RuleModeChangeDocument, (data) => data.ruleModeChange, AFTERWARDS)
  const send = async (reason: string) => {
    if ((await wish.send({ rule: name, reason })) === null) return
    void message.success(t('rule.asked'))
    onDone()
  }
  return (
    <>
      <Reasoned
        label={t('request.reason')}
        does={t('rule.ask')}
        busy={wish.busy}
        onDo={(reason) => void send(reason)}
        onBack={onDone}
      >
        <p className="note">{t('rule.byTwo')}</p>
      </Reasoned>
      <Refusals refusals={wish.refusals} />
      {wish.error !== undefined && <FaultPanel error={wish.error} what={t('ruleStep.release')} />}
    </>
  )
}

/** A version is tried beside another one, over what happened in the last 90 days. */
function LabStep({ rule, rules, onDone }: Pick<RuleStepProps, 'rules' | 'onDone'> & { rule: RuleShownFragment }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const others = rules.filter((one) => one.rule === rule.rule)
  const [against, setAgainst] = useState(others.find(({ inForce }) => inForce)?.version ?? rule.version)
  const wish = useWish(RuleLabStartDocument, (data) => data.ruleLabStart, AFTERWARDS)
  const send = async () => {
    const asked = { rule: rule.rule, ruleVersion: rule.version, againstVersion: against }
    if ((await wish.send(asked)) === null) return
    void message.success(t('rule.labStarted'))
    onDone()
  }
  return (
    <>
      <Confirmed does={t('ruleStep.lab')} busy={wish.busy} onDo={() => void send()} onBack={onDone}>
        <p className="note">{t('rule.labWhat', { version: String(rule.version) })}</p>
        <div className="field">
          <label htmlFor="lab-against">{t('rule.against')}</label>
          <Select
            id="lab-against"
            value={against}
            options={others.map(({ version }) => ({ value: version, label: `v${version}` }))}
            onChange={setAgainst}
          />
        </div>
      </Confirmed>
      <Refusals refusals={wish.refusals} />
      {wish.error !== undefined && <FaultPanel error={wish.error} what={t('rule.lab')} />}
    </>
  )
}
