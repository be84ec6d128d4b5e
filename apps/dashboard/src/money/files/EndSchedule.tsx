import { useTranslation } from 'react-i18next'
import { FileScheduleEndDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { type Schedule, useKindName } from './kind-name.ts'

/** A kind of file is promised no more: nothing is missing by it. */
export function EndSchedule({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const { t } = useTranslation()
  const name = useKindName()(schedule)
  const wish = useWish(FileScheduleEndDocument, (data) => data.fileScheduleEnd, ['FileSchedules', 'FileImports'])
  const send = async (reason: string) => {
    if ((await wish.send({ scheduleId: schedule.id, expectedVersion: schedule.version, reason })) !== null) onClose()
  }
  return (
    <Reasoned danger does={t('schedule.end')} wish={wish} onDo={(reason) => void send(reason)} onBack={onClose}>
      <p className="note">{t('schedule.endWhat', { name })}</p>
    </Reasoned>
  )
}
