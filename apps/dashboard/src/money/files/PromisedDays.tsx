import { useTranslation } from 'react-i18next'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { FILE_STANDING_LOOKS } from '../looks.ts'
import { type Schedule, useKindName } from './kind-name.ts'

type Day = Schedule['days'][number]

/** A row for each of the last business days, a column for each kind of file. */
export function PromisedDays({ schedules }: { schedules: readonly Schedule[] }) {
  const { t } = useTranslation()
  const nameOf = useKindName()
  const dates = [...new Set(schedules.flatMap(({ days }) => days.map(({ businessDate }) => businessDate)))]
    .sort()
    .reverse()
  const columns: readonly RowColumn<string>[] = [
    { key: 'day', title: t('money.businessDay'), render: (date) => <span className="number">{date}</span> },
    ...schedules.map((schedule) => ({
      key: schedule.id,
      title: nameOf(schedule),
      render: (date: string) => <Standing day={schedule.days.find(({ businessDate }) => businessDate === date)} />,
    })),
  ]
  return <RowTable label={t('schedule.days')} columns={columns} rows={dates} keyOf={(date) => date} />
}

function Standing({ day }: { day: Day | undefined }) {
  const { t } = useTranslation()
  if (day === undefined) return <span className="quiet">–</span>
  const { standing, dueAt, arrivedAt, importId } = day
  const mark = (
    <Mark look={FILE_STANDING_LOOKS[standing]} strong={standing === 'MISSING'}>
      {t(`fileStanding.${standing}`)}
    </Mark>
  )
  return (
    <>
      {importId === null ? mark : <GoTo place={paths.file(importId)}>{mark}</GoTo>}
      {arrivedAt !== null ? (
        <span className="quiet">
          {' '}
          <Time at={arrivedAt} show="moment" />
        </span>
      ) : (
        dueAt !== null && (
          <span className="quiet">
            {' '}
            {t('schedule.due')} <Time at={dueAt} show="moment" />
          </span>
        )
      )}
    </>
  )
}
