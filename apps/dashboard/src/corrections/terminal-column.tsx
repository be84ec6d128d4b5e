import { placeName } from '../fleet/place-name.ts'
import type { Placed } from '../fleet/TerminalLink.tsx'
import { paths } from '../paths.ts'
import { GoTo } from '../ui/GoTo.tsx'
import type { RowColumn } from '../ui/RowTable.tsx'

/** Where it is: number and place of the terminal, beneath each other. */
export function terminalColumn<Row>(
  title: string,
  terminalOf: (row: Row) => Placed | null | undefined,
): RowColumn<Row> {
  return {
    key: 'terminal',
    title,
    render: (row) => {
      const terminal = terminalOf(row)
      if (terminal == null) return null
      return (
        <>
          <GoTo place={paths.terminal(terminal.id, { tab: 'corrections' })} className="link mono">
            {terminal.tid}
          </GoTo>
          <div className="quiet hint">{placeName(terminal)}</div>
        </>
      )
    },
  }
}
