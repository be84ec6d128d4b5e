import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useUrl } from '../../ui/url.ts'
import type { TerminalOnPage } from './terminal-page.ts'

/** What is probably wrong, most likely first, with the evidence that speaks for it. "Nothing found" is an answer. */
export function Diagnosis({ terminal }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  const url = useUrl()
  if (terminal.diagnosis.length === 0) return <p className="quiet">{t('diagnosis.nothing')}</p>
  return (
    <ol className="causes">
      {terminal.diagnosis.map(({ code, text, likelihood, evidence, suggests }) => {
        const allowed = terminal.actions.find((action) => action.type === suggests)?.allowed === true
        return (
          <li key={code}>
            <div className="cause-head">
              <strong>{text}</strong>
              <span className="quiet">{t(`likelihood.${likelihood}`)}</span>
            </div>
            <ul>
              {evidence.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
            {suggests !== null && allowed && (
              <Button
                size="small"
                onClick={() => url.change({ do: suggests, command: undefined, challenge: undefined }, 'push')}
              >
                {t(`commandType.${suggests}`)} …
              </Button>
            )}
          </li>
        )
      })}
    </ol>
  )
}
