import { useTranslation } from 'react-i18next'
import { PageHead } from '../../ui/PageHead.tsx'
import { TabRow } from '../../ui/TabRow.tsx'
import { useUrl } from '../../ui/url.ts'
import { AlertInbox } from './AlertInbox.tsx'
import { Mutes } from './Mutes.tsx'
import { Rules } from './Rules.tsx'

const TABS = { inbox: AlertInbox, rules: Rules, mutes: Mutes } as const
type Tab = keyof typeof TABS
const KEYS = Object.keys(TABS) as readonly Tab[]

/** What asks for somebody, what raises it, and what is kept quiet. */
export function AlertsPage() {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const tab = KEYS.find((one) => one === search['tab']) ?? 'inbox'
  const Shown = TABS[tab]
  return (
    <div className="page">
      <PageHead tab={t('rail.alerts')} title={t('rail.alerts')} />
      <TabRow
        label={t('rail.alerts')}
        tabs={KEYS.map((key) => ({ key, word: t(`alertTab.${key}`) }))}
        tab={tab}
        onChange={(key) => change({ tab: key === 'inbox' ? undefined : key })}
      >
        <Shown />
      </TabRow>
    </div>
  )
}
