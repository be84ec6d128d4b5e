import { App, Modal } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DispatchStopSwitchDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { OrganisationSelect } from '../../organisations/OrganisationSelect.tsx'
import { useViewer } from '../../session/viewer.ts'

/** The switch at the foot of the rail: one press and a reason, and nothing goes out any more. */
export function StopButton({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation()
  const viewer = useViewer()
  const [open, setOpen] = useState(false)
  const may = viewer?.permissions.includes('dispatch:stop') === true
  const why = may ? undefined : t('stops.notYours')
  return (
    <>
      <button
        type="button"
        className="rail-stop rail-halt"
        disabled={!may}
        title={why ?? (collapsed ? t('stops.stop') : undefined)}
        onClick={() => setOpen(true)}
      >
        <span className="rail-icon" aria-hidden>
          ■
        </span>
        <span className={collapsed ? 'visually-hidden' : 'rail-word'}>{t('stops.stop')}</span>
      </button>
      <Modal open={open} footer={null} title={t('stops.title')} onCancel={() => setOpen(false)} destroyOnHidden>
        {viewer !== null && <StopForm own={viewer.person.organisation} onClose={() => setOpen(false)} />}
      </Modal>
    </>
  )
}

function StopForm({ own, onClose }: { own: { readonly id: string; readonly name: string }; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const [organisationId, setOrganisationId] = useState(own.id)
  const asking = useWish(DispatchStopSwitchDocument, (data) => data.dispatchStop, ['DispatchStops'])
  const stop = async (reason: string) => {
    if ((await asking.send({ organisationId, reason })) === null) return
    void message.success(t('stops.done'))
    onClose()
  }
  return (
    <Reasoned does={t('stops.do')} wish={asking} danger onDo={(reason) => void stop(reason)} onBack={onClose}>
      <p>{t('stops.what')}</p>
      <div className="field">
        <label htmlFor={id}>{t('stops.where')}</label>
        <OrganisationSelect id={id} value={organisationId} name={own.name} onChange={setOrganisationId} />
      </div>
    </Reasoned>
  )
}
