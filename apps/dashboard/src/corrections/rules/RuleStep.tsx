import { RULE_MODES } from '@budeng/corrections/public'
import { App, Radio, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  RuleLabStartDocument,
  RuleModeChangeDocument,
  type RuleShownFragment,
  RuleStopDocument,
} from '../../api/generated/graphql.ts'
import { Panel } from '../../ui/Panel.tsx'
import { Reasoned } from '../Reasoned.tsx'
import type { RuleMode } from '../looks.ts'
import { ALL_RULES, LAB } from './rule-key.ts'
import { useRuleName } from './rule-name.ts'
import { ExceptionStep, SuppressStep } from './SilenceSteps.tsx'
import { WishForm } from '../../ui/WishForm.tsx'
import { useWish, type WishState } from '../../api/use-wish.ts'

const STEPS = ['mode', 'stop', 'release', 'lab', 'suppress', 'exception'] as const

/** Steps of one version; what stops or goes on is the rule, whatever its version. */
const OF_VERSION: ReadonlySet<string> = new Set(['mode', 'lab'])

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
  const title =
    rule === null
      ? t('rule.all')
      : `${rule.rule} ${ruleName(rule.rule)}${OF_VERSION.has(known) ? ` v${rule.version}` : ''}`
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

interface ReasonStepProps {
  /** What is done, on the button and where it fails. */
  readonly does: string
  readonly what: string
  readonly note: string
  /** What is said when it was accepted. */
  readonly said: string
  readonly danger?: boolean
  readonly wish: WishState
  readonly send: (reason: string) => Promise<object | null>
  readonly onDone: () => void
  readonly children?: ReactNode
}

/** A step that needs a reason and nothing more than what stands between. */
function ReasonStep({ does, what, note, said, danger = false, wish, send, onDone, children }: ReasonStepProps) {
  const { message } = App.useApp()
  const act = async (reason: string) => {
    if ((await send(reason)) === null) return
    void message.success(said)
    onDone()
  }
  return (
    <Reasoned danger={danger} does={does} what={what} wish={wish} onDo={(reason) => void act(reason)} onBack={onDone}>
      <p className="note">{note}</p>
      {children}
    </Reasoned>
  )
}

function ModeStep({ rule, onDone }: { rule: RuleShownFragment; onDone: () => void }) {
  const { t } = useTranslation()
  const [mode, setMode] = useState<RuleMode>(rule.mode)
  const wish = useWish(RuleModeChangeDocument, (data) => data.ruleModeChange, AFTERWARDS)
  return (
    <ReasonStep
      does={t('rule.ask')}
      what={t('rule.mode')}
      note={t('rule.byTwo')}
      said={t('rule.asked')}
      wish={wish}
      send={(reason) => wish.send({ rule: rule.rule, ruleVersion: rule.version, mode, reason })}
      onDone={onDone}
    >
      <Radio.Group
        aria-label={t('rule.mode')}
        value={mode}
        onChange={(event) => setMode(event.target.value as RuleMode)}
        options={RULE_MODES.map((value) => ({ value, label: t(`ruleMode.${value}`) }))}
      />
      <p className="quiet">{t(`ruleModeWhat.${mode}`)}</p>
    </ReasonStep>
  )
}

function StopStep({ name, onDone }: { name: string; onDone: () => void }) {
  const { t } = useTranslation()
  const wish = useWish(RuleStopDocument, (data) => data.ruleStop, AFTERWARDS)
  return (
    <ReasonStep
      danger
      does={t('ruleStep.stop')}
      what={t('ruleStep.stop')}
      note={t('rule.stopWhat')}
      said={t('rule.stopped')}
      wish={wish}
      send={(reason) => wish.send({ rule: name, reason })}
      onDone={onDone}
    />
  )
}

function ReleaseStep({ name, onDone }: { name: string; onDone: () => void }) {
  const { t } = useTranslation()
  const wish = useWish(RuleModeChangeDocument, (data) => data.ruleModeChange, AFTERWARDS)
  return (
    <ReasonStep
      does={t('rule.ask')}
      what={t('ruleStep.release')}
      note={t('rule.byTwo')}
      said={t('rule.asked')}
      wish={wish}
      send={(reason) => wish.send({ rule: name, reason })}
      onDone={onDone}
    />
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
    // it stands below all rules
    document.querySelector(`#${LAB}`)?.scrollIntoView({ block: 'start' })
  }
  return (
    <WishForm wish={wish} does={t('ruleStep.lab')} what={t('rule.lab')} ready onDo={() => void send()} onBack={onDone}>
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
    </WishForm>
  )
}
