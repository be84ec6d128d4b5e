import { useQuery } from '@apollo/client/react'
import { Button, DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ExportsDocument, ExportStartDocument, type ExportKind } from '../../api/generated/graphql.ts'
import { MOVING_EVERY_MS } from '../../limits.ts'
import { useViewer } from '../../session/viewer.ts'
import { Blank } from '../../ui/Blank.tsx'
import { dayOf } from '../../ui/day.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { useNow } from '../../ui/now.ts'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { MerchantSelect } from '../MerchantSelect.tsx'
import { MoneyNav } from '../MoneyNav.tsx'
import { EXPORT_FORMATS, type ExportForm, exportWish } from './export-form.ts'
import { ExportTable } from './ExportTable.tsx'
import { Unfulfilled } from '../../ui/WishForm.tsx'
import { useWish } from '../../api/use-wish.ts'

/** Files that were asked for: started here, fetched here while they last. */
export function ExportsPage() {
  const { t } = useTranslation()
  const { data, error, loading, refetch } = useQuery(ExportsDocument, {
    pollInterval: MOVING_EVERY_MS,
    skipPollAttempt: () => document.hidden,
  })
  const rows = data?.exports ?? []
  return (
    <div className="page">
      <PageHead
        tab={t('moneyTab.exports')}
        title={t('moneyTab.exports')}
        below={<span className="quiet">{t('export.what')}</span>}
      />
      <MoneyNav />
      <StartExport />
      <FaultPanel error={error} what={t('moneyTab.exports')} retry={() => void refetch()} />
      {rows.length === 0 && loading && <WaitingRows rows={3} />}
      {rows.length === 0 && !loading && error === undefined && (
        <Blank title={t('export.none')}>{t('export.noneHow')}</Blank>
      )}
      {rows.length > 0 && <ExportTable rows={rows} />}
    </div>
  )
}

const KINDS: readonly { readonly kind: ExportKind; readonly permission: string }[] = [
  { kind: 'TRANSACTIONS', permission: 'transaction:read' },
  { kind: 'POSTINGS', permission: 'ledger:read' },
  { kind: 'STATEMENT', permission: 'ledger:read' },
  { kind: 'CORRECTIONS', permission: 'correction:read' },
  { kind: 'OPEN_DIFFERENCES', permission: 'correction:read' },
  { kind: 'TERMINALS', permission: 'terminal:read' },
]

function StartExport() {
  const { t } = useTranslation()
  const id = useId()
  const today = dayOf(useNow(60_000))
  const permissions = useViewer()?.permissions ?? []
  const [form, setForm] = useState<ExportForm>({
    kind: 'TRANSACTIONS',
    format: 'CSV',
    from: today,
    to: today,
    merchantId: null,
  })
  const asking = useWish(ExportStartDocument, (data) => data.exportStart, ['Exports'])
  const wish = exportWish(form)
  const start = async () => {
    if (wish === null) return
    await asking.send(wish)
  }
  const kinds = KINDS.filter(({ permission }) => permissions.includes(permission))
  return (
    <Panel title={t('export.start')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void start()
        }}
      >
        <div className="field-bar">
          <div className="field">
            <label htmlFor={`${id}-kind`}>{t('export.kind')}</label>
            <Select
              id={`${id}-kind`}
              value={form.kind}
              popupMatchSelectWidth={false}
              options={kinds.map(({ kind }) => ({ value: kind, label: t(`exportKind.${kind}`) }))}
              onChange={(kind) => setForm({ ...form, kind })}
            />
          </div>
          <div className="field">
            <label htmlFor={`${id}-format`}>{t('export.format')}</label>
            <Select
              id={`${id}-format`}
              value={form.format}
              popupMatchSelectWidth={false}
              options={EXPORT_FORMATS.map((value) => ({ value, label: t(`exportFormat.${value}`) }))}
              onChange={(format) => setForm({ ...form, format })}
            />
          </div>
          {(['from', 'to'] as const).map((name) => (
            <div key={name} className="field">
              <label htmlFor={`${id}-${name}`}>{t(`export.${name}`)}</label>
              <DatePicker
                id={`${id}-${name}`}
                allowClear={false}
                value={dayjs(form[name])}
                onChange={(day) => day !== null && setForm({ ...form, [name]: day.format('YYYY-MM-DD') })}
              />
            </div>
          ))}
          {form.kind === 'STATEMENT' && (
            <div className="field">
              <label htmlFor={`${id}-merchant`}>{t('money.merchant')}</label>
              <MerchantSelect
                id={`${id}-merchant`}
                chosen={form.merchantId}
                onChoose={(merchantId) => setForm({ ...form, merchantId })}
              />
            </div>
          )}
          <Button type="primary" htmlType="submit" disabled={wish === null} loading={asking.busy}>
            {t('export.do')}
          </Button>
        </div>
        <Unfulfilled wish={asking} what={t('export.start')} />
      </form>
    </Panel>
  )
}
