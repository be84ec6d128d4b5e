import { HOST_FAULTS, reasonProblem, RESPONSE_ROUTES } from '@budeng/fleet/public'
import { Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type HostCodeFragment, HostCodeSetDocument, type ResponseRoute } from '../api/generated/graphql.ts'
import { useLabel } from '../ui/label.ts'
import { Panel } from '../ui/Panel.tsx'
import { WishForm } from '../ui/WishForm.tsx'
import { ReasonText } from '../ui/ReasonText.tsx'
import { useWish } from '../api/use-wish.ts'

/** One code of the host: where it leads, which fault it sets, and why somebody says so. */
export function HostCodeForm({ row, onClose }: { row: HostCodeFragment | null; onClose: () => void }) {
  const { t } = useTranslation()
  const label = useLabel()
  const id = useId()
  const [code, setCode] = useState(row?.code ?? '')
  const [route, setRoute] = useState<ResponseRoute>(row?.route ?? 'OTHER')
  const [fault, setFault] = useState<string | null>(row?.fault ?? null)
  const [reason, setReason] = useState('')
  const { send, busy, refusals, error } = useWish(HostCodeSetDocument, (data) => data.responseCodeSet, ['HostCodes'])
  const ready = /^[0-9A-Z]{2}$/.test(code) && reasonProblem(reason) === null
  const say = async (meaning: { route: ResponseRoute; fault: string | null } | null) => {
    if ((await send({ code, meaning, reason: reason.trim() })) !== null) onClose()
  }
  return (
    <Panel title={row === null ? t('hostCode.add') : t('hostCode.change', { code })}>
      <WishForm
        wish={{ busy, refusals, error }}
        does={t('hostCode.save')}
        what={t('settings.hostCodes')}
        ready={ready}
        more={
          row?.own === true && (
            <Button disabled={!ready} loading={busy} onClick={() => void say(null)}>
              {t('hostCode.takeBack')}
            </Button>
          )
        }
        onDo={() => void say({ route, fault })}
        onBack={onClose}
      >
        <div className="grant-figures">
          <div className="field">
            <label htmlFor={`${id}-code`}>{t('hostCode.code')}</label>
            <Input
              id={`${id}-code`}
              value={code}
              maxLength={2}
              disabled={row !== null}
              onChange={(event) => setCode(event.target.value.toUpperCase())}
            />
          </div>
          <div className="field">
            <label htmlFor={`${id}-route`}>{t('hostCode.route')}</label>
            <Select
              id={`${id}-route`}
              value={route}
              options={RESPONSE_ROUTES.filter((one) => one !== 'APPROVED').map((value) => ({
                value,
                label: t(`responseRoute.${value}`),
              }))}
              onChange={setRoute}
            />
          </div>
          <div className="field">
            <label htmlFor={`${id}-fault`}>{t('hostCode.fault')}</label>
            <Select
              id={`${id}-fault`}
              allowClear
              value={fault}
              options={[...HOST_FAULTS].map((value) => ({ value, label: label('fault', value) }))}
              onChange={(value: string | undefined) => setFault(value ?? null)}
            />
          </div>
        </div>
        <ReasonText short reason={reason} onChange={setReason} />
      </WishForm>
    </Panel>
  )
}
