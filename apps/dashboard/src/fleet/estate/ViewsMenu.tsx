import { StarOutlined } from '@ant-design/icons'
import { useQuery } from '@apollo/client/react'
import { Button, Dropdown, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SavedViewsDocument } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { useUrl } from '../../ui/url.ts'
import { addressOf, viewAt } from './view-address.ts'
import { ViewsForm } from './ViewsForm.tsx'

/** The list as it was saved: own views and shared ones, each an address; and the way to keep this one. */
export function ViewsMenu() {
  const { t } = useTranslation()
  const url = useUrl()
  const [managing, setManaging] = useState(false)
  const { data } = useQuery(SavedViewsDocument, { fetchPolicy: 'cache-and-network' })
  const views = data?.savedViews ?? []
  const now = viewAt(views, url.search)
  const entries = (own: boolean) =>
    views
      .filter((view) => view.own === own)
      .map((view) => ({ key: view.id, label: own ? view.name : sharedName(view) }))
  const groups = [
    { type: 'group' as const, key: 'own', label: t('views.own'), children: entries(true) },
    { type: 'group' as const, key: 'shared', label: t('views.shared'), children: entries(false) },
  ].filter(({ children }) => children.length > 0)
  const open = (id: string) => {
    const view = views.find((one) => one.id === id)
    if (view === undefined) setManaging(true)
    else url.go(paths.terminals(addressOf(view.terms)))
  }
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          selectable: true,
          selectedKeys: now === undefined ? [] : [now.id],
          items: [...groups, { type: 'divider' }, { key: 'manage', label: `${t('views.manage')} …` }],
          onClick: ({ key }) => open(key),
        }}
      >
        <Button size="small" type="text" icon={<StarOutlined />}>
          {now?.name ?? t('views.open')}
        </Button>
      </Dropdown>
      <Modal
        open={managing}
        footer={null}
        title={t('views.manage')}
        onCancel={() => setManaging(false)}
        destroyOnHidden
      >
        <ViewsForm views={views} onClose={() => setManaging(false)} />
      </Modal>
    </>
  )
}

const sharedName = ({ name, organisationName }: { name: string; organisationName: string }) =>
  `${name} · ${organisationName}`
