import { useMutation } from '@apollo/client/react'
import { Button, Input, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { WorkOrderChangeDocument, type WorkOrderRowFragment, type WorkOrderState } from '../../api/generated/graphql.ts'
import type { Refused } from '../../api/outcome.ts'
import { useWishKeys } from '../../api/wish-keys.ts'
import { REASON_LENGTH_MAX } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Refusals } from '../../ui/Refusals.tsx'
import { WorkCare } from './WorkCare.tsx'
import { WorkOrderPhotos } from './WorkOrderPhotos.tsx'

const STATES = ['ASSIGNED', 'DONE', 'CANCELLED', 'OPEN'] as const satisfies readonly WorkOrderState[]
const TEXTS = ['technician', 'parts', 'outcome'] as const

/** Who goes there, with which parts, and how it ended. */
export function WorkOrderForm({ order, onClose }: { order: WorkOrderRowFragment; onClose: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const keys = useWishKeys()
  const { technician, parts, outcome } = order
  const [form, setForm] = useState({ state: next(order.state), technician, parts, outcome })
  const [refusals, setRefusals] = useState<readonly Refused[]>([])
  const [send, { loading, error }] = useMutation(WorkOrderChangeDocument, {
    onError: () => undefined,
    refetchQueries: ['WorkOrders', 'Recovery'],
  })
  const title = t('workOrder.changeOf', { tid: order.terminal?.tid ?? '' })
  const submit = async () => {
    const wish = { workOrderId: order.id, expectedVersion: order.version, ...form }
    const { data } = await send({ variables: { input: { ...wish, idempotencyKey: keys.of(wish) } } })
    if (data === undefined) return
    keys.answered(wish)
    setRefusals(data.workOrderChange.userErrors)
    if (data.workOrderChange.userErrors.length === 0) onClose()
  }
  return (
    <Panel title={title}>
      <div className="stack">
        <WorkCare work={{ ...order, answerBy: order.dueAt, isOver: false }} />
        <WorkOrderPhotos order={order} />
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          <div className="field">
            <label htmlFor={`${id}-state`}>{t('column.state')}</label>
            <Select
              id={`${id}-state`}
              value={form.state}
              options={STATES.map((value) => ({ value, label: t(`workOrderState.${value}`) }))}
              onChange={(state) => setForm({ ...form, state })}
            />
          </div>
          {TEXTS.map((name) => (
            <div className="field" key={name}>
              <label htmlFor={`${id}-${name}`}>{t(`workOrder.${name}`)}</label>
              <Input
                id={`${id}-${name}`}
                maxLength={REASON_LENGTH_MAX}
                value={form[name]}
                onChange={(event) => setForm({ ...form, [name]: event.target.value })}
              />
            </div>
          ))}
          <Refusals refusals={refusals} />
          <FaultPanel error={error} what={title} />
          <div className="line">
            <Button type="primary" htmlType="submit" loading={loading}>
              {t('workOrder.save')}
            </Button>
            <Button onClick={onClose}>{t('approvals.back')}</Button>
          </div>
        </form>
      </div>
    </Panel>
  )
}

/** Somebody takes an open one, and closes a taken one. */
function next(state: WorkOrderState): WorkOrderState {
  return state === 'OPEN' ? 'ASSIGNED' : 'DONE'
}
