import { UserOutlined } from '@ant-design/icons'
import { useMutation } from '@apollo/client/react'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { LogoutDocument } from '../api/generated/graphql.ts'
import { href, paths } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { useUrl } from '../ui/url.ts'

/** Who is signed in, the keyboard sheet, and the way out. */
export function UserMenu({ onKeys }: { onKeys: () => void }) {
  const { t } = useTranslation()
  const viewer = useViewer()
  const url = useUrl()
  const [logout] = useMutation(LogoutDocument)
  if (viewer === null) return null
  const leave = async () => {
    await logout()
    // a full load, so that nothing of this person stays in the page's memory
    window.location.assign(href(paths.login()))
  }
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            type: 'group',
            label: (
              <div className="who">
                <div>{viewer.person.email}</div>
                <div>
                  {t(`role.${viewer.person.role}`)} · {viewer.person.organisation.name}
                </div>
              </div>
            ),
          },
          { type: 'divider' },
          { key: 'profile', label: t('settings.profile'), onClick: () => url.go(paths.settings('profile')) },
          { key: 'keys', label: t('frame.keys'), onClick: onKeys },
          { key: 'leave', label: t('frame.logout'), onClick: () => void leave() },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={t('frame.user', { name: viewer.person.name })}>
        <span className="bar-word">{viewer.person.name}</span>
      </Button>
    </Dropdown>
  )
}
