import { useTranslation } from 'react-i18next'
import { Blank } from '../../ui/Blank.tsx'
import { EventRow } from '../../events/EventRow.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { useTimeline } from './terminal-page.ts'

const byTime = (events: ReturnType<typeof useTimeline>['events']) =>
  events.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))

/** Everything that happened to a terminal, newest first by its own time, however late it was heard of. */
export function Timeline({ terminalId, terminalZone }: { terminalId: string; terminalZone: string }) {
  const { t } = useTranslation()
  const { events, more, next, loading, error, retry } = useTimeline(terminalId)
  if (events.length === 0) {
    if (error !== undefined) return <FaultPanel error={error} what={t('terminal.timeline')} retry={retry} />
    return loading ? <WaitingRows rows={6} /> : <Blank title={t('timeline.empty')}>{t('timeline.emptyHow')}</Blank>
  }
  return (
    <div className="timeline" role="region" tabIndex={0} aria-label={t('terminal.timeline')}>
      <ol>
        {byTime(events).map((event) => (
          <EventRow key={event.id} event={event} terminalZone={terminalZone} />
        ))}
      </ol>
      <FaultPanel error={error} what={t('terminal.timeline')} retry={next.load} />
      {more && <LoadMore shown={events.length} more={more} loading={next.loading} onMore={next.load} />}
    </div>
  )
}
