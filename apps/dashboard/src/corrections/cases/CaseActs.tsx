import { App, Button, DatePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  CaseClaimDocument,
  CaseDismissDocument,
  type CaseFullFragment,
  CaseJudgeDocument,
  CaseReleaseDocument,
  CaseSettleDocument,
  CaseSuppressDocument,
} from '../../api/generated/graphql.ts'
import { together, useWish } from '../../api/use-wish.ts'
import { paths, type SearchText } from '../../paths.ts'
import { useUrl } from '../../ui/url.ts'
import { ActButton, actionOf, WhyNotAll } from '../ActButton.tsx'
import { typedOf } from '../field-text.ts'
import { Reasoned } from '../Reasoned.tsx'

const STEPS = ['suppress', 'settle', 'dismiss', 'right', 'wrong'] as const
type Step = (typeof STEPS)[number]

/** What has a button while a case is open; whether it may be claimed or given back needs no words. */
const OFFERED: ReadonlySet<string> = new Set(['PROPOSE', 'SUPPRESS', 'SETTLE', 'DISMISS'])

/** How long a case is put aside unless somebody says otherwise. */
const SUPPRESSED_DAYS = 7

/** What can be done about a case: correct it, put it aside for a time, or say what became of it. */
export function CaseActs({ found }: { found: CaseFullFragment }) {
  const { t } = useTranslation()
  const { go } = useUrl()
  const [step, setStep] = useState<Step | null>(null)
  const transaction = found.sides.sides.find((side) => side.transaction !== null)?.transaction
  const terminal = found.terminal
  if (step !== null) return <CaseStep found={found} step={step} onDone={() => setStep(null)} />
  // what a rule drafted waits for somebody to look at it and hand it in
  const draft = found.corrections.find(({ state }) => state === 'DRAFT')
  const isOver = found.state === 'CLOSED' || found.state === 'DISMISSED'
  const mayJudge = actionOf(found, 'JUDGE')
  return (
    <div className="stack">
      {!isOver && (
        <div className="line">
          {draft !== undefined && (
            <Button type="primary" onClick={() => go(paths.correction(draft.id))}>
              {t('case.toDraft', { number: draft.number })}
            </Button>
          )}
          <ActButton
            type={draft === undefined ? 'primary' : 'default'}
            action={actionOf(found, 'PROPOSE')}
            onAct={() =>
              go(
                paths.correctionNew({
                  case: found.id,
                  ...proposedOf(found),
                  ...(transaction == null ? { terminal: terminal?.id } : { transaction: transaction.id }),
                }),
              )
            }
          >
            {t('case.propose')} …
          </ActButton>
          <Claim found={found} />
          <ActButton action={actionOf(found, 'SUPPRESS')} onAct={() => setStep('suppress')}>
            {t('caseStep.suppress')} …
          </ActButton>
          <ActButton action={actionOf(found, 'SETTLE')} onAct={() => setStep('settle')}>
            {t('caseStep.settle')} …
          </ActButton>
          <ActButton action={actionOf(found, 'DISMISS')} onAct={() => setStep('dismiss')}>
            {t('caseStep.dismiss')} …
          </ActButton>
        </div>
      )}
      {!isOver && <WhyNotAll actions={found.actions.filter(({ name }) => OFFERED.has(name))} />}
      {isOver && mayJudge?.allowed === true && (
        <div className="line">
          <span className="quiet">{t('case.wasRight')}</span>
          <ActButton action={mayJudge} onAct={() => setStep('right')}>
            {t('caseStep.right')} …
          </ActButton>
          <ActButton action={mayJudge} onAct={() => setStep('wrong')}>
            {t('caseStep.wrong')} …
          </ActButton>
        </div>
      )}
      {isOver && mayJudge?.allowed !== true && <p className="quiet">{t('case.over')}</p>}
    </div>
  )
}

/** What the rule proposes, as the form has it in its URL: kind and values on which the sources agree. */
function proposedOf({ hits, kinds }: CaseFullFragment): SearchText {
  const hit = hits.find(({ kind }) => kind !== null)
  const values = (hit?.patch ?? []).filter(({ field }) => field !== 'amount')
  const amount = hit?.patch.find(({ field }) => field === 'amount')?.value
  const unit = hit?.amount ?? null
  return {
    kind: hit?.kind ?? kinds[0],
    ...Object.fromEntries(values.map(({ field, value }) => [`f.${field}`, value])),
    ...(amount === undefined || unit === null ? {} : { 'f.amount': typedOf(amount, unit) }),
  }
}

/** Who works on it: told to the others, binding nobody. */
function Claim({ found }: { found: CaseFullFragment }) {
  const { t } = useTranslation()
  const claim = useWish(CaseClaimDocument, (data) => data.caseClaim)
  const release = useWish(CaseReleaseDocument, (data) => data.caseRelease)
  const mayRelease = actionOf(found, 'RELEASE')
  if (mayRelease?.allowed === true)
    return (
      <ActButton action={mayRelease} busy={release.busy} onAct={() => void release.send({ caseId: found.id })}>
        {t('case.release')}
      </ActButton>
    )
  return (
    <ActButton action={actionOf(found, 'CLAIM')} busy={claim.busy} onAct={() => void claim.send({ caseId: found.id })}>
      {t('case.claim')}
    </ActButton>
  )
}

function CaseStep({ found, step, onDone }: { found: CaseFullFragment; step: Step; onDone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [until, setUntil] = useState<Dayjs>(() => dayjs().add(SUPPRESSED_DAYS, 'day'))
  const dismiss = useWish(CaseDismissDocument, (data) => data.caseDismiss)
  const settle = useWish(CaseSettleDocument, (data) => data.caseSettle)
  const suppress = useWish(CaseSuppressDocument, (data) => data.caseSuppress)
  const judge = useWish(CaseJudgeDocument, (data) => data.caseJudge)
  const caseId = found.id
  const says: Readonly<Record<Step, (text: string) => Promise<object | null>>> = {
    suppress: (reason) => suppress.send({ caseId, reason, until: until.toISOString() }),
    settle: (note) => settle.send({ caseId, note }),
    dismiss: (note) => dismiss.send({ caseId, note }),
    right: (note) => judge.send({ caseId, note, right: true }),
    wrong: (note) => judge.send({ caseId, note, right: false }),
  }
  const send = async (text: string) => {
    if ((await says[step](text)) === null) return
    void message.success(t('case.done'))
    onDone()
  }
  return (
    <Reasoned
      label={t('case.note')}
      does={t(`caseStep.${step}`)}
      wish={together([dismiss, settle, suppress, judge])}
      what={t('case.one')}
      onDo={(text) => void send(text)}
      onBack={onDone}
    >
      <p className="note">{t(`caseStepWhat.${step}`)}</p>
      {step === 'suppress' && (
        <div className="field">
          <label htmlFor="suppress-until">{t('case.until')}</label>
          <DatePicker
            id="suppress-until"
            showTime
            allowClear={false}
            value={until}
            minDate={dayjs()}
            onChange={(day) => day !== null && setUntil(day)}
          />
        </div>
      )}
    </Reasoned>
  )
}
