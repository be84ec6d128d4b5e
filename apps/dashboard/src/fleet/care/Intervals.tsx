import { useQuery } from '@apollo/client/react'
import { ANY_MODEL, CARE_KINDS } from '@budeng/fleet/public'
import { Button, Input, InputNumber, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type CareIntervalsQuery,
  CareIntervalSetDocument,
  CareIntervalsDocument,
  type CareKind,
} from '../../api/generated/graphql.ts'
import { useViewer } from '../../session/viewer.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { useWish } from '../../api/use-wish.ts'

type Interval = CareIntervalsQuery['careIntervals'][number]
const DAYS_MAX = 3_650

/** How often terminals of each model are visited. A changed interval counts at once, for all of them. */
export function Intervals() {
  const { t, i18n } = useTranslation()
  const viewer = useViewer()
  const { data, error, loading, refetch } = useQuery(CareIntervalsDocument, { fetchPolicy: 'cache-and-network' })
  const setting = useWish(CareIntervalSetDocument, (answer) => answer.careIntervalSet, ['CareIntervals'])
  const isAcquirer = viewer?.person.organisation.kind === 'ACQUIRER'
  const may = isAcquirer && viewer.permissions.includes('care:plan')
  const columns: RowColumn<Interval>[] = [
    { key: 'kind', title: t('visits.kind'), render: ({ kind }) => t(`careKind.${kind}`) },
    {
      key: 'model',
      title: t('visits.model'),
      render: ({ model }) => (model === ANY_MODEL ? t('visits.everyModel') : model),
    },
    {
      key: 'days',
      title: t('visits.days'),
      end: true,
      render: ({ days }) => (days === 0 ? t('visits.neverDue') : formatNumber(days, i18n.language)),
    },
    {
      key: 'reset',
      title: <span className="visually-hidden">{t('visits.reset')}</span>,
      render: ({ kind, model, isDefault }) =>
        isDefault ? (
          <span className="quiet">{t('visits.byDefault')}</span>
        ) : (
          <Button
            size="small"
            disabled={!may || setting.busy}
            title={may ? undefined : t('visits.notYours')}
            onClick={() => void setting.send({ kind, model, days: null })}
          >
            {t(model === ANY_MODEL ? 'visits.resetAll' : 'visits.reset')}
          </Button>
        ),
    },
  ]
  const rows = data?.careIntervals ?? []
  return (
    <div className="stack">
      <FaultPanel error={error} what={t('visits.intervals')} retry={() => void refetch()} />
      {rows.length === 0 && loading && <WaitingRows rows={2} />}
      {rows.length > 0 && (
        <RowTable
          label={t('visits.intervals')}
          columns={columns}
          rows={rows}
          keyOf={({ kind, model }) => `${kind} ${model}`}
        />
      )}
      <p className="quiet">{t('visits.daysHow')}</p>
      <SetInterval may={may} busy={setting.busy} onSet={async (wish) => (await setting.send(wish)) !== null} />
      <Unfulfilled wish={setting} what={t('visits.set')} />
    </div>
  )
}

interface SetProps {
  readonly may: boolean
  readonly busy: boolean
  /** Answers whether it was set. */
  onSet(wish: { kind: CareKind; model: string; days: number }): Promise<boolean>
}

function SetInterval({ may, busy, onSet }: SetProps) {
  const { t } = useTranslation()
  const id = useId()
  const [kind, setKind] = useState<CareKind>('INSPECTION')
  const [model, setModel] = useState('')
  const [days, setDays] = useState<number | null>(null)
  const set = async () => {
    if (days === null) return
    const isSet = await onSet({ kind, model: model.trim() === '' ? ANY_MODEL : model.trim(), days })
    if (!isSet) return
    setModel('')
    setDays(null)
  }
  return (
    <form
      className="field-bar"
      onSubmit={(event) => {
        event.preventDefault()
        void set()
      }}
    >
      <div className="field">
        <label htmlFor={`${id}-kind`}>{t('visits.kind')}</label>
        <Select
          id={`${id}-kind`}
          value={kind}
          options={CARE_KINDS.map((value) => ({ value, label: t(`careKind.${value}`) }))}
          onChange={setKind}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-model`}>{t('visits.model')}</label>
        <Input
          id={`${id}-model`}
          className="field-short"
          placeholder={t('visits.everyModel')}
          value={model}
          onChange={(event) => setModel(event.target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-days`}>{t('visits.days')}</label>
        <InputNumber id={`${id}-days`} min={0} max={DAYS_MAX} precision={0} value={days} onChange={setDays} />
      </div>
      <Button
        htmlType="submit"
        type="primary"
        disabled={!may || days === null}
        title={may ? undefined : t('visits.notYours')}
        loading={busy}
      >
        {t('visits.set')}
      </Button>
    </form>
  )
}
