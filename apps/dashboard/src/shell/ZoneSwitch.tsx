import { GlobalOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { useUrl } from '../ui/url.ts'
import { ZONE_CHOICES, zoneChoiceOf } from '../ui/zone.ts'

/** Whose clock the times are shown in; it travels with the link. */
export function ZoneSwitch() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const choice = zoneChoiceOf(search['tz'])
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [choice],
        items: ZONE_CHOICES.map((key) => ({ key, label: t(`zone.${key}`) })),
        onClick: ({ key }) => change({ tz: key === 'mine' ? undefined : key }),
      }}
    >
      <Button type="text" icon={<GlobalOutlined />} aria-label={t('zone.switch', { zone: t(`zone.${choice}`) })}>
        <span className="bar-word">{t(`zone.${choice}`)}</span>
      </Button>
    </Dropdown>
  )
}
