import { foldedLabel, labelProblem, LABELS_MAX } from '@budeng/fleet/public'
import { useQuery } from '@apollo/client/react'
import { App, Modal, Select } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TerminalLabelsChangeDocument, TerminalLabelsDocument } from '../../api/generated/graphql.ts'
import { formatNumber } from '../../ui/format.ts'
import { WishForm } from '../../ui/WishForm.tsx'
import { useWish } from '../../api/use-wish.ts'

/** Which terminals are labelled: by their ids, or by a selection that the server holds. */
export type Labelled = { readonly terminalIds: string[] } | { readonly selectionId: string }

interface Props {
  readonly what: Labelled
  readonly count: number
  /** What they carry, as far as it is known here. */
  readonly standing: readonly string[]
  /** The query that shows them. */
  readonly refreshes: 'Terminal' | 'TerminalList'
  onClose(): void
}

/** Labels that stand somewhere, to choose from. */
export function useKnownLabels(): readonly string[] {
  return useQuery(TerminalLabelsDocument, { fetchPolicy: 'cache-and-network' }).data?.terminalLabels ?? []
}

/** Puts labels on and takes others off: on one terminal, or on all of a selection at once. */
export function LabelModal({ open, ...props }: Omit<Props, 'what'> & { open: boolean; what: Labelled | null }) {
  const { t, i18n } = useTranslation()
  const { what, count } = props
  const title = t('labels.title', { count, number: formatNumber(count, i18n.language) })
  return (
    <Modal open={open && what !== null} footer={null} title={title} onCancel={props.onClose} destroyOnHidden>
      {what !== null && <LabelForm {...props} what={what} />}
    </Modal>
  )
}

function LabelForm({ what, standing, refreshes, onClose }: Props) {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const id = useId()
  const known = useKnownLabels()
  const [add, setAdd] = useState<string[]>([])
  const [remove, setRemove] = useState<string[]>([])
  const asking = useWish(TerminalLabelsChangeDocument, (data) => data.terminalLabelsChange, [
    'TerminalLabels',
    refreshes,
  ])
  const wrong = add.find((label) => labelProblem(label) !== null)
  const submit = async () => {
    const done = await asking.send({ ...what, add: add.map(foldedLabel), remove })
    if (done === null) return
    void message.success(t('labels.done', { count: done.changed, number: formatNumber(done.changed, i18n.language) }))
    onClose()
  }
  const options = (labels: readonly string[]) => labels.map((value) => ({ value, label: value }))
  return (
    <WishForm
      wish={asking}
      does={t('labels.do')}
      ready={add.length + remove.length > 0 && wrong === undefined}
      onDo={() => void submit()}
      onBack={onClose}
    >
      <div className="field">
        <label htmlFor={`${id}-add`}>{t('labels.add')}</label>
        <Select
          id={`${id}-add`}
          mode="tags"
          maxCount={LABELS_MAX}
          tokenSeparators={[',', '，', ';', '；']}
          value={add}
          options={options(known.filter((label) => !standing.includes(label)))}
          onChange={setAdd}
        />
        {wrong !== undefined && <span className="hint tone-bad">{t('labels.wrong', { label: wrong })}</span>}
      </div>
      <div className="field">
        <label htmlFor={`${id}-remove`}>{t('labels.remove')}</label>
        <Select
          id={`${id}-remove`}
          mode="multiple"
          maxCount={LABELS_MAX}
          value={remove}
          options={options(standing.length > 0 ? standing : known)}
          onChange={setRemove}
        />
      </div>
      <p className="quiet">{t('labels.how')}</p>
    </WishForm>
  )
}
