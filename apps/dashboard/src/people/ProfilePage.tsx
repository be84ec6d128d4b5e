import { useApolloClient } from '@apollo/client/react'
import { App, Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type PersonLanguage, ProfileUpdateDocument, ViewerDocument } from '../api/generated/graphql.ts'
import { usePlainWish } from '../api/use-wish.ts'
import type { Language } from '../language/language.ts'
import { PERSON_NAME_LENGTH_MAX } from '../limits.ts'
import { useViewer, type Viewer } from '../session/viewer.ts'
import { useLanguageSwitch } from '../shell/language-switch.ts'
import { FactList } from '../ui/FactList.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Unfulfilled } from '../ui/WishForm.tsx'
import { zonesToChoose } from '../ui/zone.ts'

const SPOKEN: Readonly<Record<PersonLanguage, Language>> = { ZH_CN: 'zh-CN', EN: 'en' }

/** Who one is: the name that others read, the language and the clock of what is written for one. */
export function ProfilePage() {
  const { t } = useTranslation()
  const viewer = useViewer()
  return (
    <div className="stack page-narrow">
      <PageHead title={t('settings.profile')} tab={t('settings.profile')} />
      {viewer !== null && (
        <>
          <Panel title={t('profile.account')}>
            <div className="stack">
              <FactList
                facts={[
                  [t('login.email'), viewer.person.email],
                  [t('security.role'), t(`role.${viewer.person.role}`)],
                  [t('people.organisation'), viewer.person.organisation.name],
                ]}
              />
              <p className="quiet">{t('profile.accountHow')}</p>
            </div>
          </Panel>
          <ProfileForm viewer={viewer} />
        </>
      )}
    </div>
  )
}

function ProfileForm({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useApolloClient()
  const switchLanguage = useLanguageSwitch()
  const id = useId()
  const kept = { name: viewer.person.name, language: viewer.language, timeZone: viewer.timeZone }
  const [form, setForm] = useState(kept)
  const wish = usePlainWish(ProfileUpdateDocument, (data) => data.profileUpdate)
  const name = form.name.trim()
  const isChanged = name !== kept.name || form.language !== kept.language || form.timeZone !== kept.timeZone
  const save = async () => {
    if ((await wish.send({ ...form, name })) === null) return
    await client.query({ query: ViewerDocument, fetchPolicy: 'network-only' })
    // whoever chooses a language wants to read it, here and now
    if (form.language !== kept.language) await switchLanguage(SPOKEN[form.language])
    void message.success(t('profile.saved'))
  }
  return (
    <Panel title={t('profile.own')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <div className="field">
          <label htmlFor={`${id}-name`}>{t('people.name')}</label>
          <Input
            id={`${id}-name`}
            autoComplete="name"
            value={form.name}
            maxLength={PERSON_NAME_LENGTH_MAX}
            onChange={({ target }) => setForm({ ...form, name: target.value })}
          />
          <span className="hint quiet">{t('profile.nameHow')}</span>
        </div>
        <div className="field">
          <label htmlFor={`${id}-language`}>{t('profile.language')}</label>
          <Select
            id={`${id}-language`}
            value={form.language}
            options={(['ZH_CN', 'EN'] as const).map((value) => ({
              value,
              label: t(`profile.language_${value}`),
            }))}
            onChange={(language) => setForm({ ...form, language })}
          />
          <span className="hint quiet">{t('profile.languageHow')}</span>
        </div>
        <div className="field">
          <label htmlFor={`${id}-zone`}>{t('profile.zone')}</label>
          <Select
            id={`${id}-zone`}
            showSearch
            value={form.timeZone}
            options={zonesToChoose(kept.timeZone).map((value) => ({ value, label: value }))}
            onChange={(timeZone) => setForm({ ...form, timeZone })}
          />
          <span className="hint quiet">{t('profile.zoneHow')}</span>
        </div>
        <Unfulfilled wish={wish} what={t('settings.profile')} />
        <Button
          className="start"
          type="primary"
          htmlType="submit"
          loading={wish.busy}
          disabled={name === '' || !isChanged}
        >
          {t('profile.save')}
        </Button>
      </form>
    </Panel>
  )
}
