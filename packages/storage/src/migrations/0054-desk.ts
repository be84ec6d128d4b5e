import { inScope, policiesOf } from './table-rules.ts'

/** What the desk of corrections looks at all day: what is still under way, and who works on which case. */
export const sql = `
create index correction_open on correction (acquirer_id, drafted_at, id)
  where state in ('DRAFT', 'SUBMITTED', 'PENDING_APPROVAL', 'APPROVED', 'POSTED', 'SENT', 'TERMINAL_APPLIED', 'VERIFIED', 'POST_FAILED', 'NACKED', 'UNREACHABLE', 'WAIVED');

-- Who works on a case: told to the others, binding nobody.
create table case_claim (
  case_id text collate "C" primary key references correction_case (id), path ltree not null,
  person_id text collate "C" not null, at timestamptz not null
);
${policiesOf({ table: 'case_claim', where: inScope, app: 'select, insert, update, delete' })}
`
