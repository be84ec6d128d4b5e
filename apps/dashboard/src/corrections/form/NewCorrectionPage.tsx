import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import {
  CorrectionFormDocument,
  DraftToChangeDocument,
  type DraftToChangeQuery,
  TerminalToCorrectDocument,
  TransactionToCorrectDocument,
} from '../../api/generated/graphql.ts'
import type { SearchText } from '../../paths.ts'
import { NothingHere } from '../../shell/NothingHere.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { useUrl } from '../../ui/url.ts'
import { WaitingPage } from '../../ui/Waiting.tsx'
import { CorrectionForm } from './CorrectionForm.tsx'
import type { Subject } from './draft.ts'
import { SubjectLine } from './SubjectLine.tsx'

/** A correction begins: of the transaction or the terminal that the URL names, or a draft that is changed. */
export function NewCorrectionPage() {
  const { t } = useTranslation()
  const { subject, changed, form, transaction, terminal, loading, error, retry } = useSubject()
  if (error !== undefined)
    return (
      <div className="page">
        <FaultPanel error={error} what={t('correction.form')} retry={retry} />
      </div>
    )
  if (loading) return <WaitingPage />
  if (form === null) return <NothingHere />
  return (
    <div className="page">
      <PageHead
        tab={t('correction.form')}
        title={t(changed === null ? 'correction.form' : 'correction.formChange')}
        below={<SubjectLine transaction={transaction} terminal={terminal} />}
      />
      <CorrectionForm
        key={changed?.id ?? `${subject.transactionId} ${subject.terminalId}`}
        form={form}
        subject={subject}
        transaction={transaction}
        changed={changed}
      />
    </div>
  )
}

/** What the URL names, with all that the form needs to know of it. */
function useSubject() {
  const { search } = useUrl()
  const draft = useQuery(DraftToChangeDocument, {
    variables: { id: search['edit'] ?? '' },
    skip: search['edit'] === undefined,
    fetchPolicy: 'network-only',
  })
  const changed = draft.data?.correction ?? null
  const subject = subjectOf(search, changed)
  const { transactionId, terminalId } = subject
  const form = useQuery(CorrectionFormDocument, {
    variables: { transactionId, terminalId },
    skip: transactionId === null && terminalId === null,
    fetchPolicy: 'network-only',
  })
  const transaction = useQuery(TransactionToCorrectDocument, {
    variables: { id: transactionId ?? '' },
    skip: transactionId === null,
  })
  const terminal = useQuery(TerminalToCorrectDocument, {
    variables: { id: terminalId ?? '' },
    skip: terminalId === null,
  })
  const asked = [draft, form, transaction, terminal]
  return {
    ...{ subject, changed },
    form: form.data?.correctionForm ?? null,
    transaction: transaction.data?.transaction ?? null,
    terminal: terminal.data?.terminal ?? null,
    loading: asked.some((one) => one.loading),
    error: asked.find((one) => one.error !== undefined)?.error,
    retry: () => asked.forEach((one) => void one.refetch()),
  }
}

/** A transaction goes before a terminal; a draft says itself what it is of. */
function subjectOf(search: SearchText, changed: DraftToChangeQuery['correction'] | null): Subject {
  const transactionId = search['transaction'] ?? changed?.transaction?.id ?? null
  const caseId = search['case'] ?? null
  if (transactionId !== null) return { transactionId, terminalId: null, caseId }
  return { transactionId: null, terminalId: search['terminal'] ?? changed?.terminal?.id ?? null, caseId }
}
