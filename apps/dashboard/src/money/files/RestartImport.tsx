import { RedoOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { type FileImportLineFragment, FileImportRestartDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Unfulfilled } from '../../ui/WishForm.tsx'

type Action = FileImportLineFragment['actions'][number]

/** Reads a file on that failed, from the line at which it stood. */
export function RestartImport({ id, action }: { id: string; action: Action }) {
  const { t } = useTranslation()
  const asking = useWish(FileImportRestartDocument, (data) => data.fileImportRestart)
  const submit = async () => {
    const wish = { importId: id }
    await asking.send(wish)
  }
  return (
    <span className="line">
      <Button
        type="primary"
        icon={<RedoOutlined aria-hidden />}
        loading={asking.busy}
        disabled={!action.allowed}
        title={action.reasons[0]?.message}
        onClick={() => void submit()}
      >
        {t('file.restart')}
      </Button>
      <Unfulfilled wish={asking} what={t('file.restart')} />
    </span>
  )
}
