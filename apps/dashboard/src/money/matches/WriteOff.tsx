import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { type MatchesQuery, WriteOffRequestDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Amount } from '../Amount.tsx'

type Row = MatchesQuery['matches']['nodes'][number]

/** Gives up what a file left short: asked by one, booked when a second person has agreed. */
export function WriteOff({ row, onClose }: { row: Row; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const wish = useWish(WriteOffRequestDocument, (data) => data.writeOffRequest, ['Matches', 'FleetFigures'])
  const title = t('writeOff.title')
  const send = async (reason: string) => {
    if ((await wish.send({ number: row.number, reason })) === null) return
    void message.success(t('writeOff.asked'))
    onClose()
  }
  return (
    <Panel title={title}>
      <Reasoned
        danger
        does={t('writeOff.ask')}
        what={title}
        wish={wish}
        onDo={(reason) => void send(reason)}
        onBack={onClose}
      >
        <p className="note">{t('writeOff.what')}</p>
        <p>
          <span className="number">{row.businessDate}</span> · {t('match.ours')} <Amount of={row.ours} strong /> ·{' '}
          {t('match.theirs')} <Amount of={row.theirs} strong />
        </p>
      </Reasoned>
    </Panel>
  )
}
