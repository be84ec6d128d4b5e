import { useTranslation } from 'react-i18next'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { useUrl } from '../../ui/url.ts'
import { CommandMark } from '../marks.tsx'
import type { TerminalOnPage } from './terminal-page.ts'

/** The command that holds the terminal, and in one line why it is where it is. */
export function RunningNow({ terminal }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  const { search } = useUrl()
  const command = terminal.runningCommand
  if (command === null || search['command'] === command.id) return null
  return (
    <section className="running" aria-label={t('terminal.running')}>
      <strong>{t(`commandType.${command.type}`)}</strong>
      <CommandMark state={command.state} />
      <span>{command.why.text}</span>
      <GoTo place={paths.terminal(terminal.id, { do: command.type, command: command.id })}>{t('terminal.follow')}</GoTo>
    </section>
  )
}
