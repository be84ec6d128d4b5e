import { Button, Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PasskeyRenameDocument } from '../api/generated/graphql.ts'
import { usePlainWish } from '../api/use-wish.ts'
import { PASSKEY_NAME_LENGTH_MAX } from '../limits.ts'
import { WishForm } from '../ui/WishForm.tsx'

interface RenameProps {
  readonly passkey: { readonly id: string; readonly name: string }
  readonly onChanged: () => void
}

/** Another name for a passkey: "this laptop" says little once there are two. */
export function RenamePasskey({ passkey, onChanged }: RenameProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)} aria-label={t('security.renameOf', { name: passkey.name })}>
        {t('security.rename')} …
      </Button>
      {open && <RenameDialog passkey={passkey} onChanged={onChanged} onClose={() => setOpen(false)} />}
    </>
  )
}

function RenameDialog({ passkey, onChanged, onClose }: RenameProps & { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const [text, setText] = useState(passkey.name)
  const wish = usePlainWish(PasskeyRenameDocument, (data) => data.passkeyRename)
  const name = text.trim()
  const send = async () => {
    if ((await wish.send({ passkeyId: passkey.id, name })) === null) return
    onChanged()
    onClose()
  }
  return (
    <Modal open footer={null} title={t('security.renameOf', { name: passkey.name })} onCancel={onClose} width={420}>
      <WishForm
        wish={wish}
        does={t('security.rename')}
        ready={name !== '' && name !== passkey.name}
        onDo={() => void send()}
        onBack={onClose}
      >
        <div className="field">
          <label htmlFor={id}>{t('security.passkeyName')}</label>
          <Input
            id={id}
            autoFocus
            value={text}
            maxLength={PASSKEY_NAME_LENGTH_MAX}
            onChange={({ target }) => setText(target.value)}
          />
        </div>
      </WishForm>
    </Modal>
  )
}
