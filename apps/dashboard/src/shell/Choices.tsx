import { DesktopOutlined, MoonOutlined, SunOutlined } from '@ant-design/icons'
import { Button, Dropdown, Segmented, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { useLanguageSwitch } from './language-switch.ts'
import { prefer, usePreferences } from './preferences.ts'

const SCHEMES = { light: <SunOutlined />, dark: <MoonOutlined />, system: <DesktopOutlined /> } as const

/** Language and light or dark: on every page, before and after login. */
export function Choices() {
  const { t, i18n } = useTranslation()
  const switchLanguage = useLanguageSwitch()
  const { scheme } = usePreferences()
  return (
    <>
      <Segmented
        size="small"
        aria-label={t('choices.language')}
        value={i18n.language}
        options={[
          { value: 'zh-CN', label: <span lang="zh-CN">中文</span> },
          { value: 'en', label: <span lang="en">EN</span> },
        ]}
        onChange={(language) => void switchLanguage(language === 'en' ? 'en' : 'zh-CN')}
      />
      <Dropdown
        trigger={['click']}
        menu={{
          selectable: true,
          selectedKeys: [scheme],
          items: (['light', 'dark', 'system'] as const).map((key) => ({
            key,
            icon: SCHEMES[key],
            label: t(`choices.${key}`),
          })),
          onClick: ({ key }) => prefer({ scheme: key === 'light' || key === 'dark' ? key : 'system' }),
        }}
      >
        <Tooltip title={t('choices.scheme')}>
          <Button type="text" icon={SCHEMES[scheme]} aria-label={t('choices.scheme')} />
        </Tooltip>
      </Dropdown>
    </>
  )
}
