import { useQuery } from '@apollo/client/react'
import type { RequestableType } from '@budeng/fleet/public'
import { useParams, useRouter } from '@tanstack/react-router'
import { Alert, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ParametersChangeInput,
  type RolloutPlanInput,
  SelectionPreviewDocument,
  type SelectionPreviewQuery,
} from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { Blank } from '../../ui/Blank.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { durationMs, formatDuration, formatNumber } from '../../ui/format.ts'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Countdown } from '../../ui/Time.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { BULK_TYPES, commandInput, EMPTY_FORM, formProblem, requestableType } from '../command/command-input.ts'
import { ParameterFields } from '../command/ParameterFields.tsx'
import { BULK_EXPIRY_DEFAULT } from '../command/ReasonFields.tsx'
import { BeforeAfter } from '../parameters/BeforeAfter.tsx'
import { ChangeFields } from '../parameters/ChangeFields.tsx'
import { changeOfLines, changeProblem, isNoChange } from '../parameters/parameter-lines.ts'
import { PLAN_FORM_DEFAULT, type PlanForm, planInput } from '../rollouts/plan-form.ts'
import { PlanFields } from '../rollouts/PlanFields.tsx'
import { BulkRequestForm, type BulkWish } from './BulkRequestForm.tsx'
import { PreviewLines } from './PreviewLines.tsx'
import { useBulkRequest } from './request.ts'

/** What an action on many terminals would do, before it does anything: the server's numbers, and what it takes to go on. */
export function BulkPreviewPage() {
  const { t, i18n } = useTranslation()
  const url = useUrl()
  const { history } = useRouter()
  const { selectionId } = useParams({ strict: false }) as { selectionId: string }
  const type = requestableType(url.search['type']) ?? 'RELOGIN'
  const [wish, setWish] = useState<BulkWish>({ form: EMPTY_FORM, reason: '', notAfter: BULK_EXPIRY_DEFAULT, typed: '' })
  const command = commandInput(type, wish.form)
  const inSteps = url.search['steps'] === '1'
  const [planForm, setPlanForm] = useState(PLAN_FORM_DEFAULT)
  const [lines, setLines] = useState('')
  const { plan, parameters, problems, isWrong } = stepsAsked(type, inSteps, planForm, lines)
  const { data, previousData, error, loading, refetch } = useQuery(SelectionPreviewDocument, {
    variables: { selectionId, command, notAfter: wish.notAfter, plan, parameters },
    skip: formProblem(type, wish.form) !== null || isWrong,
    fetchPolicy: 'network-only',
  })
  const { send, busy, refusals, fault } = useBulkRequest((place) => url.go(place, 'replace'))
  const shown = data ?? previousData
  const selection = shown?.selection
  const preview = shown?.actionPreview
  const count = selection?.count ?? 0
  const title = t(`act.${type}`, { count, number: formatNumber(count, i18n.language) })

  return (
    <div className="page page-narrow">
      <PageHead
        tab={t('preview.title')}
        title={selection == null ? t('preview.title') : title}
        below={
          selection != null && (
            <span className="quiet">
              {t('preview.frozen')} <Countdown until={selection.expiresAt} />
            </span>
          )
        }
        actions={<HowAndWhat inSteps={inSteps} type={type} />}
      />
      <FaultPanel error={error} what={t('preview.title')} retry={() => void refetch()} />
      <AskedFirst type={type} wish={wish} nothingShown={shown === undefined} onChange={setWish} />
      {preview === undefined && loading && <WaitingRows rows={5} />}
      {selection === null && <Blank title={t('preview.gone')}>{t('preview.goneHow')}</Blank>}
      {preview !== undefined && selection != null && (
        <WhatPanel type={type} preview={preview} inSteps={inSteps} isOld={isWrong} />
      )}
      {selection != null && type === 'PARAMETERS_PULL' && (
        <ChangeFields text={inSteps ? lines : null} onChange={setLines} onSteps={() => url.change({ steps: '1' })} />
      )}
      {selection != null && inSteps && (
        <Panel title={t('rollout.steps')}>
          <PlanFields form={planForm} problems={problems} commands={preview?.willCreate} onChange={setPlanForm} />
        </Panel>
      )}
      {selection != null && (
        <BulkRequestForm
          type={type}
          count={count}
          preview={preview}
          wish={wish}
          onChange={setWish}
          busy={busy || loading}
          wrong={isWrong}
          refusals={refusals}
          fault={fault}
          onBack={() => (history.canGoBack() ? history.back() : url.go(paths.terminals()))}
          onSubmit={() =>
            void send(
              { selectionId, expectedCount: count, command, reason: wish.reason.trim(), notAfter: wish.notAfter },
              plan,
              parameters,
            )
          }
        />
      )}
    </div>
  )
}

/** At once or in steps, and which command. */
function HowAndWhat({ inSteps, type }: { inSteps: boolean; type: RequestableType }) {
  const { t } = useTranslation()
  const { change } = useUrl()
  return (
    <span className="line">
      <Segmented
        aria-label={t('rollout.how')}
        value={inSteps ? 'steps' : 'once'}
        options={(['once', 'steps'] as const).map((value) => ({ value, label: t(`rollout.${value}`) }))}
        onChange={(value) => change({ steps: value === 'steps' ? '1' : undefined })}
      />
      <Select
        aria-label={t('column.type')}
        value={type}
        options={BULK_TYPES.map((value) => ({ value, label: t(`commandType.${value}`) }))}
        onChange={(value) => change({ type: value })}
      />
    </span>
  )
}

/** In which steps, and what becomes of parameters, as the API takes them; `isWrong` while what was written is neither. */
function stepsAsked(
  type: RequestableType,
  inSteps: boolean,
  form: PlanForm,
  lines: string,
): {
  readonly plan?: RolloutPlanInput
  readonly parameters?: ParametersChangeInput
  readonly problems: ReturnType<typeof planInput>['problems']
  readonly isWrong: boolean
} {
  const { plan, problems } = planInput(form)
  if (!inSteps) return { problems: [], isWrong: false }
  const change = changeAsked(type === 'PARAMETERS_PULL' ? lines : '')
  return { plan, problems, isWrong: change === null || problems.length > 0, ...change }
}

/** The change that was written, as the API takes it; none when nothing is; null while it is none. */
function changeAsked(text: string): { readonly parameters?: ParametersChangeInput } | null {
  const change = changeOfLines(text)
  if (change === null || changeProblem(text) !== null) return null
  return isNoChange(change) ? {} : { parameters: { set: JSON.stringify(change.set), remove: [...change.remove] } }
}

/** What an action would do can only be asked when it is known what is to be done: until then there is nothing but the question. */
function AskedFirst({
  type,
  wish,
  nothingShown,
  onChange,
}: {
  type: RequestableType
  wish: BulkWish
  nothingShown: boolean
  onChange: (wish: BulkWish) => void
}) {
  const { t } = useTranslation()
  if (!nothingShown || formProblem(type, wish.form) === null) return null
  return (
    <Panel title={t(`commandType.${type}`)}>
      <ParameterFields bulk type={type} form={wish.form} onChange={(form) => onChange({ ...wish, form })} />
    </Panel>
  )
}

/** The server's numbers: who gets a command, who does not and why, how long it takes, and in which groups. */
function WhatPanel({
  type,
  preview,
  inSteps,
  isOld,
}: {
  type: RequestableType
  preview: SelectionPreviewQuery['actionPreview']
  inSteps: boolean
  /** What is written now cannot be asked: this is what was asked before. */
  isOld: boolean
}) {
  const { t, i18n } = useTranslation()
  return (
    <Panel
      title={t('preview.what')}
      extra={
        <span className="quiet">
          {t('preview.estimate', { length: formatDuration(durationMs(preview.estimate) ?? 0, i18n.language) })}
        </span>
      }
    >
      <div className="stack">
        {isOld && <Alert role="status" type="warning" showIcon title={t('preview.old')} />}
        <p>{t(`does.${type}`)}</p>
        <PreviewLines lines={preview.lines} total={preview.total} />
        <BeforeAfter lines={preview.parameters} />
        {inSteps && (
          <p className="number">
            {t('rollout.inGroups', {
              groups: preview.groups.map((size) => formatNumber(size, i18n.language)).join(' → '),
            })}
          </p>
        )}
      </div>
    </Panel>
  )
}
