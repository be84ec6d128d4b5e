/** A package may be withdrawn, and the key that signed it is known where it was told. */
export const sql = `
alter table software_package
  add column vendor_key text collate "C", -- Ed25519, base64url: the signature was checked against it when the package came
  add column withdrawn_at timestamptz, add column withdrawn_by text collate "C", add column withdrawn_reason text,
  add check ((withdrawn_at is null) = (withdrawn_by is null)),
  add check ((withdrawn_at is null) = (withdrawn_reason is null));
grant update (withdrawn_at, withdrawn_by, withdrawn_reason) on software_package to budeng_app;
-- whoever signs an update looks whether its package may still be fetched
grant select on software_package to budeng_worker;
create policy worker on software_package for select to budeng_worker using (true);
`
