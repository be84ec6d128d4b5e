import { acknowledgementOf } from '@budeng/fleet'
import { encodeDown, makeAck, type Stream } from '@budeng/protocol'
import type { StreamRow } from '@budeng/storage'
import type { Down } from '../down.ts'
import type { Link } from '../links.ts'

/**
 * Our own acknowledgements, which alone end a terminal's resending: after the commit, with a tag, once a stream and batch.
 * They go out with the PUBACKs of the batch. One may get lost; the next message or the next hello brings it again. [P-10.3]
 */
export function acknowledge(
  down: Down,
  era: number,
  streams: readonly { readonly link: Link; readonly row: StreamRow }[],
): void {
  const newest = new Map<Link, Map<Stream, StreamRow>>()
  for (const { link, row } of streams) {
    const rows = newest.get(link)
    if (rows) rows.set(row.stream, row)
    else newest.set(link, new Map([[row.stream, row]]))
  }
  for (const [link, rows] of newest)
    for (const row of rows.values()) {
      const { throughSeq, missing } = acknowledgementOf(row)
      const ack = makeAck(
        { stream: row.stream, era, epoch: link.epoch, throughSeq, missing: [...missing] },
        link.secrets.ack,
      )
      down.sendAtOnce(link, encodeDown(ack))
    }
}
