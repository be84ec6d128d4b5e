import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useUrl } from '../../ui/url.ts'
import type { TerminalOnPage } from './terminal-page.ts'

type Cause = TerminalOnPage['diagnosis'][number]

/** What is probably wrong, most likely first, with the evidence that speaks for it. "Nothing found" is an answer. */
export function Diagnosis({ terminal }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  if (terminal.diagnosis.length === 0) return <p className="quiet">{t('diagnosis.nothing')}</p>
  return (
    <div className="stack">
      <ReloginObstacle terminal={terminal} />
      <ol className="causes">
        {terminal.diagnosis.map((cause) => (
          <li key={cause.code}>
            <div className="cause-head">
              <strong>{cause.text}</strong>
              <span className="quiet">{t(`likelihood.${cause.likelihood}`)}</span>
            </div>
            <ul>
              {cause.evidence.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
            <WhatFits terminal={terminal} cause={cause} />
          </li>
        ))}
      </ol>
    </div>
  )
}

/** Said before somebody tries it in vain. */
export function ReloginObstacle({ terminal }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  const because = terminal.reloginObstacle
  return because === null ? null : <p className="quiet">{t('diagnosis.reloginObstacle', { because })}</p>
}

/** The playbook or the one command that fits a cause, with what that brought before. */
function WhatFits({
  terminal,
  cause: { playbook, suggests, likelihood, pastRuns },
}: {
  terminal: TerminalOnPage
  cause: Cause
}) {
  const { t } = useTranslation()
  const { change } = useUrl()
  const open = (wish: Record<string, string>) =>
    change({ command: undefined, challenge: undefined, playbook: undefined, ...wish }, 'push')
  const isWorth = likelihood === 'STRONG' || likelihood === 'LIKELY'
  const allowed = terminal.actions.find((action) => action.type === suggests)?.allowed === true
  return (
    <div className="line">
      {playbook !== null && isWorth && (
        <Button size="small" onClick={() => open({ do: 'RECOVER', playbook })}>
          {t('diagnosis.recover', { playbook: t(`playbook.${playbook}`) })}
        </Button>
      )}
      {suggests !== null && allowed && (
        <Button size="small" type="text" onClick={() => open({ do: suggests })}>
          {t(`commandType.${suggests}`)} …
        </Button>
      )}
      {pastRuns !== null && <span className="quiet">{t('diagnosis.pastRuns', { ...pastRuns })}</span>}
    </div>
  )
}
