import { placeName } from '../place-name.ts'
import { useTranslation } from 'react-i18next'
import type { PreviewFiguresFragment } from '../../api/generated/graphql.ts'
import { paths } from '../../paths.ts'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { PREVIEW_LOOKS } from '../looks.ts'
import { inOrder } from './preview-figures.ts'

type Line = PreviewFiguresFragment['lines'][number]

/** What would become of the terminals, in lines that add up, each with some of them by name. */
export function PreviewLines({ lines, total }: { lines: readonly Line[]; total: number }) {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <table className="preview-lines">
      <caption className="visually-hidden">{t('preview.caption')}</caption>
      <tbody>
        {inOrder(lines).map((line) => (
          <tr key={line.kind + (line.code ?? '')}>
            <th scope="row">
              <Mark look={PREVIEW_LOOKS[line.kind]}>{line.text}</Mark>
            </th>
            <td className="end number">{number(line.count)}</td>
            <td>
              <Sample terminals={line.sample} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('preview.total')}</th>
          <td className="end number">{number(total)}</td>
        </tr>
      </tfoot>
    </table>
  )
}

function Sample({ terminals }: { terminals: Line['sample'] }) {
  const { t } = useTranslation()
  if (terminals.length === 0) return null
  return (
    <details className="sample">
      <summary>{t('preview.sample', { count: terminals.length })}</summary>
      <ul>
        {terminals.map((terminal) => (
          <li key={terminal.id}>
            <GoTo place={paths.terminal(terminal.id)}>
              <span className="mono">{terminal.tid}</span> {placeName(terminal)}
            </GoTo>
          </li>
        ))}
      </ul>
    </details>
  )
}
