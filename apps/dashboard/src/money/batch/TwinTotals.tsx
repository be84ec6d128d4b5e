import { useTranslation } from 'react-i18next'
import type { BatchPageQuery } from '../../api/generated/graphql.ts'
import { Change } from '../../corrections/Amounts.tsx'
import { Count } from '../../corrections/impact/Count.tsx'
import { blockKey } from '../../corrections/impact/totals-change.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { Amount } from '../Amount.tsx'
import { useBlockName } from '../marks.tsx'

type Twin = NonNullable<NonNullable<BatchPageQuery['batch']>['twinTotals']>
type Line = Twin['frozen'][number]

/** True when corrections lie between a batch's two totals, or it carries some for others. */
export function hasTwin({ adjustments, carried, late, unexplained }: Twin): boolean {
  return [adjustments, carried, late, unexplained].some((part) => part.length > 0)
}

/** What a batch was closed with and what stands now, with every step between them; then what it carries for others. */
export function TwinTotals({ twin, isOpen }: { twin: Twin; isOpen: boolean }) {
  const { t } = useTranslation()
  const steps = [
    ...twin.adjustments.map((step) => ({ ...step, name: t('batch.byCorrection') })),
    ...(twin.late.length > 0 ? [{ lines: twin.late, correction: null, name: t('batch.cameLate') }] : []),
  ]
  return (
    <div className="row-table-box" role="region" aria-label={t('batch.twin')} tabIndex={0}>
      <table className="row-table">
        <thead>
          <tr>
            <th scope="col">{t('batch.twinStep')}</th>
            <th scope="col">{t('batch.block')}</th>
            <th scope="col" className="end">
              {t('batch.twinTotals')}
            </th>
          </tr>
        </thead>
        <tbody>
          <Whole name={t(isOpen ? 'batch.asRecorded' : 'batch.frozen')} lines={twin.frozen} />
          <Steps steps={steps} />
          <Whole name={t('batch.asItStands')} lines={twin.effective} />
          <Unexplained lines={twin.unexplained} />
        </tbody>
        {twin.carried.length > 0 && (
          <tbody>
            <tr>
              <th scope="rowgroup" colSpan={3}>
                {t('batch.carried')}
              </th>
            </tr>
            <Steps steps={twin.carried.map((step) => ({ ...step, name: t('batch.byCorrection') }))} />
          </tbody>
        )}
      </table>
    </div>
  )
}

function Whole({ name, lines }: { name: string; lines: readonly Line[] }) {
  const { t } = useTranslation()
  if (lines.length === 0)
    return (
      <tr>
        <th scope="row">{name}</th>
        <td colSpan={2} className="quiet">
          {t('batch.noTotals')}
        </td>
      </tr>
    )
  return lines.map((line, place) => (
    <tr key={blockKey(line)}>
      <th scope="row">{place === 0 && name}</th>
      <Block line={line} />
      <td className="end">
        <Count of={line.count} /> <Amount of={line.amount} strong />
      </td>
    </tr>
  ))
}

interface Step {
  readonly name: string
  readonly lines: readonly Line[]
  readonly correction: Twin['adjustments'][number]['correction']
}

function Steps({ steps }: { steps: readonly Step[] }) {
  return steps.flatMap(({ name, lines, correction }, at) =>
    lines.map((line, place) => (
      <tr key={`${at} ${blockKey(line)}`}>
        <th scope="row">
          {place === 0 &&
            (correction === null ? (
              name
            ) : (
              <GoTo place={paths.correction(correction.id)} className="link mono">
                {correction.number}
              </GoTo>
            ))}
        </th>
        <Block line={line} />
        <td className="end">
          <Count of={line.count} /> <Change of={line.amount} />
        </td>
      </tr>
    )),
  )
}

function Block({ line }: { line: Line }) {
  const blockName = useBlockName()
  return (
    <td className="quiet">
      {blockName(line)} · {line.amount.currency}
    </td>
  )
}

/** To the cent, or it is said loudly that something is wrong. */
function Unexplained({ lines }: { lines: readonly Line[] }) {
  const { t } = useTranslation()
  if (lines.length === 0)
    return (
      <tr>
        <td colSpan={3}>
          <Mark look={{ tone: 'good', icon: 'check' }}>{t('batch.explained')}</Mark>
        </td>
      </tr>
    )
  return lines.map((line) => (
    <tr key={blockKey(line)}>
      <th scope="row">
        <Mark look={{ tone: 'bad', icon: 'cross' }} strong>
          {t('batch.unexplained')}
        </Mark>
      </th>
      <Block line={line} />
      <td className="end">
        <Count of={line.count} /> <Change of={line.amount} />
      </td>
    </tr>
  ))
}
