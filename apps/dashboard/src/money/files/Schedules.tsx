import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { FileSchedulesDocument } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { useUrl } from '../../ui/url.ts'
import { DeclareSchedule } from './DeclareSchedule.tsx'
import { EndSchedule } from './EndSchedule.tsx'
import { type Schedule, useKindName } from './kind-name.ts'
import { PromisedDays } from './PromisedDays.tsx'

/** What the acquirer has promised to send, and how it stands with each of the last days. */
export function Schedules({ mayImport }: { mayImport: boolean }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const { data, error, refetch } = useQuery(FileSchedulesDocument, FIGURES_POLLING)
  const schedules = data?.fileSchedules
  const asked = mayImport ? search['schedule'] : undefined
  const chosen = schedules?.find(({ id }) => id === asked)
  const ending = mayImport ? schedules?.find(({ id }) => id === search['end']) : undefined
  if (error !== undefined && schedules === undefined)
    return <FaultPanel error={error} what={t('schedule.title')} retry={() => void refetch()} />
  if (schedules === undefined) return null
  const close = () => change({ schedule: undefined, end: undefined })
  return (
    <Panel
      title={t('schedule.title')}
      extra={
        <Button
          size="small"
          disabled={!mayImport || asked === 'new'}
          title={mayImport ? undefined : t('file.notYours')}
          onClick={() => change({ schedule: 'new', end: undefined }, 'push')}
        >
          {t('schedule.declare')} …
        </Button>
      }
    >
      <div className="stack">
        {(asked === 'new' || chosen !== undefined) && (
          <DeclareSchedule
            key={asked}
            schedule={chosen ?? null}
            standing={schedules}
            onChange={({ id }) => change({ schedule: id, end: undefined }, 'push')}
            onClose={close}
          />
        )}
        {ending !== undefined && <EndSchedule key={ending.id} schedule={ending} onClose={close} />}
        {schedules.length === 0 && <p className="quiet">{t('schedule.none')}</p>}
        {schedules.map((schedule) => (
          <div key={schedule.id} className="line">
            <Terms schedule={schedule} />
            <Button
              size="small"
              disabled={!mayImport}
              title={mayImport ? undefined : t('file.notYours')}
              onClick={() => change({ schedule: schedule.id, end: undefined }, 'push')}
            >
              {t('schedule.change')} …
            </Button>
            <Button
              size="small"
              disabled={!mayImport}
              title={mayImport ? undefined : t('file.notYours')}
              onClick={() => change({ end: schedule.id, schedule: undefined }, 'push')}
            >
              {t('schedule.end')} …
            </Button>
          </div>
        ))}
        {schedules.length > 0 && <PromisedDays schedules={schedules} />}
      </div>
    </Panel>
  )
}

/** What was promised, in one line. */
function Terms({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation()
  const { weekdays, closedDays, openDays, onClosed, dueDays, dueTime } = schedule
  const days = weekdays.length === 7 ? t('schedule.everyDay') : weekdays.map((day) => t(`weekday.${day}`)).join(' ')
  const named = closedDays.length + openDays.length
  return (
    <span>
      <strong>{useKindName()(schedule)}</strong> · {days} · {t('schedule.dueBy', { count: dueDays, time: dueTime })}
      {weekdays.length < 7 || named > 0 ? ` · ${t(`closedDayFile.${onClosed}`)}` : ''}
      {named > 0 && <span className="quiet"> · {t('schedule.named', { count: named })}</span>}
    </span>
  )
}
