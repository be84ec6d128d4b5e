import { STATES_IN_USE } from '@budeng/fleet/public'
import { useQuery } from '@apollo/client/react'
import { Button, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Presence,
  WatchBoardDocument,
  type WatchBoardQuery,
  WatchCancelDocument,
  type WatchRowFragment,
} from '../../api/generated/graphql.ts'
import { useMovingPolling } from '../../api/polling.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { paths, type Place } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'
import { FullScreen } from '../../ui/FullScreen.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { listed } from '../../ui/url-words.ts'
import { Countdown, Since, Time } from '../../ui/Time.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { useSubject } from '../alerts/subject.ts'
import { SEVERITY_LOOKS } from '../looks.ts'
import { PresenceMark } from '../marks.tsx'
import { placeName } from '../place-name.ts'
import { WATCH_LOOKS } from './looks.ts'
import { WatchLinks } from './WatchLinks.tsx'
import { WatchReport } from './WatchReport.tsx'

/** Rows of each list of a board: what does not fit behind them is a number. */
const BOARD_ROWS = 20

/** One window: its terminals now, the worst first, for a wall; or its report when it is over. `onWall`: nobody is there who could do anything. */
export function WatchBoard({ window: watch, onWall = false }: { window: WatchRowFragment; onWall?: boolean }) {
  const { t } = useTranslation()
  const viewer = useViewer()
  const [ending, setEnding] = useState(false)
  const isStanding = watch.state === 'PLANNED' || watch.state === 'OPEN'
  const may = viewer?.permissions.includes('watch:plan') === true && watch.organisation !== null
  // whoever stands below a window watches the own part of it
  const organisationId = watch.organisation?.id ?? viewer?.person.organisation.id ?? ''
  return (
    <div className="page wall">
      <PageHead
        tab={watch.name}
        title={
          <>
            {watch.name} <span className="quiet">{watch.organisationName}</span>
          </>
        }
        below={
          <div className="line">
            <Mark look={WATCH_LOOKS[watch.state]} strong>
              {t(`watchState.${watch.state}`)}
            </Mark>
            {watch.state === 'OPEN' && (
              <span>
                {t('watch.ends')} <Countdown until={watch.endsAt} />
              </span>
            )}
            {!watch.allowsRollouts && watch.state === 'OPEN' && <span>{t('watch.rolloutsHold')}</span>}
            {!onWall && <GoTo place={paths.watch()}>{t('watch.all')}</GoTo>}
          </div>
        }
        actions={
          <>
            <FullScreen />
            {isStanding && !onWall && (
              <Button disabled={!may} title={may ? undefined : t('watch.notYours')} onClick={() => setEnding(true)}>
                {t('watch.cancel')} …
              </Button>
            )}
          </>
        }
      />
      {watch.report !== null && <WatchReport report={watch.report} />}
      {isStanding && <Now organisationId={organisationId} onWall={onWall} />}
      {isStanding && !onWall && <WatchLinks window={watch} />}
      <Modal open={ending} footer={null} title={t('watch.cancel')} onCancel={() => setEnding(false)} destroyOnHidden>
        <CancelForm watch={watch} onClose={() => setEnding(false)} />
      </Modal>
    </div>
  )
}

function CancelForm({ watch, onClose }: { watch: WatchRowFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const asking = useWish(WatchCancelDocument, (data) => data.watchCancel, ['WatchWindows'])
  const end = async (reason: string) => {
    if ((await asking.send({ watchId: watch.id, expectedVersion: watch.version, reason })) !== null) onClose()
  }
  return <Reasoned does={t('watch.cancel')} wish={asking} danger onDo={(reason) => void end(reason)} onBack={onClose} />
}

function Now({ organisationId, onWall }: { organisationId: string; onWall: boolean }) {
  const { t } = useTranslation()
  const polling = useMovingPolling()
  const { data, error, refetch } = useQuery(WatchBoardDocument, {
    variables: { organisationId, first: BOARD_ROWS },
    skip: organisationId === '',
    fetchPolicy: 'cache-and-network',
    ...polling.options,
  })
  return (
    <>
      <FaultPanel error={error} what={t('rail.watch')} retry={() => void refetch()} />
      {data === undefined && error === undefined && <WaitingRows rows={6} />}
      {data !== undefined && (
        <>
          <Figures counts={data.fleetCounts} organisationId={organisationId} onWall={onWall} />
          <Worst data={data} onWall={onWall} />
        </>
      )}
    </>
  )
}

/** The figures of a wall, each the way to what it counts. What is wrong stands out, what is nil does not. */
function Figures({
  counts,
  organisationId: org,
  onWall,
}: {
  counts: WatchBoardQuery['fleetCounts']
  organisationId: string
  onWall: boolean
}) {
  const { t, i18n } = useTranslation()
  const of = (presence: Presence) =>
    counts.byStatus.reduce((sum, one) => (one.presence === presence ? sum + one.count : sum), 0)
  const state = listed(STATES_IN_USE)
  const figures: readonly (readonly [name: string, count: number, tone: string, place: Place])[] = [
    [t('watch.terminals'), counts.total, '', paths.terminals({ org, state })],
    ...(['ONLINE', 'DEGRADED', 'OFFLINE'] as const).map(
      (presence) =>
        [
          t(`presence.${presence}`),
          of(presence),
          presence === 'ONLINE' ? 'tone-good' : 'tone-warn',
          paths.terminals({ org, presence }),
        ] as const,
    ),
    [t('watch.withFaults'), counts.withFaults, 'tone-warn', paths.terminals({ org, fault: '1', state })],
    [t('watch.incidents'), counts.openIncidents, 'tone-bad', paths.alerts()],
    [t('watch.alerts'), counts.openAlerts, 'tone-warn', paths.alerts()],
    [t('watch.overdue'), counts.overdueAlerts, 'tone-bad', paths.alerts()],
    [t('watch.commands'), counts.openCommands, 'tone-busy', paths.commands({ open: '1' })],
  ]
  return (
    <section className="board-figures" aria-label={t('watch.now')}>
      {figures.map(([name, count, tone, place]) => (
        <Way key={name} place={onWall ? null : place} className="panel board-figure">
          <span className={`board-count number ${count === 0 ? 'quiet' : tone}`}>
            {formatNumber(count, i18n.language)}
          </span>
          <span className="quiet">{name}</span>
        </Way>
      ))}
    </section>
  )
}

/** A way to somewhere; on a wall, where nobody goes, its words alone. */
function Way({ place, className, children }: { place: Place | null; className: string; children: ReactNode }) {
  return place === null ? (
    <span className={className}>{children}</span>
  ) : (
    <GoTo place={place} className={className}>
      {children}
    </GoTo>
  )
}

function Worst({ data, onWall }: { data: WatchBoardQuery; onWall: boolean }) {
  const { t } = useTranslation()
  const subject = useSubject()
  const { nodes: alerts } = data.alerts
  const { nodes: terminals } = data.terminals
  return (
    <Panel title={t('watch.worst')}>
      {alerts.length === 0 && terminals.length === 0 && <p className="quiet">{t('watch.calm')}</p>}
      <ul className="board-worst">
        {alerts.map((alert) => (
          <li key={alert.id}>
            <Mark look={SEVERITY_LOOKS[alert.severity]}>{subject(alert.subject)}</Mark>
            <Way place={onWall ? null : paths.terminal(alert.terminal.id)} className="link mono">
              {alert.terminal.tid}
            </Way>
            <span>{placeName(alert.terminal)}</span>
            <span className="quiet">
              <Time at={alert.lastRaisedAt} />
              {alert.claimedBy !== null && ` · ${t('alerts.by', { name: alert.claimedBy.name })}`}
            </span>
          </li>
        ))}
        {terminals.map((terminal) => (
          <li key={terminal.id}>
            <PresenceMark presence={terminal.presence} />
            <Way place={onWall ? null : paths.terminal(terminal.id)} className="link mono">
              {terminal.tid}
            </Way>
            <span>{placeName(terminal)}</span>
            <span className="quiet">
              <Since at={terminal.presenceSince} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
