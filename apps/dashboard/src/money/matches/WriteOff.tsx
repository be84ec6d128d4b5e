import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { type MatchesQuery, WriteOffRequestDocument } from '../../api/generated/graphql.ts'
import { useWish } from '../../api/use-wish.ts'
import { Reasoned } from '../../corrections/Reasoned.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Amount } from '../Amount.tsx'
import { What } from './MatchTable.tsx'

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
        <FactList
          facts={[
            [t('writeOff.amount'), <Amount key="short" of={row.short} strong />],
            [t('match.ours'), <Amount key="ours" of={row.ours} />],
            [t('match.theirs'), <Amount key="theirs" of={row.theirs} />],
            [
              t('money.businessDay'),
              <span key="day" className="number">
                {row.businessDate}
              </span>,
            ],
            [t('transaction.one'), <What key="what" row={row} />],
          ]}
        />
      </Reasoned>
    </Panel>
  )
}
