import { useTranslation } from 'react-i18next'
import type { EventLineFragment } from '../api/generated/graphql.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { Time } from '../ui/Time.tsx'
import { paths } from '../paths.ts'
import { placeOfId } from '../shell/place-of-id.ts'

/** One fact of the record: when, what, by whom; the thing it is about is a link. */
export function EventRow({ event, terminalZone }: { event: EventLineFragment; terminalZone?: string | undefined }) {
  const { t } = useTranslation()
  const place = event.subject.startsWith('trm_') ? null : placeOfId(event.subject)
  const bulkId = bulkOf(event.data)
  return (
    <li className="event">
      <span className="event-time">
        <Time at={event.at} show="clock" terminalZone={terminalZone} />
      </span>
      <span className="event-text">
        {place === null ? (
          event.text
        ) : (
          <GoTo place={place} className="link-plain">
            {event.text}
          </GoTo>
        )}
        {bulkId !== null && event.subject !== bulkId && (
          <GoTo place={paths.bulkAction(bulkId)} className="link event-actor">
            {t('bulk.open')}
          </GoTo>
        )}
        <span className="quiet event-actor">{event.actor?.name ?? t(`actor.${event.actorKind}`)}</span>
      </span>
    </li>
  )
}

/** The action on many that a fact belongs to. */
function bulkOf(data: unknown): string | null {
  const bulkId = typeof data === 'object' && data !== null && 'bulkId' in data ? data.bulkId : null
  return typeof bulkId === 'string' ? bulkId : null
}
