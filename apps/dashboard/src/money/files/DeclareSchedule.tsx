import { useQuery } from '@apollo/client/react'
import { Button, Checkbox, Input, InputNumber, Radio, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { WEEKDAYS } from '@budeng/access/public'
import { CLOSED_DAY_FILES } from '@budeng/transactions/public'
import { CsvMappingsDocument, FileScheduleDeclareDocument } from '../../api/generated/graphql.ts'
import { daysIn, draftOf, draftProblem, NEW_SCHEDULE, scheduleOf, type ScheduleDraft } from './schedule-form.ts'
import type { Schedule } from './kind-name.ts'
import { WishForm } from '../../ui/WishForm.tsx'
import { useWish } from '../../api/use-wish.ts'

interface DeclareScheduleProps {
  /** What is changed; null: a new one. */
  readonly schedule: Schedule | null
  readonly standing: readonly Schedule[]
  onChange(schedule: Schedule): void
  onClose(): void
}

/** Declares when a kind of file is due, or changes it. */
export function DeclareSchedule({ schedule, standing, onChange, onClose }: DeclareScheduleProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<ScheduleDraft>(schedule === null ? NEW_SCHEDULE : draftOf(schedule))
  const wish = useWish(FileScheduleDeclareDocument, (data) => data.fileScheduleDeclare, [
    'FileSchedules',
    'FileImports',
  ])
  const problem = draftProblem(draft)
  const known = schedule === null ? scheduleOf(draft, standing) : undefined
  const put = (change: Partial<ScheduleDraft>) => setDraft({ ...draft, ...change })
  const send = async () => {
    const { weekdays, closedDays, openDays, ...rest } = draft
    const days = { weekdays: [...weekdays], closedDays: daysIn(closedDays), openDays: daysIn(openDays) }
    if ((await wish.send({ ...rest, ...days, expectedVersion: schedule?.version ?? 0 })) !== null) onClose()
  }
  return (
    <WishForm
      wish={wish}
      does={t('schedule.declare')}
      what={t('schedule.title')}
      ready={problem === null && known === undefined}
      onDo={() => void send()}
      onBack={onClose}
    >
      <p className="note">{t('schedule.what')}</p>
      {schedule === null && <KindFields draft={draft} put={put} />}
      {known === undefined ? (
        <>
          <DueFields draft={draft} problem={problem} put={put} />
          <DayFields draft={draft} problem={problem} put={put} />
        </>
      ) : (
        <p className="line" role="status">
          {t('schedule.stands')}
          <Button size="small" onClick={() => onChange(known)}>
            {t('schedule.change')} …
          </Button>
        </p>
      )}
    </WishForm>
  )
}

interface FieldsProps {
  readonly draft: ScheduleDraft
  readonly problem: keyof ScheduleDraft | null
  put(change: Partial<ScheduleDraft>): void
}

/** Which files: the flow file, all CSV files, or those of one mapping. */
function KindFields({ draft, put }: Omit<FieldsProps, 'problem'>) {
  const { t } = useTranslation()
  const id = useId()
  const { data } = useQuery(CsvMappingsDocument)
  return (
    <div className="line">
      <Radio.Group
        aria-label={t('file.format')}
        value={draft.format}
        onChange={(event) => put({ format: event.target.value as ScheduleDraft['format'], mappingId: null })}
        options={(['FLOW', 'CSV'] as const).map((value) => ({ value, label: t(`fileFormat.${value}`) }))}
      />
      {draft.format === 'CSV' && (
        <>
          <label htmlFor={id}>{t('mapping.one')}</label>
          <Select
            id={id}
            className="money-search"
            allowClear
            placeholder={t('schedule.anyMapping')}
            value={draft.mappingId ?? undefined}
            options={(data?.csvMappings ?? []).map(({ id: value, name }) => ({ value, label: name }))}
            onChange={(value?: string) => put({ mappingId: value ?? null })}
          />
        </>
      )}
    </div>
  )
}

/** Until when, and on which days of the week. */
function DueFields({ draft, problem, put }: FieldsProps) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="fields">
      <div className="field">
        <label htmlFor={`${id}-days`}>{t('schedule.dueDays')}</label>
        <InputNumber
          id={`${id}-days`}
          min={0}
          max={31}
          precision={0}
          value={draft.dueDays}
          status={problem === 'dueDays' ? 'error' : ''}
          onChange={(value) => put({ dueDays: value ?? Number.NaN })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-time`}>{t('schedule.dueTime')}</label>
        <Input
          id={`${id}-time`}
          className="field-short"
          type="time"
          value={draft.dueTime}
          status={problem === 'dueTime' ? 'error' : ''}
          onChange={(event) => put({ dueTime: event.target.value })}
        />
        <span className="hint quiet">{t('schedule.dueTimeHow')}</span>
      </div>
      <div className="field field-wide">
        <span id={`${id}-week`} className="field-name">
          {t('schedule.weekdays')}
        </span>
        <Checkbox.Group
          className="weekdays"
          aria-labelledby={`${id}-week`}
          value={[...draft.weekdays]}
          options={WEEKDAYS.map((value) => ({ value, label: t(`weekday.${value}`) }))}
          onChange={(weekdays) => put({ weekdays })}
        />
        {problem === 'weekdays' && <span className="hint tone-bad">{t('schedule.weekdaysNone')}</span>}
      </div>
    </div>
  )
}

/** Holidays, days worked for them, and what becomes of files of closed days. */
function DayFields({ draft, problem, put }: FieldsProps) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <>
      <div className="fields">
        {(['closedDays', 'openDays'] as const).map((member) => (
          <div key={member} className="field">
            <label htmlFor={`${id}-${member}`}>{t(`schedule.${member}`)}</label>
            <Input.TextArea
              id={`${id}-${member}`}
              className="number"
              autoSize={{ minRows: 2, maxRows: 6 }}
              placeholder="2027-02-05 2027-02-08"
              value={draft[member]}
              status={problem === member ? 'error' : ''}
              aria-invalid={problem === member}
              onChange={(event) => put({ [member]: event.target.value })}
            />
            <span className={problem === member ? 'hint tone-bad' : 'hint quiet'}>{t('schedule.daysHow')}</span>
          </div>
        ))}
      </div>
      <Radio.Group
        aria-label={t('schedule.onClosed')}
        value={draft.onClosed}
        onChange={(event) => put({ onClosed: event.target.value as ScheduleDraft['onClosed'] })}
        options={CLOSED_DAY_FILES.map((value) => ({ value, label: t(`closedDayFile.${value}`) }))}
      />
    </>
  )
}
