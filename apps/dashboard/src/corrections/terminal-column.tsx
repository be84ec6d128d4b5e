import { placeName } from '../fleet/place-name.ts'
import { paths } from '../paths.ts'
import { GoTo } from '../ui/GoTo.tsx'
import type { RowColumn } from '../ui/RowTable.tsx'

interface Placed {
  readonly terminal: (Parameters<typeof placeName>[0] & { readonly id: string; readonly tid: string }) | null
}

/** Where it is: number and place of the terminal. */
export function terminalColumn<Row extends Placed>(title: string): RowColumn<Row> {
  return {
    key: 'terminal',
    title,
    render: ({ terminal }) =>
      terminal !== null && (
        <>
          <GoTo place={paths.terminal(terminal.id, { tab: 'corrections' })} className="link mono">
            {terminal.tid}
          </GoTo>
          <div className="quiet hint">{placeName(terminal)}</div>
        </>
      ),
  }
}
