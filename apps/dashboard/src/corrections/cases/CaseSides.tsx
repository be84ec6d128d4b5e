import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseFullFragment } from '../../api/generated/graphql.ts'
import { Amount } from '../../money/Amount.tsx'
import { LabelMark } from '../../money/marks.tsx'
import { TransactionLink } from '../../money/TransactionLink.tsx'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { useFieldName, useFieldText } from '../words.ts'
import { memberRows, unitOf, type Witness, witnessesOf } from './sides.ts'

type Side = CaseFullFragment['sides']['sides'][number]

const ALL = ['TERMINAL', 'HOST', 'FILE'] as const

/** Each transaction of the case with what terminal, host and file say of it, beside each other. */
export function CaseSides({ found }: { found: CaseFullFragment }) {
  const { t } = useTranslation()
  const { sides, looseLines } = found.sides
  if (sides.length === 0 && looseLines.length === 0) return <NoSides found={found} />
  return (
    <>
      {sides.map((side) => (
        <OneSide key={side.place} side={side} />
      ))}
      {looseLines.length > 0 && (
        <SideTable
          witnesses={witnessesOf({ record: null, hostRecords: [], fileLines: looseLines })}
          label={t('case.looseLines')}
        />
      )}
    </>
  )
}

/** Many cases are of no single record: of totals, of a journal, of the desk. Where there is a batch, that is where to look. */
function NoSides({ found: { hits, terminal } }: { found: CaseFullFragment }) {
  const { t } = useTranslation()
  const batch = hits.flatMap(({ explanation }) => explanation.facts).find(({ name }) => name === 'batch')?.value
  return (
    <div className="panel-body line">
      <span className="quiet">{t('case.ofNoRecord')}</span>
      {terminal !== null && (
        <GoTo
          place={paths.batches({ q: [terminal.tid, batch].filter((one) => one !== undefined).join(' ') })}
          className="link"
        >
          {batch === undefined ? t('agreement.toBatches', { tid: terminal.tid }) : t('case.toBatch', { batch })}
        </GoTo>
      )}
    </div>
  )
}

function OneSide({ side }: { side: Side }) {
  const { t } = useTranslation()
  const witnesses = witnessesOf(side)
  const silent = ALL.filter((kind) => !witnesses.some((one) => one.kind === kind))
  return (
    <section aria-label={side.place}>
      <div className="panel-body line side-head">
        <SideHead side={side} />
        {silent.map((kind) => (
          <span key={kind} className="quiet">
            {t(`witness_of.${kind}`)}: {t('case.notThere')}
          </span>
        ))}
      </div>
      <SideTable witnesses={witnesses} label={side.place} />
    </section>
  )
}

function SideHead({ side: { transaction, place } }: { side: Side }) {
  if (transaction === null) return <span className="mono">{place}</span>
  return (
    <>
      <TransactionLink transaction={transaction} />
      <Amount of={transaction.amount} strong />
      <LabelMark label={transaction.label} />
    </>
  )
}

/** Member by member; where they differ is told by sign and word. */
function SideTable({ witnesses, label }: { witnesses: readonly Witness[]; label: string }) {
  const { t } = useTranslation()
  const fieldName = useFieldName()
  const fieldText = useFieldText()
  const [isWhole, setWhole] = useState(false)
  const rows = memberRows(witnesses)
  if (rows.length === 0) return <p className="panel-body quiet">{t('case.noRecords')}</p>
  // what several say is compared; what one alone says is there to be looked up
  const compared = rows.filter(({ texts }) => texts.filter((text) => text !== null).length > 1)
  const shown = isWhole || compared.length === 0 ? rows : compared
  return (
    <div className="row-table-box" role="region" aria-label={label} tabIndex={0}>
      <table className="row-table sides">
        <thead>
          <tr>
            <th scope="col">{t('agreement.member')}</th>
            {witnesses.map(({ kind, name }) => (
              <th key={`${kind} ${name}`} scope="col">
                {t(`witness_of.${kind}`)} <span className="quiet">{name}</span>
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{t('batch.compared')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, texts, differs }) => (
            <tr key={name} className={differs ? 'other-side' : undefined}>
              <th scope="row">{fieldName(name)}</th>
              {texts.map((text, at) => (
                <td key={witnesses[at]?.name ?? at} className="number">
                  {text === null ? <span className="quiet">–</span> : fieldText(name, text, unitOf(witnesses[at]))}
                </td>
              ))}
              <td>{differs && <Mark look={{ tone: 'bad', icon: 'cross' }}>{t('money.differs')}</Mark>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {compared.length > 0 && compared.length < rows.length && (
        <Button type="link" size="small" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {t(isWhole ? 'case.onlyCompared' : 'case.alsoAlone', { count: rows.length - compared.length })}
        </Button>
      )}
    </div>
  )
}
