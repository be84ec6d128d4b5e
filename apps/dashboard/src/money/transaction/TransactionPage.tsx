import { useQuery } from '@apollo/client/react'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type TransactionFullFragment, TransactionPageDocument } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { CorrectButton } from '../../corrections/around/CorrectButton.tsx'
import { CorrectionsOfTransaction } from '../../corrections/around/CorrectionsOfTransaction.tsx'
import { TerminalLink } from '../../fleet/TerminalLink.tsx'
import { paths } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'
import { InsteadOfPage } from '../../shell/InsteadOfPage.tsx'
import { CopyText } from '../../ui/CopyText.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Time } from '../../ui/Time.tsx'
import { Amount } from '../Amount.tsx'
import { EqualMark, LabelMark, useTypeWord } from '../marks.tsx'
import { ProofFacts } from '../ProofFacts.tsx'
import { TransactionRows } from '../TransactionRows.tsx'
import { Axes } from './Axes.tsx'
import { Entries } from './Entries.tsx'
import { Records } from './Records.tsx'
import { TransactionFacts } from './TransactionFacts.tsx'
import { Versions } from './Versions.tsx'
import { Witnesses } from './Witnesses.tsx'

/** One transaction: what it is, who says so, how it is booked, and that both sides have it. */
export function TransactionPage() {
  const { t } = useTranslation()
  const { transactionId } = useParams({ strict: false }) as { transactionId: string }
  const { data, error, loading, refetch } = useQuery(TransactionPageDocument, {
    variables: { id: transactionId },
    ...FIGURES_POLLING,
  })
  const fault = { error, what: t('transaction.one'), retry: () => void refetch() }
  const transaction = data?.transaction ?? null
  if (transaction === null) return <InsteadOfPage {...fault} loading={loading} />
  return (
    <div className="page">
      <Head transaction={transaction} />
      <FaultPanel {...fault} />
      <Panel title={t('transaction.axes')}>
        <Axes transaction={transaction} />
      </Panel>
      <div className="columns columns-even">
        <div className="stack">
          <Panel title={t('transaction.versions')} flush>
            <Versions transaction={transaction} />
          </Panel>
          <CorrectionsOfTransaction corrections={transaction.corrections} />
          <Panel title={t('transaction.facts')}>
            <TransactionFacts transaction={transaction} />
          </Panel>
        </div>
        <div className="stack">
          <Booked transaction={transaction} />
          <Panel title={t('money.proof')}>
            <ProofFacts proof={transaction.proof} none={<NoProofYet transaction={transaction} />} />
          </Panel>
        </div>
      </div>
      <Panel title={t('transaction.witnesses')} flush>
        <Witnesses transaction={transaction} />
      </Panel>
      <Related transaction={transaction} />
      <Panel title={t('transaction.records')} flush>
        {transaction.records.length === 0 ? (
          <p className="panel-body quiet">{t('transaction.noRecords')}</p>
        ) : (
          <Records
            label={t('transaction.records')}
            records={transaction.records}
            terminalZone={transaction.terminal?.store.timeZone}
          />
        )}
      </Panel>
    </div>
  )
}

/** Before a comparison is stored, a heartbeat may have said already that both sides are equal beyond it. */
function NoProofYet({ transaction: { epoch, records, terminal } }: { transaction: TransactionFullFragment }) {
  const { t } = useTranslation()
  const agreement = terminal?.agreement
  const seq = records[0]?.seq
  if (agreement == null || seq === undefined || agreement.equalAt === null) return t('transaction.noProof')
  const isCovered = agreement.epoch === epoch && BigInt(agreement.equalSeq) >= BigInt(seq)
  if (!isCovered) return t('transaction.noProof')
  return (
    <>
      <EqualMark equal strong /> {t('transaction.equalBeyond', { seq: agreement.equalSeq })}{' '}
      <Time at={agreement.equalAt} show="moment" />
    </>
  )
}

function Head({ transaction }: { transaction: TransactionFullFragment }) {
  const { t } = useTranslation()
  const typeWord = useTypeWord()
  const { id, type, amount, label, tid, terminal, at, late, net, versions } = transaction
  const isCorrected = versions.length > 1 && net !== null && net.amount !== amount?.amount
  return (
    <PageHead
      tab={`${typeWord(type)} ${transaction.rrn ?? transaction.stan}`}
      actions={<CorrectButton place={paths.correctionNew({ transaction: id })} />}
      title={
        <>
          {typeWord(type)} {amount !== null && <Amount of={amount} strong />}{' '}
          {isCorrected && (
            <>
              <span className="quiet">{t('transaction.netNow')}</span> <Amount of={net} strong />{' '}
            </>
          )}
          <LabelMark label={label} strong />
        </>
      }
      below={
        <div className="line">
          {terminal === null ? <span className="mono">{tid}</span> : <TerminalLink terminal={terminal} />}
          <Time at={at} show="moment" terminalZone={terminal?.store.timeZone} />
          {late && <strong className="tone-warn">{t('explorer.late')}</strong>}
          <CopyText text={id} />
        </div>
      }
    />
  )
}

/** The ledger is not everybody's to read: who may not is told nothing, instead of an empty panel. */
function Booked({ transaction }: { transaction: TransactionFullFragment }) {
  const { t } = useTranslation()
  if (useViewer()?.permissions.includes('ledger:read') !== true) return null
  return (
    <Panel title={t('ledger.postings')} flush>
      <Entries entries={transaction.entries} />
    </Panel>
  )
}

function Related({ transaction: { original, followUps } }: { transaction: TransactionFullFragment }) {
  const { t } = useTranslation()
  if (original === null && followUps.length === 0) return null
  return (
    <div className="columns columns-even">
      {original !== null && (
        <Panel title={t('transaction.original')} flush>
          <TransactionRows label={t('transaction.original')} rows={[original]} />
        </Panel>
      )}
      {followUps.length > 0 && (
        <Panel title={t('transaction.followUps')} flush>
          <TransactionRows label={t('transaction.followUps')} rows={followUps} />
        </Panel>
      )}
    </div>
  )
}
