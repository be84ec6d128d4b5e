import { useQuery } from '@apollo/client/react'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  RuleExceptionEndDocument,
  RuleSilencesDocument,
  type RuleSilencesQuery,
  RuleSuppressionEndDocument,
} from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { useViewer } from '../../session/viewer.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Refusals } from '../../ui/Refusals.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'

type Suppression = RuleSilencesQuery['ruleSuppressions'][number]
type Exception = RuleSilencesQuery['ruleExceptions'][number]

/** One place where rules keep still, whichever of the two it is. */
interface Silence {
  readonly key: string
  readonly what: string
  readonly where: string
  readonly reason: string
  readonly owner: string
  readonly until: Suppression['until']
  readonly suppressionId: string | null
  readonly exception: Exception | null
}

export const AFTER_SILENCE = ['RuleSilences']

/** Where rules are not heard, or know better: who answers for it, until when, and the way to end it today. */
export function Silences() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(RuleSilencesDocument)
  const suppression = useWish(RuleSuppressionEndDocument, (answer) => answer.ruleSuppressionEnd, AFTER_SILENCE)
  const exception = useWish(RuleExceptionEndDocument, (answer) => answer.ruleExceptionEnd, AFTER_SILENCE)
  const { message } = App.useApp()
  const may = useViewer()?.permissions.includes('correction:approve') === true
  const rows = useSilences(data)
  const end = async ({ suppressionId, exception: known }: Silence) => {
    const done =
      suppressionId !== null
        ? await suppression.send({ suppressionId })
        : known !== null && (await exception.send({ kind: known.kind, value: known.value }))
    if (done !== null && done !== false) void message.success(t('silence.ended'))
  }
  if (error !== undefined) return <FaultPanel error={error} what={t('silence.title')} retry={() => void refetch()} />
  if (data === undefined) return <WaitingRows rows={2} />
  const columns: readonly RowColumn<Silence>[] = [
    { key: 'what', title: t('rule.one'), render: ({ what }) => what },
    { key: 'where', title: t('silence.where'), render: ({ where }) => where },
    { key: 'reason', title: t('request.reason'), render: ({ reason }) => reason },
    { key: 'owner', title: t('silence.owner'), render: ({ owner }) => owner },
    { key: 'until', title: t('silence.until'), render: ({ until }) => <Time at={until} show="moment" /> },
    {
      key: 'acts',
      title: <span className="visually-hidden">{t('case.do')}</span>,
      end: true,
      render: (row) => (
        <Button
          size="small"
          disabled={!may}
          title={may ? undefined : t('rule.mayNot')}
          loading={suppression.busy || exception.busy}
          onClick={() => void end(row)}
        >
          {t('silence.end')}
        </Button>
      ),
    },
  ]
  return (
    <>
      <Refusals refusals={[...suppression.refusals, ...exception.refusals]} />
      {rows.length === 0 ? (
        <p className="panel-body quiet">{t('silence.none')}</p>
      ) : (
        <RowTable label={t('silence.title')} columns={columns} rows={rows} keyOf={({ key }) => key} />
      )}
    </>
  )
}

function useSilences(data: RuleSilencesQuery | undefined): readonly Silence[] {
  const { t } = useTranslation()
  const unseen = t('approvals.unseen')
  const suppressions = (data?.ruleSuppressions ?? []).map((one): Silence => {
    const { suppressionId, rule, cause, reason, until } = one
    const where = one.organisation?.name ?? unseen
    return {
      ...{ key: suppressionId, suppressionId, exception: null, reason, until },
      what: `${rule} · ${t('silence.SUPPRESSION')}`,
      where: cause === null ? where : `${where} · ${cause}`,
      owner: one.owner?.name ?? unseen,
    }
  })
  const exceptions = (data?.ruleExceptions ?? []).map((one): Silence => {
    const { kind, value, reason, until } = one
    return {
      ...{ key: `${kind} ${value}`, suppressionId: null, exception: one, reason, until },
      what: t(`silence.${kind}`),
      where: one.merchant?.name ?? value,
      owner: one.owner?.name ?? unseen,
    }
  })
  return [...suppressions, ...exceptions]
}
