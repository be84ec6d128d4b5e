import { VIEW_NAME_LENGTH_MAX } from '@budeng/fleet/public'
import { Button, Checkbox, Input } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SavedViewRemoveDocument, SavedViewSaveDocument, type ViewRowFragment } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { RowTable } from '../../ui/RowTable.tsx'
import { useUrl } from '../../ui/url.ts'
import { Unfulfilled, WishForm } from '../../ui/WishForm.tsx'
import { addressOf, termsOf } from './view-address.ts'

/** Keeps what the list shows under a name, and removes what is not needed any more. */
export function ViewsForm({ views, onClose }: { views: readonly ViewRowFragment[]; onClose: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const { search } = useUrl()
  const viewer = useViewer()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const mayShare = viewer?.permissions.includes('view:share') === true
  const saving = useWish(SavedViewSaveDocument, (data) => data.savedViewSave, ['SavedViews'])
  const replaces = views.some((view) => view.own && view.name === name.trim())
  const save = async () => {
    if ((await saving.send({ name: name.trim(), terms: termsOf(search), shared })) !== null) onClose()
  }
  return (
    <div className="stack">
      <WishForm
        wish={saving}
        does={t(replaces ? 'views.replace' : 'views.save')}
        what={t('views.save')}
        ready={name.trim() !== ''}
        onDo={() => void save()}
        onBack={onClose}
      >
        <div className="field">
          <label htmlFor={`${id}-name`}>{t('views.name')}</label>
          <Input
            id={`${id}-name`}
            maxLength={VIEW_NAME_LENGTH_MAX}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <Checkbox
          checked={shared}
          disabled={!mayShare}
          title={mayShare ? undefined : t('views.notYours')}
          onChange={({ target }) => setShared(target.checked)}
        >
          {t('views.share', { place: viewer?.person.organisation.name ?? '' })}
        </Checkbox>
        <p className="quiet">{t('views.how')}</p>
      </WishForm>
      {views.length > 0 && <ViewTable views={views} mayShare={mayShare} onOpen={onClose} />}
    </div>
  )
}

interface TableProps {
  readonly views: readonly ViewRowFragment[]
  readonly mayShare: boolean
  onOpen(): void
}

function ViewTable({ views, mayShare, onOpen }: TableProps) {
  const { t } = useTranslation()
  const url = useUrl()
  const viewer = useViewer()
  const asking = useWish(SavedViewRemoveDocument, (data) => data.savedViewRemove, ['SavedViews'])
  const mayRemove = (view: ViewRowFragment) =>
    view.own || (mayShare && view.organisationName === viewer?.person.organisation.name)
  return (
    <>
      <RowTable
        label={t('views.manage')}
        rows={views}
        keyOf={(view) => view.id}
        columns={[
          {
            key: 'name',
            title: t('views.name'),
            render: (view) => (
              <Button
                type="link"
                size="small"
                onClick={() => {
                  url.go(paths.terminals(addressOf(view.terms)))
                  onOpen()
                }}
              >
                {view.name}
              </Button>
            ),
          },
          {
            key: 'who',
            title: t('views.for'),
            render: (view) => (view.shared ? view.organisationName : t('views.onlyMe')),
          },
          {
            key: 'remove',
            title: <span className="visually-hidden">{t('views.remove')}</span>,
            render: (view) => (
              <Button
                size="small"
                disabled={asking.busy || !mayRemove(view)}
                title={mayRemove(view) ? undefined : t('views.notYours')}
                onClick={() => void asking.send({ viewId: view.id })}
              >
                {t('views.remove')}
              </Button>
            ),
          },
        ]}
      />
      <Unfulfilled wish={asking} what={t('views.remove')} />
    </>
  )
}
