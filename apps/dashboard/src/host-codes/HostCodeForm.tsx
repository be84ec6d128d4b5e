import { HOST_FAULTS, reasonProblem, RESPONSE_ROUTES } from '@budeng/fleet/public'
import { Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type HostCodeFragment, HostCodeSetDocument, type ResponseRoute } from '../api/generated/graphql.ts'
import { useWish } from '../api/use-wish.ts'
import { REASON_LENGTH_MAX } from '../limits.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { useLabel } from '../ui/label.ts'
import { Panel } from '../ui/Panel.tsx'
import { Refusals } from '../ui/Refusals.tsx'

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
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) void say({ route, fault })
        }}
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
        <div className="field">
          <label htmlFor={`${id}-reason`}>{t('request.reason')}</label>
          <Input
            id={`${id}-reason`}
            value={reason}
            maxLength={REASON_LENGTH_MAX}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <Refusals refusals={refusals} />
        <FaultPanel error={error} what={t('settings.hostCodes')} />
        <div className="line">
          <Button type="primary" htmlType="submit" disabled={!ready} loading={busy}>
            {t('hostCode.save')}
          </Button>
          {row?.own === true && (
            <Button disabled={!ready} loading={busy} onClick={() => void say(null)}>
              {t('hostCode.takeBack')}
            </Button>
          )}
          <Button onClick={onClose}>{t('approvals.back')}</Button>
        </div>
      </form>
    </Panel>
  )
}
