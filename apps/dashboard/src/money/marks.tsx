import { useTranslation } from 'react-i18next'
import type {
  BatchState,
  DifferenceKind,
  JournalAgreement,
  RecordType,
  TotalsLineShownFragment,
  TransactionLabel,
} from '../api/generated/graphql.ts'
import { Mark } from '../ui/Mark.tsx'
import { AGREEMENT_LOOKS, BATCH_LOOKS, DIFFERENCE_LOOKS, LABEL_LOOKS } from './looks.ts'

/** The one word of a transaction. */
export function LabelMark({ label, strong = false }: { label: TransactionLabel; strong?: boolean }) {
  const { t } = useTranslation()
  return (
    <Mark look={LABEL_LOOKS[label]} strong={strong}>
      {t(`transactionLabel.${label}`)}
    </Mark>
  )
}

export function BatchMark({ state, strong = false }: { state: BatchState; strong?: boolean }) {
  const { t } = useTranslation()
  return (
    <Mark look={BATCH_LOOKS[state]} strong={strong}>
      {t(`batchState.${state}`)}
    </Mark>
  )
}

export function AgreementMark({ state, strong = false }: { state: JournalAgreement; strong?: boolean }) {
  const { t } = useTranslation()
  return (
    <Mark look={AGREEMENT_LOOKS[state]} strong={strong}>
      {t(`agreementState.${state}`)}
    </Mark>
  )
}

export function DifferenceMark({ kind, strong = false }: { kind: DifferenceKind; strong?: boolean }) {
  const { t } = useTranslation()
  return (
    <Mark look={DIFFERENCE_LOOKS[kind]} strong={strong}>
      {t(`differenceKind.${kind}`)}
    </Mark>
  )
}

/** Equal or not, by sign and word; null: it was not compared. */
export function EqualMark({ equal, strong = false }: { equal: boolean | null; strong?: boolean }) {
  const { t } = useTranslation()
  if (equal === null) return <span className="quiet">{t('money.notCompared')}</span>
  return (
    <Mark look={equal ? { tone: 'good', icon: 'check' } : { tone: 'bad', icon: 'cross' }} strong={strong || !equal}>
      {t(equal ? 'money.equal' : 'money.differs')}
    </Mark>
  )
}

/** What it is; what only others refer to has no type yet. */
export function useTypeWord(): (type: RecordType | null) => string {
  const { t } = useTranslation()
  return (type) => (type === null ? t('money.unknownType') : t(`recordType.${type}`))
}

/** A block of a batch's totals: which cards, on which side. */
export function useBlockName(): (line: Pick<TotalsLineShownFragment, 'scope' | 'side'>) => string {
  const { t } = useTranslation()
  return ({ scope, side }) => `${t(`cardScope.${scope}`)} · ${t(`settlementSide.${side}`)}`
}
