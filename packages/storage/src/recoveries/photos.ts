import { keepEvidence, type NewEvidence } from '../corrections/evidence.ts'
import {
  columnList,
  type EvidenceRow,
  evidenceTable,
  insertSelect,
  type WorkOrderRow,
  workOrderPhotoTable,
} from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

/** A photograph whose bytes are kept. */
export type NewPhoto = Pick<NewEvidence, 'sha256' | 'name' | 'type' | 'bytes' | 'createdBy'>

/** A photograph as it is shown, with its work order. */
export type PhotoView = EvidenceRow & { readonly workOrderId: string }

const COLUMNS = `${columnList(evidenceTable, 'e')}, p.work_order_id as "workOrderId"`

/** Keeps a photograph of a work order, whose row is locked; answers whether it is new there. */
export async function keepPhoto(unit: Unit, order: WorkOrderRow, photo: NewPhoto): Promise<boolean> {
  await keepEvidence(unit, { ...photo, place: order, caseId: null })
  const at = unit.clock.now()
  const { id: workOrderId, terminalId, path } = order
  const row = { workOrderId, terminalId, sha256: photo.sha256, path, addedBy: photo.createdBy, addedAt: at }
  const { sql, params } = insertSelect(workOrderPhotoTable, [row])
  const made = await unit.query<{ id: string }>(`${sql} on conflict do nothing returning work_order_id as id`, params)
  if (made.length === 0) return false
  unit.append([
    {
      ...{ type: 'WorkOrderPhotoAdded', subject: workOrderId, terminal: order, path, at },
      data: { sha256: photo.sha256.toString('hex'), name: photo.name, bytes: photo.bytes },
    },
  ])
  return true
}

/** Photographs of work orders, as far as they are in scope, the oldest first. */
export async function photosOfOrders(db: Scoped, workOrderIds: readonly string[]): Promise<PhotoView[]> {
  return await db.query<PhotoView>(
    `select ${COLUMNS} from work_order_photo p join evidence e on e.terminal_id = p.terminal_id and e.sha256 = p.sha256
     where p.work_order_id = any($1) order by p.work_order_id, p.added_at, p.sha256`,
    [workOrderIds],
  )
}

/** How many photographs a work order has. */
export async function photoCount(db: Scoped, workOrderId: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'select count(*)::int as count from work_order_photo where work_order_id = $1',
    [workOrderId],
  )
  return row?.count ?? 0
}
