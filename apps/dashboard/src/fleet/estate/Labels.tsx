import { Tag } from 'antd'

/** What people put on a terminal, in a line. */
export function Labels({ labels }: { labels: readonly string[] }) {
  if (labels.length === 0) return null
  return (
    <span className="clip" title={labels.join(', ')}>
      {labels.map((label) => (
        <Tag key={label}>{label}</Tag>
      ))}
    </span>
  )
}
