import { DownOutlined } from '@ant-design/icons'
import { Button, Dropdown, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { useUrl } from '../../ui/url.ts'
import { requestableType } from '../command/command-input.ts'
import { isSignedOut } from '../looks.ts'
import type { TerminalOnPage } from './terminal-page.ts'

type Action = TerminalOnPage['actions'][number]

/** Every command there is: what may not be done now is there too, with the reason. */
export function ActionMenu({ terminal }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  const url = useUrl()
  const open = (type: string) =>
    url.change({ do: type, command: undefined, challenge: undefined, playbook: undefined }, 'push')
  const actions = terminal.actions.filter((action) => requestableType(action.type) !== null)
  const relogin = actions.find((action) => action.type === 'RELOGIN')
  return (
    <div className="thumb-bar">
      <Button onClick={() => open('RECOVER')}>{t('recovery.recover')} …</Button>
      {relogin !== undefined && (
        <Tooltip title={reasonOf(relogin)}>
          <Button
            type={isSignedOut(terminal.signOn) && terminal.reloginObstacle === null ? 'primary' : 'default'}
            aria-disabled={!relogin.allowed}
            className={relogin.allowed ? undefined : 'looks-disabled'}
            onClick={() => relogin.allowed && open('RELOGIN')}
          >
            {t('commandType.RELOGIN')} …
          </Button>
        </Tooltip>
      )}
      <Dropdown
        trigger={['click']}
        classNames={{ root: 'action-menu' }}
        menu={{
          items: actions.map((action) => ({
            key: action.type,
            disabled: !action.allowed,
            label: <ActionLine action={action} />,
          })),
          onClick: ({ key }) => open(key),
        }}
      >
        <Button>
          {t('terminal.commands')} <DownOutlined aria-hidden />
        </Button>
      </Dropdown>
    </div>
  )
}

function ActionLine({ action }: { action: Action }) {
  const { t } = useTranslation()
  return (
    <div className="action-line">
      <div>{t(`commandType.${action.type}`)} …</div>
      <div className="action-note">{action.allowed ? noteOf(action, t) : reasonOf(action)}</div>
    </div>
  )
}

function reasonOf(action: Action): string {
  return action.reasons.map((reason) => reason.message).join(' ')
}

function noteOf(action: Action, t: (key: 'action.presence' | 'action.secondPerson') => string): string {
  if (action.needsPresence) return t('action.presence')
  return action.needsSecondPerson ? t('action.secondPerson') : ''
}
