import { Alert, Button, Input, QRCode } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EnrolmentCreateDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { useViewer } from '../../session/viewer.ts'
import { CopyText } from '../../ui/CopyText.tsx'
import { Countdown, Time } from '../../ui/Time.tsx'
import { WishForm } from '../../ui/WishForm.tsx'
import type { TerminalOnPage } from './terminal-page.ts'

type Terminal = Pick<TerminalOnPage, 'id' | 'device'>

interface Code {
  readonly serial: string
  readonly code: string
  readonly expiresAt: string
}

/** The way for a device to this terminal: a code for one serial number, which is shown once. */
export function EnrolDevice({ terminal }: { terminal: Terminal }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<Code | null>(null)
  const may = useViewer()?.permissions.includes('device:enrol') === true
  if (made !== null) return <Shown made={made} onClose={() => setMade(null)} />
  if (open)
    return (
      <EnrolForm
        terminal={terminal}
        onMade={(code) => {
          setMade(code)
          setOpen(false)
        }}
        onBack={() => setOpen(false)}
      />
    )
  return (
    <div className="line">
      <Button disabled={!may} title={may ? undefined : t('enrol.notYours')} onClick={() => setOpen(true)}>
        {t('enrol.open')} …
      </Button>
      {!may && <span className="quiet">{t('enrol.notYours')}</span>}
    </div>
  )
}

interface FormProps {
  readonly terminal: Terminal
  readonly onMade: (code: Code) => void
  readonly onBack: () => void
}

function EnrolForm({ terminal, onMade, onBack }: FormProps) {
  const { t } = useTranslation()
  const id = useId()
  const [text, setText] = useState('')
  const asking = useWish(EnrolmentCreateDocument, (data) => data.enrolmentCreate)
  const serial = text.trim()
  const make = async () => {
    const done = await asking.send({ terminalId: terminal.id, serial })
    if (done?.code == null || done.expiresAt === null) return
    onMade({ serial, code: done.code, expiresAt: done.expiresAt })
  }
  return (
    <WishForm
      className="stack narrow"
      wish={asking}
      does={t('enrol.make')}
      what={t('enrol.open')}
      ready={serial !== ''}
      onDo={() => void make()}
      onBack={onBack}
    >
      <div className="field">
        <label htmlFor={id}>{t('device.serial')}</label>
        <Input
          id={id}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <span className="hint quiet">{t(terminal.device?.state === 'ASSIGNED' ? 'enrol.swap' : 'enrol.how')}</span>
      </div>
    </WishForm>
  )
}

function Shown({ made: { serial, code, expiresAt }, onClose }: { made: Code; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      <Alert
        role="status"
        type="warning"
        showIcon
        title={t('enrol.once')}
        description={t('enrol.onceHow', { serial })}
      />
      <div className="enrol-sheet stack">
        <p>
          {t('device.serial')} <span className="mono">{serial}</span>
        </p>
        <p className="enrol-code">
          <CopyText text={code} />
        </p>
        {/* drawn here; its content leaves the page for nowhere. Black on white, for scanners and printers */}
        <QRCode value={code} type="svg" color="#000000" bgColor="#ffffff" />
        <p className="quiet">
          {t('enrol.until')} <Time at={expiresAt} show="moment" />
        </p>
      </div>
      <p className="quiet">
        {t('enrol.ends')} <Countdown until={expiresAt} />
      </p>
      <div className="line">
        <Button onClick={() => print()}>{t('enrol.print')} …</Button>
        <Button onClick={onClose}>{t('enrol.typed')}</Button>
      </div>
    </div>
  )
}
