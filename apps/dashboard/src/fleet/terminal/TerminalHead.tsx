import { placeName } from '../place-name.ts'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { paths } from '../../paths.ts'
import { CopyText } from '../../ui/CopyText.tsx'
import { durationMs, formatDuration } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Since, Time } from '../../ui/Time.tsx'
import { useViewer } from '../../session/viewer.ts'
import { LabelModal } from '../estate/LabelForm.tsx'
import { Labels } from '../estate/Labels.tsx'
import { FaultMarks, PresenceMark, SignOnMark } from '../marks.tsx'
import { ActionMenu } from './ActionMenu.tsx'
import type { TerminalOnPage } from './terminal-page.ts'

/** Which terminal, where it stands, and in two lines how it is. */
export function TerminalHead({ terminal }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  const { store, merchant, heartbeat } = terminal
  const zone = store.timeZone
  return (
    <PageHead
      tab={`${terminal.tid} ${merchant.name}`}
      title={
        <>
          <CopyText text={terminal.tid} />
          <span>{placeName(terminal)}</span>
          <span className="quiet">{terminal.model}</span>
        </>
      }
      below={
        <>
          <div className="line">
            <SignOnMark signOn={terminal.signOn} />
            {terminal.signOnSince !== null && (
              <span className="quiet">
                {t('terminal.since')} <Time at={terminal.signOnSince} show="clock" terminalZone={zone} />
              </span>
            )}
            {terminal.hostResponseCode !== null && terminal.signOn !== 'SIGNED_ON' && (
              <span className="quiet">{t('terminal.hostCode', { code: terminal.hostResponseCode })}</span>
            )}
            {terminal.state !== 'ACTIVE' && <strong>{t(`terminalState.${terminal.state}`)}</strong>}
            {terminal.locked && <strong className="tone-bad">{t('terminal.locked')}</strong>}
          </div>
          <div className="line">
            <PresenceMark presence={terminal.presence} />
            <span className="quiet">
              {t('terminal.for')} <Since at={terminal.presenceSince} />
            </span>
            <span className="quiet">
              {heartbeat === null ? (
                t('list.noHeartbeat')
              ) : (
                <>
                  {t('terminal.heartbeat')} <Time at={heartbeat.at} terminalZone={zone} />
                </>
              )}
            </span>
            <WhyPresence terminal={terminal} />
            <FaultMarks faults={terminal.faults} most={3} />
          </div>
          <LabelLine terminal={terminal} />
        </>
      }
      actions={<ActionMenu terminal={terminal} />}
    />
  )
}

/** Why it counts as online or not: the two facts that it is decided by. */
function WhyPresence({ terminal }: { terminal: TerminalOnPage }) {
  const { t, i18n } = useTranslation()
  return (
    <details className="why">
      <summary>{t('terminal.why')}</summary>
      <div className="why-text">
        {t(terminal.connected ? 'terminal.connected' : 'terminal.notConnected')} ·{' '}
        {t('terminal.interval', {
          interval: formatDuration(durationMs(terminal.heartbeatInterval) ?? 0, i18n.language),
        })}{' '}
        · <GoTo place={paths.events({ terminal: terminal.id })}>{t('terminal.events')}</GoTo>
      </div>
    </details>
  )
}

/** What people put on it, and the way to change that. */
function LabelLine({ terminal: { id, labels } }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const may = useViewer()?.permissions.includes('terminal:label') === true
  return (
    <div className="line">
      <Labels labels={labels} />
      <Button
        className="flush"
        size="small"
        type="link"
        disabled={!may}
        title={may ? undefined : t('labels.notYours')}
        onClick={() => setOpen(true)}
      >
        {t('labels.open')} …
      </Button>
      <LabelModal
        open={open}
        what={{ terminalIds: [id] }}
        count={1}
        standing={labels}
        refreshes="Terminal"
        onClose={() => setOpen(false)}
      />
    </div>
  )
}
