import { type ReactNode, useEffect, useRef } from 'react'
import { usePhone } from './phone.ts'

export interface RowColumn<Row> {
  readonly key: string
  readonly title: ReactNode
  readonly render: (row: Row) => ReactNode
  readonly end?: boolean
  readonly width?: string
}

interface RowTableProps<Row> {
  readonly label: string
  readonly columns: readonly RowColumn<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** The row on which the keyboard is; it is kept in sight. */
  readonly activeKey?: string | null
}

/** A plain table for lists of a few pages; it scrolls sideways inside itself, never the page. On a telephone, cards. */
export function RowTable<Row>(props: RowTableProps<Row>) {
  return usePhone() ? <Cards {...props} /> : <Table {...props} />
}

function Cards<Row>({ label, columns, rows, keyOf }: RowTableProps<Row>) {
  return (
    <ul className="cards" aria-label={label}>
      {rows.map((row) => (
        <li key={keyOf(row)} className="panel">
          <dl>
            {columns.map((column) => (
              <div key={column.key}>
                <dt>{column.title}</dt>
                <dd className={column.end ? 'number' : undefined}>{column.render(row)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  )
}

function Table<Row>({ label, columns, rows, keyOf, activeKey = null }: RowTableProps<Row>) {
  const active = useRef<HTMLTableRowElement>(null)
  // a browser may answer with a promise, which is no clean-up
  useEffect(() => {
    active.current?.scrollIntoView({ block: 'nearest' })
  }, [activeKey])
  return (
    <div className="row-table-box" role="region" aria-label={label} tabIndex={0}>
      <table className="row-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={column.end ? 'end' : undefined}
                style={{ width: column.width }}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={keyOf(row)}
              data-key={keyOf(row)}
              ref={keyOf(row) === activeKey ? active : undefined}
              className={keyOf(row) === activeKey ? 'row-active' : undefined}
            >
              {columns.map((column) => (
                <td key={column.key} className={column.end ? 'end number' : undefined}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
