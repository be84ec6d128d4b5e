import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { useUrl } from '../../ui/url.ts'
import type { TerminalOnPage } from '../terminal/terminal-page.ts'
import { requestableType } from './command-input.ts'
import { FollowCommand } from './FollowCommand.tsx'
import { RequestForm } from './RequestForm.tsx'

/**
 * A command on one terminal, from the form to the result, beside the terminal's timeline. Where it stands is in the
 * URL: `?do=` the type, `&challenge=` the presence check, `&command=` the command once it exists.
 */
export function RequestDrawer({ terminal }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const type = requestableType(search['do'])
  const commandId = search['command']
  const close = () => change({ do: undefined, command: undefined, challenge: undefined }, 'push')
  return (
    <Drawer
      open={type !== null}
      onClose={close}
      size={520}
      mask={false}
      className="request-drawer"
      title={type === null ? '' : t('request.title', { what: t(`commandType.${type}`), tid: terminal.tid })}
      destroyOnHidden
    >
      {type !== null &&
        (commandId === undefined ? (
          <RequestForm
            key={type}
            terminal={terminal}
            type={type}
            challengeId={search['challenge']}
            onChallenge={(challenge) => change({ challenge })}
            onRequested={(command) => change({ command, challenge: undefined })}
          />
        ) : (
          <FollowCommand id={commandId} />
        ))}
    </Drawer>
  )
}
