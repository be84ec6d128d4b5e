import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatClock, formatDuration, formatMoment, formatRelative } from './format.ts'
import { useNow } from './now.ts'
import { myZone, useZoneName } from './zone.ts'

/** Steps in which a relative time in a list moves. */
const RELATIVE_STEP_MS = 5_000

interface TimeProps {
  readonly at: string
  /** IANA zone of the terminal that the time belongs to. */
  readonly terminalZone?: string | undefined
  readonly show?: 'relative' | 'clock' | 'moment'
}

/** A moment, in the zone that the URL names; the other zones on hover. */
export function Time({ at, terminalZone, show = 'relative' }: TimeProps) {
  const { i18n } = useTranslation()
  const now = useNow(RELATIVE_STEP_MS)
  const zone = useZoneName(terminalZone)
  const moment = Date.parse(at)
  const text = {
    relative: () => formatRelative(Math.min(moment, now), now, i18n.language),
    clock: () => formatClock(moment, now, i18n.language, zone),
    moment: () => formatMoment(moment, i18n.language, zone),
  }[show]()
  return (
    <Tooltip title={<EveryZone moment={moment} terminalZone={terminalZone} />} mouseEnterDelay={0.3}>
      <time dateTime={at} className="number">
        {text}
      </time>
    </Tooltip>
  )
}

function EveryZone({ moment, terminalZone }: { moment: number; terminalZone: string | undefined }) {
  const { t, i18n } = useTranslation()
  const lines = [
    [t('zone.mine'), myZone()],
    ...(terminalZone === undefined ? [] : [[t('zone.terminal'), terminalZone]]),
    [t('zone.utc'), 'UTC'],
  ] as const
  return (
    <>
      {lines.map(([name, zone]) => (
        <div key={name} className="number">
          {name}: {formatMoment(moment, i18n.language, zone ?? 'UTC')}
        </div>
      ))}
    </>
  )
}

/** How long until a moment, counting down by the second; null once it is over. */
export function useCountdown(until: string): string | null {
  const { i18n } = useTranslation()
  const left = Date.parse(until) - useNow()
  return left <= 0 ? null : formatDuration(left, i18n.language)
}

/** "in 3 min 12 sec"; "now" once it is over. */
export function Countdown({ until }: { until: string }) {
  const { t } = useTranslation()
  const left = useCountdown(until)
  return <span className="number">{left === null ? t('time.now') : t('time.in', { left })}</span>
}

/** How long something has lasted. */
export function Since({ at }: { at: string }) {
  const { i18n } = useTranslation()
  const now = useNow(RELATIVE_STEP_MS)
  return <span className="number">{formatDuration(now - Date.parse(at), i18n.language)}</span>
}
