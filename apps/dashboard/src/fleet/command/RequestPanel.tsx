import { CloseOutlined } from '@ant-design/icons'
import type { RequestableType } from '@budeng/fleet/public'
import { Button } from 'antd'
import { useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcuts } from '../../shell/shortcuts.ts'
import { useUrl } from '../../ui/url.ts'
import type { TerminalOnPage } from '../terminal/terminal-page.ts'
import { requestableType } from './command-input.ts'
import { FollowCommand } from './FollowCommand.tsx'
import { RequestForm } from './RequestForm.tsx'

/**
 * A command on one terminal, from the form to the result, beside the terminal's timeline. Where it stands is in the
 * URL: `?do=` the type, `&challenge=` the presence check, `&command=` the command once it exists.
 */
export function RequestPanel({ terminal }: { terminal: TerminalOnPage }) {
  const { search } = useUrl()
  const type = requestableType(search['do'])
  return type === null ? null : <OpenPanel key={type} terminal={terminal} type={type} />
}

function OpenPanel({ terminal, type }: { terminal: TerminalOnPage; type: RequestableType }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const id = useId()
  const panel = useRef<HTMLElement>(null)
  const { command: commandId, challenge: challengeId } = search
  const close = () => change({ do: undefined, command: undefined, challenge: undefined }, 'push')
  // the keyboard follows the eye: into the panel when it opens, and at each of its stages
  useEffect(() => panel.current?.focus(), [commandId, challengeId])
  useShortcuts({ escape: close })
  return (
    <aside ref={panel} className="side" tabIndex={-1} aria-labelledby={id}>
      <header className="side-head">
        <h2 id={id}>{t('request.title', { what: t(`commandType.${type}`), tid: terminal.tid })}</h2>
        <Button type="text" icon={<CloseOutlined />} aria-label={t('request.close')} onClick={close} />
      </header>
      <div className="side-body">
        {commandId === undefined ? (
          <RequestForm
            terminal={terminal}
            type={type}
            challengeId={challengeId}
            onChallenge={(challenge) => change({ challenge })}
            onRequested={(command) => change({ command, challenge: undefined })}
          />
        ) : (
          <FollowCommand id={commandId} />
        )}
      </div>
    </aside>
  )
}
