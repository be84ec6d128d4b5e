import { useTranslation } from 'react-i18next'
import type { TransactionFullFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { useLabel } from '../../ui/label.ts'
import { Mark } from '../../ui/Mark.tsx'
import { Time } from '../../ui/Time.tsx'
import { Amount } from '../Amount.tsx'
import { FILE_LINE_LOOKS, MATCH_LOOKS } from '../looks.ts'
import { useTypeWord } from '../marks.tsx'

/** What terminal, host and acquirer's file each say of it, beneath each other, and where they do not match. */
export function Witnesses({ transaction }: { transaction: TransactionFullFragment }) {
  const { t } = useTranslation()
  const typeWord = useTypeWord()
  const label = useLabel()
  const { versions, hostRecords, fileLines, matches, rrn, authCode, responseCode, type, terminal, at } = transaction
  const zone = terminal?.store.timeZone
  return (
    <>
      <div className="row-table-box" role="region" aria-label={t('transaction.witnesses')} tabIndex={0}>
        <table className="row-table">
          <thead>
            <tr>
              <th scope="col">{t('witness_of.title')}</th>
              <th scope="col">{t('column.what')}</th>
              <th scope="col">{t('column.at')}</th>
              <th scope="col" className="end">
                {t('money.amount')}
              </th>
              <th scope="col">{t('money.rrn')}</th>
              <th scope="col">{t('money.authCode')}</th>
              <th scope="col">{t('money.responseCode')}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('witness_of.TERMINAL')}</th>
              <td>{typeWord(type)}</td>
              <td>
                <Time at={at} show="moment" terminalZone={zone} />
              </td>
              <td className="end">
                <Amount of={versions[0]?.amount ?? null} />
              </td>
              <Numbers of={{ rrn, authCode, responseCode }} />
            </tr>
            {hostRecords.map((record) => (
              <tr key={record.position}>
                <th scope="row">{t('witness_of.HOST')}</th>
                <td>
                  {label('hostFact', record.fact)} <span className="mono quiet">{record.mti}</span>
                </td>
                <td>
                  <Time at={record.at} show="moment" terminalZone={zone} />
                </td>
                <td className="end">
                  <Amount of={record.amount} />
                </td>
                <Numbers of={record} />
              </tr>
            ))}
            {fileLines.map((line) => (
              <tr key={`${line.fileImport?.id} ${line.line}`}>
                <th scope="row">{t('witness_of.FILE')}</th>
                <td>
                  {line.fileImport !== null && (
                    <GoTo place={paths.file(line.fileImport.id)}>
                      {line.fileImport.name}:{line.line}
                    </GoTo>
                  )}{' '}
                  <Mark look={FILE_LINE_LOOKS[line.state]}>{t(`fileLineState.${line.state}`)}</Mark>
                </td>
                <td className="number">{line.settlementDate}</td>
                <td className="end">
                  <Amount of={line.amount} />
                </td>
                <Numbers of={line} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className="line panel-body">
        {matches.map(({ number, source, state, changedAt }) => (
          <li key={number}>
            <Mark look={MATCH_LOOKS[state]} strong={state !== 'MATCHED'}>
              {t(`witness_of.${source}`)}: {t(`matchState.${state}`)}
            </Mark>{' '}
            <span className="quiet">
              <Time at={changedAt} />
            </span>
          </li>
        ))}
        {matches.length === 0 && <li className="quiet">{t('transaction.noMatch')}</li>}
      </ul>
    </>
  )
}

interface NumbersOf {
  readonly rrn: string | null
  readonly authCode: string | null
  readonly responseCode: string | null
}

function Numbers({ of: { rrn, authCode, responseCode } }: { of: NumbersOf }) {
  return (
    <>
      <td className="mono">{rrn}</td>
      <td className="mono">{authCode}</td>
      <td className="mono">{responseCode}</td>
    </>
  )
}
