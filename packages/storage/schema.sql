-- Printed from a migrated database by `npm run update-contracts`. Not to be edited.

create table agent_grant (
  id text collate "C" not null,
  node_id text collate "C" not null,
  path ltree not null,
  given_by text collate "C" not null,
  giver_node_id text collate "C" not null,
  types text[] not null,
  tier_max text not null,
  budget_hour integer not null,
  budget_day integer not null,
  terminals_max integer not null,
  reason text not null,
  given_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  revoked_by text collate "C",
  closed_at timestamp with time zone,
  version integer default 1 not null
);
alter table agent_grant add constraint agent_grant_budget_hour_check CHECK ((budget_hour > 0));
alter table agent_grant add constraint agent_grant_check CHECK ((budget_day >= budget_hour));
alter table agent_grant add constraint agent_grant_given_by_fkey FOREIGN KEY (given_by) REFERENCES person(id);
alter table agent_grant add constraint agent_grant_giver_node_id_fkey FOREIGN KEY (giver_node_id) REFERENCES node(id);
alter table agent_grant add constraint agent_grant_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table agent_grant add constraint agent_grant_pkey PRIMARY KEY (id);
alter table agent_grant add constraint agent_grant_terminals_max_check CHECK ((terminals_max > 0));
CREATE INDEX agent_grant_given ON public.agent_grant USING btree (given_at DESC, id);
CREATE INDEX agent_grant_node ON public.agent_grant USING btree (node_id, given_at DESC, id);
CREATE INDEX agent_grant_open ON public.agent_grant USING btree (expires_at) WHERE (closed_at IS NULL);
-- row security enabled and forced
create policy app on agent_grant for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR ((NULLIF(current_setting('app.path'::text, true), ''::text))::ltree <@ path))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR ((NULLIF(current_setting('app.path'::text, true), ''::text))::ltree <@ path)));
create policy gateway on agent_grant for all to budeng_gateway using (true) with check (true);
create policy owner on agent_grant for all to budeng_owner using (true) with check (true);
create policy worker on agent_grant for all to budeng_worker using (true) with check (true);
grant insert, select, update on agent_grant to budeng_app;
grant select (id), update (version) on agent_grant to budeng_gateway;
grant select, update on agent_grant to budeng_worker;

create table agreement_count (
  node_id text collate "C" not null,
  share integer not null,
  path ltree not null,
  terminals integer default 0 not null,
  equal integer default 0 not null,
  different integer default 0 not null,
  unknown integer default 0 not null
);
alter table agreement_count add constraint agreement_count_pkey PRIMARY KEY (node_id, share);
-- row security enabled and forced (fillfactor=50)
create policy app on agreement_count for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on agreement_count for all to budeng_owner using (true) with check (true);
create policy worker on agreement_count for all to budeng_worker using (true) with check (true);
grant select, update (path) on agreement_count to budeng_app;
grant select, update (path) on agreement_count to budeng_worker;

create table alert (
  id text collate "C" not null,
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  subject text collate "C" not null,
  severity text not null,
  raised_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  raises integer not null,
  last_raised_at timestamp with time zone not null,
  incident_id text collate "C",
  muted_until timestamp with time zone,
  state text not null,
  standing boolean not null,
  acknowledged_at timestamp with time zone,
  acknowledged_by text collate "C",
  cleared_at timestamp with time zone,
  cleared_by text collate "C",
  claimed_by text collate "C",
  due_at timestamp with time zone not null,
  version integer not null
);
alter table alert add constraint alert_pkey PRIMARY KEY (id);
alter table alert add constraint alert_state_check CHECK ((state = ANY (ARRAY['RAISED'::text, 'ACKNOWLEDGED'::text, 'CLEARED'::text])));
alter table alert add constraint alert_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
CREATE INDEX alert_acquirer ON public.alert USING btree (acquirer_id, raised_at DESC, id);
CREATE INDEX alert_acquirer_due ON public.alert USING btree (acquirer_id, due_at, id) WHERE (state <> 'CLEARED'::text);
CREATE INDEX alert_agent ON public.alert USING btree (agent_id, raised_at DESC, id) WHERE (agent_id IS NOT NULL);
CREATE INDEX alert_agent_due ON public.alert USING btree (agent_id, due_at, id) WHERE ((state <> 'CLEARED'::text) AND (agent_id IS NOT NULL));
CREATE INDEX alert_cleared ON public.alert USING btree (cleared_at) WHERE (cleared_at IS NOT NULL);
CREATE INDEX alert_due ON public.alert USING btree (due_at) WHERE (state = 'RAISED'::text);
CREATE INDEX alert_incident ON public.alert USING btree (incident_id) WHERE (incident_id IS NOT NULL);
CREATE UNIQUE INDEX alert_open ON public.alert USING btree (terminal_id, subject) WHERE (state <> 'CLEARED'::text);
CREATE INDEX alert_terminal ON public.alert USING btree (terminal_id, raised_at DESC, id);
-- row security enabled and forced (fillfactor=80)
create policy app on alert for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on alert for all to budeng_owner using (true) with check (true);
create policy worker on alert for all to budeng_worker using (true) with check (true);
grant select, update on alert to budeng_app;
grant delete, insert, select, update on alert to budeng_worker;

create table alert_mute (
  id text collate "C" not null,
  path ltree not null,
  node_id text collate "C",
  terminal_id text collate "C",
  subject text collate "C",
  reason text not null,
  owner_id text collate "C" not null,
  since timestamp with time zone not null,
  until timestamp with time zone not null,
  ended_at timestamp with time zone
);
alter table alert_mute add constraint alert_mute_check CHECK ((num_nonnulls(node_id, terminal_id) = 1));
alter table alert_mute add constraint alert_mute_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table alert_mute add constraint alert_mute_pkey PRIMARY KEY (id);
alter table alert_mute add constraint alert_mute_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
CREATE INDEX alert_mute_until ON public.alert_mute USING btree (until) WHERE (ended_at IS NULL);
-- row security enabled and forced
create policy app on alert_mute for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on alert_mute for all to budeng_owner using (true) with check (true);
create policy worker on alert_mute for all to budeng_worker using (true) with check (true);
grant insert, select, update on alert_mute to budeng_app;
grant delete, select, update (path) on alert_mute to budeng_worker;

create table alert_rule (
  node_id text collate "C" not null,
  subject text collate "C" not null,
  path ltree not null,
  enabled boolean not null,
  severity text not null,
  hold_ms integer not null,
  clear_ms integer not null,
  raise_at integer,
  clear_at integer,
  version integer not null,
  changed_at timestamp with time zone not null
);
alter table alert_rule add constraint alert_rule_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table alert_rule add constraint alert_rule_pkey PRIMARY KEY (node_id, subject);
-- row security enabled and forced
create policy app on alert_rule for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on alert_rule for all to budeng_owner using (true) with check (true);
create policy worker on alert_rule for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on alert_rule to budeng_app;
grant select, update (path) on alert_rule to budeng_worker;

create table alert_watch (
  terminal_id text collate "C" not null,
  subject text collate "C" not null,
  since timestamp with time zone not null,
  due_at timestamp with time zone not null
);
alter table alert_watch add constraint alert_watch_pkey PRIMARY KEY (terminal_id, subject);
alter table alert_watch add constraint alert_watch_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
CREATE INDEX alert_watch_due ON public.alert_watch USING btree (due_at);
-- row security enabled and forced
create policy owner on alert_watch for all to budeng_owner using (true) with check (true);
create policy worker on alert_watch for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on alert_watch to budeng_worker;

create table api_key (
  id text collate "C" not null,
  person_id text collate "C" not null,
  path ltree not null,
  name text not null,
  prefix text not null,
  hash bytea not null,
  scopes text[] not null,
  addresses text[] not null,
  created_by text collate "C" not null,
  created_human text collate "C" not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  replaced_by text collate "C",
  used_at timestamp with time zone,
  used_address text,
  version integer default 1 not null
);
alter table api_key add constraint api_key_hash_key UNIQUE (hash);
alter table api_key add constraint api_key_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table api_key add constraint api_key_pkey PRIMARY KEY (id);
CREATE INDEX api_key_person ON public.api_key USING btree (person_id, created_at DESC, id);
-- row security enabled and forced
create policy app on api_key for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (hash = decode(NULLIF(current_setting('app.api_key'::text, true), ''::text), 'hex'::text)))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (hash = decode(NULLIF(current_setting('app.api_key'::text, true), ''::text), 'hex'::text))));
create policy owner on api_key for all to budeng_owner using (true) with check (true);
create policy worker on api_key for all to budeng_worker using (true) with check (true);
grant insert, select, update on api_key to budeng_app;
grant select (path), update (path) on api_key to budeng_worker;

create table backup (
  command_id text collate "C" not null,
  terminal_id text collate "C" not null,
  path ltree not null,
  sha256 text,
  chunk_count integer,
  size integer,
  complete_at timestamp with time zone
);
alter table backup add constraint backup_command_id_fkey FOREIGN KEY (command_id) REFERENCES command(id);
alter table backup add constraint backup_pkey PRIMARY KEY (command_id);
-- row security enabled and forced
create policy app on backup for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on backup for all to budeng_gateway using (true) with check (true);
create policy owner on backup for all to budeng_owner using (true) with check (true);
create policy worker on backup for all to budeng_worker using (true) with check (true);
grant insert, select, update (sha256, chunk_count, size, complete_at) on backup to budeng_app;
grant insert, select, update on backup to budeng_gateway;
grant delete, insert, select on backup to budeng_worker;

create table backup_chunk (
  command_id text collate "C" not null,
  position integer not null,
  bytes bytea not null
);
alter table backup_chunk add constraint backup_chunk_command_id_fkey FOREIGN KEY (command_id) REFERENCES backup(command_id);
alter table backup_chunk add constraint backup_chunk_pkey PRIMARY KEY (command_id, "position");
-- row security enabled and forced
create policy gateway on backup_chunk for all to budeng_gateway using (true) with check (true);
create policy owner on backup_chunk for all to budeng_owner using (true) with check (true);
create policy worker on backup_chunk for all to budeng_worker using (true) with check (true);
grant delete, insert, select on backup_chunk to budeng_gateway;
grant delete, select (command_id, position) on backup_chunk to budeng_worker;

create table batch (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  id text collate "C" not null,
  epoch integer not null,
  batch_no text collate "C" not null,
  state text not null,
  opened_at timestamp with time zone not null,
  open_seq bigint,
  closing_at timestamp with time zone,
  through_seq bigint,
  root_terminal bytea,
  count_terminal integer,
  close_tag bytea,
  root_host bytea,
  compared_at timestamp with time zone,
  imbalances text[] default '{}'::text[] not null,
  uploaded_through bigint default 0 not null,
  closed_at timestamp with time zone,
  closed_by text collate "C",
  reason text,
  record_count integer default 0 not null,
  unproven_count integer default 0 not null,
  late_count integer default 0 not null,
  settled_at timestamp with time zone,
  archived_at timestamp with time zone,
  version integer default 1 not null
);
alter table batch add constraint batch_pkey PRIMARY KEY (id);
alter table batch add constraint batch_state_check CHECK ((state = ANY (ARRAY['OPEN'::text, 'CLOSING'::text, 'COMPARING'::text, 'BALANCED'::text, 'UNBALANCED'::text, 'UPLOADING'::text, 'RECONCILED'::text, 'CLOSED'::text, 'FORCE_CLOSED'::text])));
alter table batch add constraint batch_terminal_id_epoch_batch_no_key UNIQUE (terminal_id, epoch, batch_no);
CREATE INDEX batch_acquirer ON public.batch USING btree (acquirer_id, opened_at, id);
CREATE INDEX batch_acquirer_flaw ON public.batch USING btree (acquirer_id, opened_at, id) WHERE ((unproven_count + late_count) > 0);
CREATE INDEX batch_acquirer_imbalance ON public.batch USING btree (acquirer_id, opened_at, id) WHERE (imbalances <> '{}'::text[]);
CREATE INDEX batch_acquirer_number ON public.batch USING btree (acquirer_id, batch_no, opened_at, id);
CREATE INDEX batch_agent ON public.batch USING btree (agent_id, opened_at, id) WHERE (agent_id IS NOT NULL);
CREATE INDEX batch_agent_flaw ON public.batch USING btree (agent_id, opened_at, id) WHERE ((agent_id IS NOT NULL) AND ((unproven_count + late_count) > 0));
CREATE INDEX batch_agent_imbalance ON public.batch USING btree (agent_id, opened_at, id) WHERE ((agent_id IS NOT NULL) AND (imbalances <> '{}'::text[]));
CREATE INDEX batch_agent_number ON public.batch USING btree (agent_id, batch_no, opened_at, id) WHERE (agent_id IS NOT NULL);
CREATE INDEX batch_at_work ON public.batch USING btree (terminal_id, epoch) WHERE (closed_at IS NULL);
CREATE INDEX batch_merchant ON public.batch USING btree (merchant_id, opened_at, id);
CREATE INDEX batch_store ON public.batch USING btree (store_id, opened_at, id);
CREATE INDEX batch_terminal ON public.batch USING btree (terminal_id, opened_at, id);
CREATE INDEX batch_to_archive ON public.batch USING btree (closed_at, id) WHERE ((closed_at IS NOT NULL) AND (archived_at IS NULL));
CREATE INDEX batch_to_settle ON public.batch USING btree (closed_at, id) WHERE ((closed_at IS NOT NULL) AND (settled_at IS NULL));
CREATE INDEX batch_unsettled_acquirer ON public.batch USING btree (acquirer_id, opened_at, id) WHERE (closed_at IS NULL);
CREATE INDEX batch_unsettled_agent ON public.batch USING btree (agent_id, opened_at, id) WHERE ((closed_at IS NULL) AND (agent_id IS NOT NULL));
CREATE INDEX batch_unsettled_merchant ON public.batch USING btree (merchant_id, opened_at, id) WHERE (closed_at IS NULL);
CREATE INDEX batch_unsettled_store ON public.batch USING btree (store_id, opened_at, id) WHERE (closed_at IS NULL);
-- row security enabled and forced (fillfactor=60)
create policy app on batch for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on batch for all to budeng_gateway using (true) with check (true);
create policy owner on batch for all to budeng_owner using (true) with check (true);
create policy worker on batch for all to budeng_worker using (true) with check (true);
grant select, update on batch to budeng_app;
grant insert, select, update on batch to budeng_gateway;
grant select, update on batch to budeng_worker;

create table batch_adjustment (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  epoch integer not null,
  seq bigint not null,
  batch_id text collate "C" not null,
  open_batch_id text collate "C",
  transaction_id text collate "C",
  currency text,
  exponent integer,
  card_scope text,
  side text,
  count integer not null,
  amount bigint not null,
  at timestamp with time zone not null
);
alter table batch_adjustment add constraint batch_adjustment_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batch(id);
alter table batch_adjustment add constraint batch_adjustment_open_batch_id_fkey FOREIGN KEY (open_batch_id) REFERENCES batch(id);
alter table batch_adjustment add constraint batch_adjustment_pkey PRIMARY KEY (terminal_id, epoch, seq);
CREATE INDEX batch_adjustment_batch ON public.batch_adjustment USING btree (batch_id);
CREATE INDEX batch_adjustment_open ON public.batch_adjustment USING btree (open_batch_id) WHERE (open_batch_id IS NOT NULL);
CREATE INDEX batch_adjustment_waits ON public.batch_adjustment USING btree (terminal_id) WHERE (open_batch_id IS NULL);
-- row security enabled and forced
create policy app on batch_adjustment for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on batch_adjustment for all to budeng_gateway using (true) with check (true);
create policy owner on batch_adjustment for all to budeng_owner using (true) with check (true);
create policy worker on batch_adjustment for all to budeng_worker using (true) with check (true);
grant select on batch_adjustment to budeng_app;
grant insert, select, update (open_batch_id) on batch_adjustment to budeng_gateway;
grant select on batch_adjustment to budeng_worker;

create table batch_total (
  batch_id text collate "C" not null,
  path ltree not null,
  currency text not null,
  exponent integer not null,
  card_scope text not null,
  side text not null,
  count integer default 0 not null,
  amount bigint default 0 not null,
  said_count integer,
  said_amount bigint
);
alter table batch_total add constraint batch_total_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batch(id);
alter table batch_total add constraint batch_total_card_scope_check CHECK ((card_scope = ANY (ARRAY['DOMESTIC'::text, 'FOREIGN'::text])));
alter table batch_total add constraint batch_total_pkey PRIMARY KEY (batch_id, currency, exponent, card_scope, side);
alter table batch_total add constraint batch_total_side_check CHECK ((side = ANY (ARRAY['DEBIT'::text, 'CREDIT'::text])));
-- row security enabled and forced (fillfactor=60)
create policy app on batch_total for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on batch_total for all to budeng_gateway using (true) with check (true);
create policy owner on batch_total for all to budeng_owner using (true) with check (true);
create policy worker on batch_total for all to budeng_worker using (true) with check (true);
grant select on batch_total to budeng_app;
grant insert, select, update on batch_total to budeng_gateway;
grant insert, select, update on batch_total to budeng_worker;

create table break_glass (
  id text collate "C" not null,
  subject text collate "C" not null,
  path ltree not null,
  reason text not null,
  used_by text collate "C" not null,
  used_human text collate "C" not null,
  used_at timestamp with time zone not null,
  review_due_at timestamp with time zone not null,
  overdue_at timestamp with time zone,
  state text not null,
  reviewed_by text collate "C",
  reviewed_at timestamp with time zone,
  note text,
  version integer not null
);
alter table break_glass add constraint break_glass_pkey PRIMARY KEY (id);
alter table break_glass add constraint break_glass_state_check CHECK ((state = ANY (ARRAY['TO_REVIEW'::text, 'CONFIRMED'::text, 'CONTESTED'::text])));
alter table break_glass add constraint break_glass_subject_key UNIQUE (subject);
CREATE INDEX break_glass_open ON public.break_glass USING btree (used_at, id) WHERE (state = 'TO_REVIEW'::text);
-- row security enabled and forced
create policy app on break_glass for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on break_glass for all to budeng_owner using (true) with check (true);
create policy worker on break_glass for all to budeng_worker using (true) with check (true);
grant insert, select, update on break_glass to budeng_app;
grant select, update on break_glass to budeng_worker;

create table bulk (
  id text collate "C" not null,
  path ltree not null,
  node_id text collate "C" not null,
  type text not null,
  params jsonb not null,
  tier text not null,
  reason text not null,
  not_after timestamp with time zone not null,
  terminal_count integer not null,
  command_count integer not null,
  breakdown jsonb not null,
  state text not null,
  hash text not null,
  requested_by text collate "C" not null,
  requested_at timestamp with time zone not null,
  decided_by text collate "C",
  decided_at timestamp with time zone,
  note text,
  lapses_at timestamp with time zone,
  version integer default 1 not null,
  requested_for text collate "C",
  requested_human text collate "C",
  break_glass_id text collate "C",
  selection_id text collate "C",
  made_through text collate "C",
  made_count integer default 0 not null,
  bulk_raise integer default 200 not null,
  unfinished boolean default false not null
);
alter table bulk add constraint bulk_pkey PRIMARY KEY (id);
alter table bulk add constraint bulk_state_check CHECK ((state = ANY (ARRAY['RUNNING'::text, 'PENDING_APPROVAL'::text, 'APPROVED'::text, 'DENIED'::text, 'LAPSED'::text])));
CREATE INDEX bulk_pending ON public.bulk USING btree (requested_at, id) WHERE (state = 'PENDING_APPROVAL'::text);
CREATE INDEX bulk_requested ON public.bulk USING btree (node_id, requested_at DESC, id);
CREATE INDEX bulk_selection ON public.bulk USING btree (selection_id) WHERE (selection_id IS NOT NULL);
CREATE INDEX bulk_unfinished ON public.bulk USING btree (requested_at, id) WHERE unfinished;
-- row security enabled and forced
create policy app on bulk for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on bulk for all to budeng_owner using (true) with check (true);
create policy worker on bulk for all to budeng_worker using (true) with check (true);
grant insert, select, update on bulk to budeng_app;
grant select, update on bulk to budeng_worker;

create table care_interval (
  acquirer_id text collate "C" not null,
  kind text not null,
  model text collate "C" not null,
  path ltree not null,
  days integer not null,
  changed_by text collate "C" not null,
  changed_at timestamp with time zone not null
);
alter table care_interval add constraint care_interval_days_check CHECK (((days >= 0) AND (days <= 3650)));
alter table care_interval add constraint care_interval_kind_check CHECK ((kind = ANY (ARRAY['INSPECTION'::text, 'MAINTENANCE'::text])));
alter table care_interval add constraint care_interval_pkey PRIMARY KEY (acquirer_id, kind, model);
-- row security enabled and forced
create policy app on care_interval for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy app_below on care_interval for select to budeng_app using ((path @> (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree)) with check ();
create policy owner on care_interval for all to budeng_owner using (true) with check (true);
create policy worker on care_interval for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on care_interval to budeng_app;
grant select on care_interval to budeng_worker;

create table care_visit (
  id text collate "C" not null,
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  kind text not null,
  outcome text not null,
  answers jsonb not null,
  findings text not null,
  photos text[] not null,
  serial text not null,
  model text not null,
  done_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  recorded_by text collate "C" not null
);
alter table care_visit add constraint care_visit_kind_check CHECK ((kind = ANY (ARRAY['INSPECTION'::text, 'MAINTENANCE'::text])));
alter table care_visit add constraint care_visit_outcome_check CHECK ((outcome = ANY (ARRAY['PASSED'::text, 'WITH_FINDINGS'::text, 'FAILED'::text])));
alter table care_visit add constraint care_visit_pkey PRIMARY KEY (id);
CREATE INDEX care_visit_terminal ON public.care_visit USING btree (terminal_id, done_at DESC, id);
-- row security enabled and forced
create policy app on care_visit for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on care_visit for all to budeng_owner using (true) with check (true);
create policy worker on care_visit for all to budeng_worker using (true) with check (true);
grant insert, select on care_visit to budeng_app;
grant select on care_visit to budeng_worker;

create table case_claim (
  case_id text collate "C" not null,
  path ltree not null,
  person_id text collate "C" not null,
  at timestamp with time zone not null
);
alter table case_claim add constraint case_claim_case_id_fkey FOREIGN KEY (case_id) REFERENCES correction_case(id);
alter table case_claim add constraint case_claim_pkey PRIMARY KEY (case_id);
-- row security enabled and forced
create policy app on case_claim for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on case_claim for all to budeng_owner using (true) with check (true);
grant delete, insert, select, update on case_claim to budeng_app;

create table case_evidence (
  case_id text collate "C" not null,
  terminal_id text collate "C" not null,
  sha256 bytea not null,
  path ltree not null,
  added_by text collate "C" not null,
  added_at timestamp with time zone not null
);
alter table case_evidence add constraint case_evidence_case_id_fkey FOREIGN KEY (case_id) REFERENCES correction_case(id);
alter table case_evidence add constraint case_evidence_pkey PRIMARY KEY (case_id, terminal_id, sha256);
alter table case_evidence add constraint case_evidence_terminal_id_sha256_fkey FOREIGN KEY (terminal_id, sha256) REFERENCES evidence(terminal_id, sha256);
CREATE TRIGGER case_evidence_append_only BEFORE DELETE OR UPDATE ON public.case_evidence FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER case_evidence_not_emptied BEFORE TRUNCATE ON public.case_evidence FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- row security enabled and forced
create policy app on case_evidence for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on case_evidence for all to budeng_owner using (true) with check (true);
create policy worker on case_evidence for all to budeng_worker using (true) with check (true);
grant insert, select on case_evidence to budeng_app;
grant select on case_evidence to budeng_worker;

create table case_hit (
  case_id text collate "C" not null,
  hash text collate "C" not null,
  path ltree not null,
  rule text not null,
  rule_version integer not null,
  mode text not null,
  facts jsonb not null,
  found_at timestamp with time zone not null
);
alter table case_hit add constraint case_hit_case_id_fkey FOREIGN KEY (case_id) REFERENCES correction_case(id);
alter table case_hit add constraint case_hit_mode_check CHECK ((mode = ANY (ARRAY['SHADOW'::text, 'PROPOSE'::text, 'AUTO'::text])));
alter table case_hit add constraint case_hit_pkey PRIMARY KEY (case_id, hash);
CREATE INDEX case_hit_found ON public.case_hit USING btree (found_at) INCLUDE (rule, rule_version, path);
CREATE TRIGGER case_hit_append_only BEFORE DELETE OR UPDATE ON public.case_hit FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER case_hit_not_emptied BEFORE TRUNCATE ON public.case_hit FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- row security enabled and forced
create policy app on case_hit for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on case_hit for all to budeng_owner using (true) with check (true);
create policy worker on case_hit for all to budeng_worker using (true) with check (true);
grant select on case_hit to budeng_app;
grant insert, select on case_hit to budeng_worker;

create table change_request (
  id text collate "C" not null,
  kind text not null,
  subject text collate "C" not null,
  path ltree not null,
  before jsonb,
  after jsonb,
  hash text not null,
  base_version integer not null,
  needs_above boolean not null,
  reason text not null,
  requested_by text collate "C" not null,
  requested_human text collate "C" not null,
  requested_at timestamp with time zone not null,
  state text not null,
  decided_by text collate "C",
  decided_at timestamp with time zone,
  note text,
  lapses_at timestamp with time zone not null,
  break_glass_id text collate "C",
  version integer not null
);
alter table change_request add constraint change_request_kind_check CHECK ((kind = ANY (ARRAY['NODE_POLICY'::text, 'PERSON_ROLE'::text, 'PERSON_FACTOR_RESET'::text, 'IDENTITY_PROVIDER'::text, 'TARIFF'::text, 'PAYOUT'::text, 'PAYOUT_RETURN'::text, 'WRITE_OFF'::text, 'RULE_MODE'::text, 'CORRECTION_LIMITS'::text])));
alter table change_request add constraint change_request_pkey PRIMARY KEY (id);
alter table change_request add constraint change_request_state_check CHECK ((state = ANY (ARRAY['PENDING'::text, 'APPROVED'::text, 'DENIED'::text, 'LAPSED'::text, 'WITHDRAWN'::text, 'STALE'::text])));
CREATE INDEX change_pending ON public.change_request USING btree (requested_at, id) WHERE (state = 'PENDING'::text);
CREATE INDEX change_subject ON public.change_request USING btree (subject, requested_at DESC, id);
-- row security enabled and forced
create policy app on change_request for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on change_request for all to budeng_owner using (true) with check (true);
create policy worker on change_request for all to budeng_worker using (true) with check (true);
grant insert, select, update on change_request to budeng_app;
grant select, update on change_request to budeng_worker;

create table command (
  id text collate "C" not null,
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  device_id text collate "C",
  type text not null,
  params jsonb not null,
  tier text not null,
  state text not null,
  version integer not null,
  reason text not null,
  requested_by text collate "C",
  bulk_id text collate "C",
  caused_by text collate "C",
  waits_for text collate "C",
  attempt integer default 1 not null,
  publishes integer default 0 not null,
  ticket_hash text,
  requested_at timestamp with time zone not null,
  not_after timestamp with time zone not null,
  signed_at timestamp with time zone,
  published_at timestamp with time zone,
  acknowledged_at timestamp with time zone,
  running_at timestamp with time zone,
  verifying_at timestamp with time zone,
  unknown_at timestamp with time zone,
  finished_at timestamp with time zone,
  deferral jsonb,
  cancel_requested_at timestamp with time zone,
  cancel_requested_by text collate "C",
  boot_before integer,
  conn_before bigint,
  progress text,
  evidence jsonb default '[]'::jsonb not null,
  result jsonb,
  late_result jsonb,
  why jsonb not null,
  due_at timestamp with time zone,
  look_at timestamp with time zone,
  needs_approval boolean default false not null,
  requested_human text collate "C",
  approved_by text collate "C",
  break_glass_id text collate "C",
  not_before timestamp with time zone
);
alter table command add constraint command_pkey PRIMARY KEY (id);
alter table command add constraint command_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
CREATE INDEX command_acquirer ON public.command USING btree (acquirer_id, requested_at DESC, id);
CREATE INDEX command_acquirer_open ON public.command USING btree (acquirer_id, requested_at DESC, id) WHERE (finished_at IS NULL);
CREATE INDEX command_agent ON public.command USING btree (agent_id, requested_at DESC, id) WHERE (agent_id IS NOT NULL);
CREATE INDEX command_agent_open ON public.command USING btree (agent_id, requested_at DESC, id) WHERE ((finished_at IS NULL) AND (agent_id IS NOT NULL));
CREATE INDEX command_bulk ON public.command USING btree (bulk_id, state, id) WHERE (bulk_id IS NOT NULL);
CREATE INDEX command_look_bulk ON public.command USING btree (look_at) WHERE ((look_at IS NOT NULL) AND (state = 'QUEUED'::text) AND (bulk_id IS NOT NULL));
CREATE INDEX command_look_sent ON public.command USING btree (look_at) WHERE ((look_at IS NOT NULL) AND (state <> 'QUEUED'::text));
CREATE INDEX command_look_single ON public.command USING btree (look_at) WHERE ((look_at IS NOT NULL) AND (state = 'QUEUED'::text) AND (bulk_id IS NULL));
CREATE INDEX command_open ON public.command USING btree (terminal_id, requested_at) WHERE (finished_at IS NULL);
CREATE INDEX command_pending ON public.command USING btree (requested_at, id) WHERE ((state = 'PENDING_APPROVAL'::text) AND (bulk_id IS NULL));
CREATE INDEX command_terminal ON public.command USING btree (terminal_id, requested_at DESC, id);
CREATE INDEX command_waits ON public.command USING btree (waits_for) WHERE ((waits_for IS NOT NULL) AND (finished_at IS NULL));
-- row security enabled and forced (fillfactor=70)
create policy app on command for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on command for all to budeng_gateway using (true) with check (true);
create policy owner on command for all to budeng_owner using (true) with check (true);
create policy worker on command for all to budeng_worker using (true) with check (true);
grant insert, select, update on command to budeng_app;
grant select, update on command to budeng_gateway;
grant insert, select, update on command to budeng_worker;

create table connection (
  terminal_id text collate "C" not null,
  device_id text collate "C" not null,
  gateway_id text not null,
  fence bigint not null,
  conn bigint not null,
  connected boolean not null,
  ready boolean default false not null,
  connected_at timestamp with time zone not null,
  disconnected_at timestamp with time zone,
  takeovers integer default 0 not null,
  takeovers_at timestamp with time zone[] default '{}'::timestamp with time zone[] not null,
  slowed integer default 1 not null,
  behind_at timestamp with time zone,
  well_since boolean
);
alter table connection add constraint connection_pkey PRIMARY KEY (terminal_id);
alter table connection add constraint connection_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
CREATE INDEX connection_gateway ON public.connection USING btree (gateway_id) WHERE connected;
-- row security enabled and forced (fillfactor=70)
create policy app on connection for all to budeng_app using (( SELECT true FROM terminal parent WHERE (parent.id = connection.terminal_id))) with check (( SELECT true FROM terminal parent WHERE (parent.id = connection.terminal_id)));
create policy gateway on connection for all to budeng_gateway using (true) with check (true);
create policy owner on connection for all to budeng_owner using (true) with check (true);
create policy worker on connection for all to budeng_worker using (true) with check (true);
grant select on connection to budeng_app;
grant insert, select, update on connection to budeng_gateway;
grant select, update on connection to budeng_worker;

create table consistency_proof (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  id text collate "C" not null,
  epoch integer not null,
  batch_id text collate "C",
  kind text not null,
  from_seq bigint not null,
  through_seq bigint not null,
  root_terminal bytea not null,
  root_host bytea not null,
  totals_equal boolean,
  equal boolean not null,
  tag_terminal bytea,
  tag_host bytea,
  proven_at timestamp with time zone not null
);
alter table consistency_proof add constraint consistency_proof_kind_check CHECK ((kind = ANY (ARRAY['HEARTBEAT'::text, 'BATCH'::text, 'ROUNDS'::text, 'CORRECTION'::text])));
alter table consistency_proof add constraint consistency_proof_pkey PRIMARY KEY (id);
CREATE INDEX consistency_proof_batch ON public.consistency_proof USING btree (batch_id) WHERE (batch_id IS NOT NULL);
CREATE INDEX consistency_proof_terminal ON public.consistency_proof USING btree (terminal_id, epoch, proven_at);
CREATE TRIGGER stays BEFORE DELETE OR UPDATE ON public.consistency_proof FOR EACH ROW EXECUTE FUNCTION journal_stays();
CREATE TRIGGER stays_whole BEFORE TRUNCATE ON public.consistency_proof FOR EACH STATEMENT EXECUTE FUNCTION journal_stays();
-- row security enabled and forced
create policy app on consistency_proof for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on consistency_proof for all to budeng_gateway using (true) with check (true);
create policy owner on consistency_proof for all to budeng_owner using (true) with check (true);
create policy worker on consistency_proof for all to budeng_worker using (true) with check (true);
grant select on consistency_proof to budeng_app;
grant insert, select on consistency_proof to budeng_gateway;
grant insert, select on consistency_proof to budeng_worker;

create table correction (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  id text collate "C" not null,
  kind text not null,
  state text not null,
  epoch integer,
  batch_no text collate "C",
  stan text collate "C",
  msg_class text,
  transaction_id text collate "C",
  base_version integer not null,
  patch jsonb not null,
  diff_hash text not null,
  impact jsonb not null,
  stake jsonb not null,
  flow text,
  tier integer not null,
  maker_id text collate "C",
  maker_human text collate "C",
  maker_organisation_id text collate "C",
  rule text,
  rule_version integer,
  case_id text collate "C",
  difference_id text collate "C",
  corrects_id text collate "C",
  drafted_at timestamp with time zone not null,
  submitted_at timestamp with time zone,
  lapses_at timestamp with time zone,
  posted_at timestamp with time zone,
  closed_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  proof_id text collate "C",
  facts jsonb not null,
  version integer default 1 not null
);
alter table correction add constraint correction_check CHECK ((((state = 'DRAFT'::text) = (submitted_at IS NULL)) OR (state = 'WITHDRAWN'::text)));
alter table correction add constraint correction_check1 CHECK (((epoch IS NULL) = (stan IS NULL)));
alter table correction add constraint correction_pkey PRIMARY KEY (id);
alter table correction add constraint correction_state_check CHECK ((state = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'PENDING_APPROVAL'::text, 'APPROVED'::text, 'POSTED'::text, 'SENT'::text, 'TERMINAL_APPLIED'::text, 'VERIFIED'::text, 'CLOSED'::text, 'WITHDRAWN'::text, 'INVALID'::text, 'REJECTED'::text, 'EXPIRED'::text, 'STALE'::text, 'POST_FAILED'::text, 'NACKED'::text, 'UNREACHABLE'::text, 'WAIVED'::text])));
CREATE INDEX correction_acquirer ON public.correction USING btree (acquirer_id, drafted_at, id);
CREATE INDEX correction_agent ON public.correction USING btree (agent_id, drafted_at, id) WHERE (agent_id IS NOT NULL);
CREATE INDEX correction_inbox ON public.correction USING btree (acquirer_id, submitted_at, id) WHERE (state = 'PENDING_APPROVAL'::text);
CREATE INDEX correction_maker ON public.correction USING btree (maker_human, submitted_at) WHERE (submitted_at IS NOT NULL);
CREATE INDEX correction_merchant ON public.correction USING btree (merchant_id, drafted_at, id);
CREATE INDEX correction_of_case ON public.correction USING btree (case_id) WHERE (case_id IS NOT NULL);
CREATE INDEX correction_open ON public.correction USING btree (acquirer_id, drafted_at, id) WHERE (state = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'PENDING_APPROVAL'::text, 'APPROVED'::text, 'POSTED'::text, 'SENT'::text, 'TERMINAL_APPLIED'::text, 'VERIFIED'::text, 'POST_FAILED'::text, 'NACKED'::text, 'UNREACHABLE'::text, 'WAIVED'::text]));
CREATE INDEX correction_store ON public.correction USING btree (store_id, drafted_at, id);
CREATE INDEX correction_terminal ON public.correction USING btree (terminal_id, epoch, drafted_at, id);
CREATE INDEX correction_to_lapse ON public.correction USING btree (lapses_at, id) WHERE (state = ANY (ARRAY['PENDING_APPROVAL'::text, 'APPROVED'::text, 'POST_FAILED'::text]));
CREATE INDEX correction_to_move ON public.correction USING btree (changed_at, id) WHERE (state = ANY (ARRAY['SUBMITTED'::text, 'APPROVED'::text, 'POSTED'::text, 'VERIFIED'::text]));
CREATE INDEX correction_to_prove ON public.correction USING btree (terminal_id, epoch) WHERE (state = ANY (ARRAY['POSTED'::text, 'TERMINAL_APPLIED'::text]));
CREATE INDEX correction_transaction ON public.correction USING btree (transaction_id, drafted_at, id) WHERE (transaction_id IS NOT NULL);
CREATE UNIQUE INDEX correction_under_way ON public.correction USING btree (terminal_id, epoch, batch_no, stan, msg_class) WHERE ((epoch IS NOT NULL) AND (state = ANY (ARRAY['SUBMITTED'::text, 'PENDING_APPROVAL'::text, 'APPROVED'::text, 'POST_FAILED'::text])));
CREATE INDEX correction_unproven ON public.correction USING btree (acquirer_id, posted_at, id) WHERE (state = ANY (ARRAY['POSTED'::text, 'SENT'::text, 'TERMINAL_APPLIED'::text, 'NACKED'::text, 'UNREACHABLE'::text, 'WAIVED'::text]));
CREATE INDEX correction_unreachable ON public.correction USING btree (changed_at, id) WHERE (state = 'UNREACHABLE'::text);
-- row security enabled and forced (fillfactor=60)
create policy app on correction for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on correction for all to budeng_gateway using (true) with check (true);
create policy owner on correction for all to budeng_owner using (true) with check (true);
create policy worker on correction for all to budeng_worker using (true) with check (true);
grant insert, select, update on correction to budeng_app;
grant select, update on correction to budeng_gateway;
grant insert, select, update on correction to budeng_worker;

create table correction_adjustment (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  correction_id text collate "C" not null,
  batch_id text collate "C" not null,
  open_batch_id text collate "C",
  currency text not null,
  exponent integer not null,
  card_scope text not null,
  side text not null,
  count integer not null,
  amount bigint not null,
  links jsonb not null,
  at timestamp with time zone not null
);
alter table correction_adjustment add constraint correction_adjustment_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batch(id);
alter table correction_adjustment add constraint correction_adjustment_card_scope_check CHECK ((card_scope = ANY (ARRAY['DOMESTIC'::text, 'FOREIGN'::text])));
alter table correction_adjustment add constraint correction_adjustment_correction_id_fkey FOREIGN KEY (correction_id) REFERENCES correction(id);
alter table correction_adjustment add constraint correction_adjustment_open_batch_id_fkey FOREIGN KEY (open_batch_id) REFERENCES batch(id);
alter table correction_adjustment add constraint correction_adjustment_pkey PRIMARY KEY (correction_id, batch_id, terminal_id, at, currency, exponent, card_scope, side);
alter table correction_adjustment add constraint correction_adjustment_side_check CHECK ((side = ANY (ARRAY['DEBIT'::text, 'CREDIT'::text])));
CREATE INDEX correction_adjustment_batch ON public.correction_adjustment USING btree (batch_id);
CREATE INDEX correction_adjustment_open ON public.correction_adjustment USING btree (open_batch_id) WHERE (open_batch_id IS NOT NULL);
CREATE INDEX correction_adjustment_waits ON public.correction_adjustment USING btree (terminal_id) WHERE (open_batch_id IS NULL);
-- row security enabled and forced
create policy app on correction_adjustment for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on correction_adjustment for all to budeng_gateway using (true) with check (true);
create policy owner on correction_adjustment for all to budeng_owner using (true) with check (true);
create policy worker on correction_adjustment for all to budeng_worker using (true) with check (true);
grant select on correction_adjustment to budeng_app;
grant insert, select, update (open_batch_id, count, amount) on correction_adjustment to budeng_gateway;
grant insert, select, update (count, amount) on correction_adjustment to budeng_worker;

create table correction_case (
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C",
  store_id text collate "C",
  terminal_id text collate "C",
  path ltree not null,
  cause text collate "C" not null,
  rule text not null,
  rule_version integer not null,
  state text not null,
  severity text not null,
  amount bigint,
  currency text,
  exponent integer,
  opened_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  verdict text,
  judged_by text collate "C",
  judged_at timestamp with time zone,
  facts jsonb not null,
  version integer default 1 not null,
  suppressed_until timestamp with time zone,
  propose_at timestamp with time zone,
  lapsed_at timestamp with time zone
);
alter table correction_case add constraint correction_case_pkey PRIMARY KEY (id);
alter table correction_case add constraint correction_case_state_check CHECK ((state = ANY (ARRAY['OPEN'::text, 'PROPOSED'::text, 'CLOSED'::text, 'SUPPRESSED'::text, 'DISMISSED'::text])));
alter table correction_case add constraint correction_case_verdict_check CHECK ((verdict = ANY (ARRAY['RIGHT'::text, 'WRONG'::text])));
CREATE INDEX correction_case_acquirer ON public.correction_case USING btree (acquirer_id, opened_at, id);
CREATE INDEX correction_case_agent ON public.correction_case USING btree (agent_id, opened_at, id) WHERE (agent_id IS NOT NULL);
CREATE UNIQUE INDEX correction_case_cause ON public.correction_case USING btree (acquirer_id, cause) WHERE (state = ANY (ARRAY['OPEN'::text, 'PROPOSED'::text, 'SUPPRESSED'::text]));
CREATE INDEX correction_case_causes ON public.correction_case USING btree (acquirer_id, cause, opened_at);
CREATE INDEX correction_case_judged ON public.correction_case USING btree (acquirer_id, rule, judged_at) WHERE (judged_at IS NOT NULL);
CREATE INDEX correction_case_merchant ON public.correction_case USING btree (merchant_id, opened_at, id) WHERE (merchant_id IS NOT NULL);
CREATE INDEX correction_case_money ON public.correction_case USING btree (acquirer_id, amount DESC NULLS LAST, id) WHERE (state = ANY (ARRAY['OPEN'::text, 'PROPOSED'::text, 'SUPPRESSED'::text]));
CREATE INDEX correction_case_of_terminal ON public.correction_case USING btree (terminal_id) WHERE ((state = ANY (ARRAY['OPEN'::text, 'PROPOSED'::text, 'SUPPRESSED'::text])) AND (terminal_id IS NOT NULL));
CREATE INDEX correction_case_open ON public.correction_case USING btree (acquirer_id, opened_at, id) WHERE (state = ANY (ARRAY['OPEN'::text, 'PROPOSED'::text, 'SUPPRESSED'::text]));
CREATE INDEX correction_case_store ON public.correction_case USING btree (store_id, opened_at, id) WHERE (store_id IS NOT NULL);
CREATE INDEX correction_case_suppressed ON public.correction_case USING btree (suppressed_until, id) WHERE (state = 'SUPPRESSED'::text);
CREATE INDEX correction_case_terminal ON public.correction_case USING btree (terminal_id, opened_at, id) WHERE (terminal_id IS NOT NULL);
CREATE INDEX correction_case_to_propose ON public.correction_case USING btree (propose_at, id) WHERE (propose_at IS NOT NULL);
-- row security enabled and forced (fillfactor=60)
create policy app on correction_case for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on correction_case for all to budeng_owner using (true) with check (true);
create policy worker on correction_case for all to budeng_worker using (true) with check (true);
grant select, update on correction_case to budeng_app;
grant insert, select, update on correction_case to budeng_worker;

create table correction_decision (
  correction_id text collate "C" not null,
  place integer not null,
  path ltree not null,
  verdict text not null,
  person_id text collate "C" not null,
  human_id text collate "C" not null,
  organisation_id text collate "C" not null,
  hash text not null,
  note text not null,
  at timestamp with time zone not null
);
alter table correction_decision add constraint correction_decision_correction_id_fkey FOREIGN KEY (correction_id) REFERENCES correction(id);
alter table correction_decision add constraint correction_decision_pkey PRIMARY KEY (correction_id, place);
alter table correction_decision add constraint correction_decision_verdict_check CHECK ((verdict = ANY (ARRAY['APPROVED'::text, 'REJECTED'::text, 'WAIVED'::text])));
CREATE UNIQUE INDEX correction_decision_human ON public.correction_decision USING btree (correction_id, human_id) WHERE (verdict = 'APPROVED'::text);
CREATE TRIGGER correction_decision_append_only BEFORE DELETE OR UPDATE ON public.correction_decision FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER correction_decision_not_emptied BEFORE TRUNCATE ON public.correction_decision FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- row security enabled and forced
create policy app on correction_decision for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on correction_decision for all to budeng_owner using (true) with check (true);
create policy worker on correction_decision for all to budeng_worker using (true) with check (true);
grant insert, select on correction_decision to budeng_app;
grant select on correction_decision to budeng_worker;

create table correction_limit (
  acquirer_id text collate "C" not null,
  currency text collate "C" not null,
  path ltree not null,
  tier_one bigint not null,
  tier_two bigint not null,
  day_stake bigint not null,
  day_count integer not null,
  automatic bigint not null,
  changed_by text collate "C" not null,
  changed_at timestamp with time zone not null,
  change_id text collate "C" not null,
  version integer default 1 not null
);
alter table correction_limit add constraint correction_limit_check CHECK ((tier_two >= tier_one));
alter table correction_limit add constraint correction_limit_check1 CHECK (((automatic >= 0) AND (automatic <= tier_one)));
alter table correction_limit add constraint correction_limit_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text));
alter table correction_limit add constraint correction_limit_day_count_check CHECK ((day_count >= 0));
alter table correction_limit add constraint correction_limit_day_stake_check CHECK ((day_stake >= 0));
alter table correction_limit add constraint correction_limit_pkey PRIMARY KEY (acquirer_id, currency);
alter table correction_limit add constraint correction_limit_tier_one_check CHECK ((tier_one >= 0));
-- row security enabled and forced
create policy app on correction_limit for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on correction_limit for all to budeng_owner using (true) with check (true);
create policy worker on correction_limit for all to budeng_worker using (true) with check (true);
grant insert, select, update on correction_limit to budeng_app;
grant select on correction_limit to budeng_worker;

create table correction_version (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  correction_id text collate "C" not null,
  transaction_id text collate "C",
  epoch integer,
  version integer not null,
  op text,
  patch jsonb not null,
  target_seq bigint,
  target_leaf bytea,
  entry_ids bigint[] not null,
  original_date date not null,
  effective_date date not null,
  posted_at timestamp with time zone not null
);
alter table correction_version add constraint correction_version_correction_id_fkey FOREIGN KEY (correction_id) REFERENCES correction(id);
alter table correction_version add constraint correction_version_pkey PRIMARY KEY (correction_id);
CREATE INDEX correction_version_day ON public.correction_version USING btree (acquirer_id, effective_date);
CREATE UNIQUE INDEX correction_version_key ON public.correction_version USING btree (transaction_id, version) WHERE (op IS NOT NULL);
CREATE INDEX correction_version_transaction ON public.correction_version USING btree (transaction_id, version) WHERE (transaction_id IS NOT NULL);
CREATE TRIGGER correction_version_append_only BEFORE DELETE OR UPDATE ON public.correction_version FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER correction_version_not_emptied BEFORE TRUNCATE ON public.correction_version FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- row security enabled and forced
create policy app on correction_version for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on correction_version for all to budeng_gateway using (true) with check (true);
create policy owner on correction_version for all to budeng_owner using (true) with check (true);
create policy worker on correction_version for all to budeng_worker using (true) with check (true);
grant select on correction_version to budeng_app;
grant select on correction_version to budeng_gateway;
grant insert, select on correction_version to budeng_worker;

create table csv_mapping (
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  path ltree not null,
  name text not null,
  mapping jsonb not null,
  created_by text collate "C" not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  version integer default 1 not null
);
alter table csv_mapping add constraint csv_mapping_acquirer_id_name_key UNIQUE (acquirer_id, name);
alter table csv_mapping add constraint csv_mapping_pkey PRIMARY KEY (id);
-- row security enabled and forced
create policy app on csv_mapping for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on csv_mapping for all to budeng_owner using (true) with check (true);
create policy worker on csv_mapping for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on csv_mapping to budeng_app;
grant select on csv_mapping to budeng_worker;

create table deputy (
  id text collate "C" not null,
  absent_id text collate "C" not null,
  deputy_id text collate "C" not null,
  node_id text collate "C" not null,
  path ltree not null,
  role text not null,
  reason text not null,
  set_by text collate "C" not null,
  set_at timestamp with time zone not null,
  until timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_by text collate "C",
  version integer default 1 not null
);
alter table deputy add constraint deputy_absent_id_fkey FOREIGN KEY (absent_id) REFERENCES person(id);
alter table deputy add constraint deputy_deputy_id_fkey FOREIGN KEY (deputy_id) REFERENCES person(id);
alter table deputy add constraint deputy_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table deputy add constraint deputy_pkey PRIMARY KEY (id);
CREATE INDEX deputy_absent ON public.deputy USING btree (absent_id, until);
CREATE INDEX deputy_deputy ON public.deputy USING btree (deputy_id, until);
CREATE INDEX deputy_set ON public.deputy USING btree (set_at DESC, id);
-- row security enabled and forced
create policy app on deputy for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (deputy_id = NULLIF(current_setting('app.person'::text, true), ''::text)) OR (absent_id = NULLIF(current_setting('app.person'::text, true), ''::text)))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (deputy_id = NULLIF(current_setting('app.person'::text, true), ''::text)) OR (absent_id = NULLIF(current_setting('app.person'::text, true), ''::text))));
create policy owner on deputy for all to budeng_owner using (true) with check (true);
create policy worker on deputy for all to budeng_worker using (true) with check (true);
grant insert, select, update on deputy to budeng_app;
grant select (path), update (path) on deputy to budeng_worker;

create table detection_journal (
  terminal_id text collate "C" not null,
  epoch integer not null,
  looked_seq bigint not null
);
alter table detection_journal add constraint detection_journal_pkey PRIMARY KEY (terminal_id, epoch);
-- row security enabled and forced (fillfactor=60)
create policy owner on detection_journal for all to budeng_owner using (true) with check (true);
create policy worker on detection_journal for all to budeng_worker using (true) with check (true);
grant insert, select, update on detection_journal to budeng_worker;

create table detection_key (
  key bytea not null,
  transaction_id text collate "C" not null,
  at timestamp with time zone not null
);
alter table detection_key add constraint detection_key_pkey PRIMARY KEY (key, transaction_id);
CREATE INDEX detection_key_at ON public.detection_key USING btree (at);
-- row security enabled and forced
create policy owner on detection_key for all to budeng_owner using (true) with check (true);
create policy worker on detection_key for all to budeng_worker using (true) with check (true);
grant delete, insert, select on detection_key to budeng_worker;

create table detection_place (
  terminal_id text collate "C" not null,
  batch_no text collate "C" not null,
  stan text collate "C" not null,
  msg_class text collate "C" not null,
  due_at timestamp with time zone not null,
  since timestamp with time zone not null
);
alter table detection_place add constraint detection_place_pkey PRIMARY KEY (terminal_id, batch_no, stan, msg_class);
-- row security enabled and forced (fillfactor=75)
create policy owner on detection_place for all to budeng_owner using (true) with check (true);
create policy worker on detection_place for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on detection_place to budeng_worker;

create table detection_terminal (
  terminal_id text collate "C" not null,
  due_at timestamp with time zone,
  looked_at timestamp with time zone,
  day date
);
alter table detection_terminal add constraint detection_terminal_pkey PRIMARY KEY (terminal_id);
CREATE INDEX detection_terminal_day ON public.detection_terminal USING btree (terminal_id) WHERE (day IS NOT NULL);
CREATE INDEX detection_terminal_due ON public.detection_terminal USING btree (due_at) WHERE (due_at IS NOT NULL);
-- row security enabled and forced (fillfactor=60)
create policy owner on detection_terminal for all to budeng_owner using (true) with check (true);
create policy worker on detection_terminal for all to budeng_worker using (true) with check (true);
grant insert, select, update on detection_terminal to budeng_worker;

create table detection_window (
  acquirer_id text collate "C" not null,
  what text not null,
  grp text collate "C" not null,
  slot timestamp with time zone not null,
  count integer not null
);
alter table detection_window add constraint detection_window_pkey PRIMARY KEY (acquirer_id, what, grp, slot);
alter table detection_window add constraint detection_window_what_check CHECK ((what = ANY (ARRAY['REVERSALS'::text, 'DECLINES'::text])));
CREATE INDEX detection_window_at ON public.detection_window USING btree (slot);
-- row security enabled and forced
create policy owner on detection_window for all to budeng_owner using (true) with check (true);
create policy worker on detection_window for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on detection_window to budeng_worker;

create table device (
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  path ltree not null,
  serial text collate "C" not null,
  model text default ''::text not null,
  state text default 'IN_STOCK'::text not null,
  terminal_id text collate "C",
  public_key text,
  mqtt_secret_hash bytea,
  key_list_version integer default 0 not null,
  versions jsonb default '{}'::jsonb not null,
  supports text[],
  boot integer,
  command_seq bigint default 0 not null,
  enrolled_at timestamp with time zone,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone not null,
  version integer default 1 not null,
  held_at timestamp with time zone
);
alter table device add constraint device_acquirer_id_fkey FOREIGN KEY (acquirer_id) REFERENCES node(id);
alter table device add constraint device_acquirer_id_serial_key UNIQUE (acquirer_id, serial);
alter table device add constraint device_pkey PRIMARY KEY (id);
alter table device add constraint device_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
CREATE INDEX device_blocked ON public.device USING btree (terminal_id) WHERE (state = 'BLOCKED'::text);
CREATE UNIQUE INDEX device_terminal ON public.device USING btree (terminal_id) WHERE (state = 'ASSIGNED'::text);
CREATE TRIGGER device_acquirer BEFORE INSERT OR UPDATE OF terminal_id, acquirer_id ON public.device FOR EACH ROW WHEN ((new.terminal_id IS NOT NULL)) EXECUTE FUNCTION device_in_its_acquirer();
CREATE TRIGGER device_training BEFORE INSERT OR UPDATE OF serial, acquirer_id ON public.device FOR EACH ROW EXECUTE FUNCTION device_keeps_apart();
-- row security enabled and forced
create policy app on device for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on device for all to budeng_gateway using (true) with check (true);
create policy owner on device for all to budeng_owner using (true) with check (true);
create policy worker on device for all to budeng_worker using (true) with check (true);
grant insert, select, update on device to budeng_app;
grant select, update on device to budeng_gateway;
grant select, update on device to budeng_worker;

create table device_link_secret (
  device_id text collate "C" not null,
  epoch integer not null,
  sealed bytea not null
);
alter table device_link_secret add constraint device_link_secret_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id);
alter table device_link_secret add constraint device_link_secret_pkey PRIMARY KEY (device_id);
-- row security enabled and forced
create policy app on device_link_secret for all to budeng_app using (( SELECT true FROM device parent WHERE (parent.id = device_link_secret.device_id))) with check (( SELECT true FROM device parent WHERE (parent.id = device_link_secret.device_id)));
create policy gateway on device_link_secret for all to budeng_gateway using (true) with check (true);
create policy owner on device_link_secret for all to budeng_owner using (true) with check (true);
grant insert, select (device_id, epoch), update on device_link_secret to budeng_app;
grant select on device_link_secret to budeng_gateway;

create table device_presence_secret (
  device_id text collate "C" not null,
  sealed bytea not null
);
alter table device_presence_secret add constraint device_presence_secret_device_id_fkey FOREIGN KEY (device_id) REFERENCES device(id);
alter table device_presence_secret add constraint device_presence_secret_pkey PRIMARY KEY (device_id);
-- row security enabled and forced
create policy app on device_presence_secret for all to budeng_app using (( SELECT true FROM device parent WHERE (parent.id = device_presence_secret.device_id))) with check (( SELECT true FROM device parent WHERE (parent.id = device_presence_secret.device_id)));
create policy owner on device_presence_secret for all to budeng_owner using (true) with check (true);
grant insert, select, update on device_presence_secret to budeng_app;

create table difference_count (
  node_id text collate "C" not null,
  share integer not null,
  currency text collate "C" not null,
  exponent integer not null,
  path ltree not null,
  count integer default 0 not null,
  amount bigint default 0 not null
);
alter table difference_count add constraint difference_count_pkey PRIMARY KEY (node_id, share, currency, exponent);
-- row security enabled and forced (fillfactor=50)
create policy app on difference_count for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on difference_count for all to budeng_owner using (true) with check (true);
create policy worker on difference_count for all to budeng_worker using (true) with check (true);
grant select, update (path) on difference_count to budeng_app;
grant select, update (path) on difference_count to budeng_worker;

create table dispatch (
  id bigint generated always as identity not null,
  kind text not null,
  command_id text collate "C" not null,
  attempt integer not null,
  seq bigint not null,
  terminal_id text collate "C" not null,
  device_id text collate "C" not null,
  bytes bytea not null,
  created_at timestamp with time zone not null,
  wanted_at timestamp with time zone,
  published_at timestamp with time zone
);
alter table dispatch add constraint dispatch_command_id_fkey FOREIGN KEY (command_id) REFERENCES command(id);
alter table dispatch add constraint dispatch_kind_check CHECK ((kind = ANY (ARRAY['command'::text, 'cancel'::text, 'query'::text])));
alter table dispatch add constraint dispatch_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX dispatch_attempt ON public.dispatch USING btree (command_id, kind, attempt);
CREATE INDEX dispatch_wanted ON public.dispatch USING btree (terminal_id) WHERE (wanted_at IS NOT NULL);
-- row security enabled and forced (fillfactor=70)
create policy app on dispatch for all to budeng_app using (( SELECT true FROM command parent WHERE (parent.id = dispatch.command_id))) with check (( SELECT true FROM command parent WHERE (parent.id = dispatch.command_id)));
create policy gateway on dispatch for all to budeng_gateway using (true) with check (true);
create policy owner on dispatch for all to budeng_owner using (true) with check (true);
create policy worker on dispatch for all to budeng_worker using (true) with check (true);
grant delete, select (id, kind, command_id, attempt, wanted_at, published_at) on dispatch to budeng_app;
grant delete, select, update on dispatch to budeng_gateway;
grant delete, insert, select, update on dispatch to budeng_worker;

create table dispatch_stop (
  id text collate "C" not null,
  node_id text collate "C" not null,
  path ltree not null,
  set_at_id text collate "C" not null,
  since timestamp with time zone not null,
  by text collate "C" not null,
  by_name text not null,
  reason text not null,
  lifted_at timestamp with time zone,
  lifted_by text collate "C",
  lifted_by_name text,
  lift_reason text,
  swept boolean default false not null,
  version integer default 1 not null
);
alter table dispatch_stop add constraint dispatch_stop_check CHECK ((((lifted_at IS NULL) = (lifted_by IS NULL)) AND ((lifted_at IS NULL) = (lift_reason IS NULL))));
alter table dispatch_stop add constraint dispatch_stop_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table dispatch_stop add constraint dispatch_stop_pkey PRIMARY KEY (id);
CREATE INDEX dispatch_stop_since ON public.dispatch_stop USING btree (since DESC, id);
CREATE UNIQUE INDEX dispatch_stop_standing ON public.dispatch_stop USING btree (node_id) WHERE (lifted_at IS NULL);
CREATE INDEX dispatch_stop_sweep ON public.dispatch_stop USING btree (id) WHERE (NOT swept);
-- row security enabled and forced (fillfactor=70)
create policy app on dispatch_stop for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy app_below on dispatch_stop for select to budeng_app using ((path @> (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree)) with check ();
create policy gateway on dispatch_stop for all to budeng_gateway using (true) with check (true);
create policy owner on dispatch_stop for all to budeng_owner using (true) with check (true);
create policy worker on dispatch_stop for all to budeng_worker using (true) with check (true);
grant insert, select, update on dispatch_stop to budeng_app;
grant select on dispatch_stop to budeng_gateway;
grant select, update (path, swept) on dispatch_stop to budeng_worker;

create table enrolment (
  code_hash bytea not null,
  code_sealed bytea not null,
  terminal_id text collate "C" not null,
  path ltree not null,
  serial text collate "C" not null,
  expires_at timestamp with time zone not null,
  request_hash bytea,
  answer bytea,
  used_at timestamp with time zone,
  device_id text collate "C",
  created_by text collate "C",
  created_at timestamp with time zone not null
);
alter table enrolment add constraint enrolment_pkey PRIMARY KEY (code_hash);
alter table enrolment add constraint enrolment_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
CREATE INDEX enrolment_serial ON public.enrolment USING btree (serial);
CREATE TRIGGER enrolment_training BEFORE INSERT OR UPDATE OF serial ON public.enrolment FOR EACH ROW EXECUTE FUNCTION enrolment_keeps_apart();
-- row security enabled and forced
create policy app on enrolment for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (serial = NULLIF(current_setting('app.serial'::text, true), ''::text)))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (serial = NULLIF(current_setting('app.serial'::text, true), ''::text))));
create policy gateway on enrolment for all to budeng_gateway using (true) with check (true);
create policy owner on enrolment for all to budeng_owner using (true) with check (true);
create policy worker on enrolment for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on enrolment to budeng_app;
grant select (code_hash, serial, expires_at, used_at, device_id), update (answer) on enrolment to budeng_gateway;
grant select (code_hash, terminal_id, path, expires_at, answer, used_at), update (path, answer) on enrolment to budeng_worker;

create table event (
  id text collate "C" not null,
  ordinal bigint generated always as identity not null,
  at timestamp with time zone not null,
  type text not null,
  subject text collate "C" not null,
  terminal_id text collate "C",
  acquirer_id text collate "C",
  agent_id text collate "C",
  merchant_id text collate "C",
  store_id text collate "C",
  path ltree not null,
  actor_id text collate "C",
  actor_kind text not null,
  behalf_of text collate "C",
  address text,
  request_id text,
  data jsonb not null
) partition by RANGE (id);
alter table event add constraint event_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['PERSON'::text, 'SERVICE'::text, 'PLATFORM'::text, 'TERMINAL'::text])));
alter table event add constraint event_pkey PRIMARY KEY (id);
CREATE INDEX event_acquirer ON ONLY public.event USING btree (acquirer_id, ordinal) WHERE (acquirer_id IS NOT NULL);
CREATE INDEX event_actor ON ONLY public.event USING btree (actor_id, ordinal) WHERE (actor_kind = ANY (ARRAY['PERSON'::text, 'SERVICE'::text]));
CREATE INDEX event_address ON ONLY public.event USING btree (address, ordinal) WHERE (address IS NOT NULL);
CREATE INDEX event_agent ON ONLY public.event USING btree (agent_id, ordinal) WHERE (agent_id IS NOT NULL);
CREATE INDEX event_behalf ON ONLY public.event USING btree (behalf_of, ordinal) WHERE (behalf_of IS NOT NULL);
CREATE INDEX event_subject ON ONLY public.event USING btree (subject, ordinal) WHERE (subject IS DISTINCT FROM terminal_id);
CREATE INDEX event_terminal ON ONLY public.event USING btree (terminal_id, ordinal) WHERE (terminal_id IS NOT NULL);
-- row security enabled and forced
create policy app on event for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy feed on event for all to budeng_feed using (true) with check (true);
create policy gateway on event for all to budeng_gateway using (true) with check (true);
create policy owner on event for all to budeng_owner using (true) with check (true);
create policy worker on event for all to budeng_worker using (true) with check (true);
grant insert, select on event to budeng_app;
grant select on event to budeng_feed;
grant insert, select on event to budeng_gateway;
grant insert, select on event to budeng_worker;

create table event_checkpoint (
  size bigint not null,
  at timestamp with time zone not null,
  note text not null
);
alter table event_checkpoint add constraint event_checkpoint_pkey PRIMARY KEY (size);
-- row security enabled and forced
create policy app on event_checkpoint for all to budeng_app using ((NULLIF(current_setting('app.path'::text, true), ''::text) IS NOT NULL)) with check ((NULLIF(current_setting('app.path'::text, true), ''::text) IS NOT NULL));
create policy owner on event_checkpoint for all to budeng_owner using (true) with check (true);
create policy worker on event_checkpoint for all to budeng_worker using (true) with check (true);
grant select on event_checkpoint to budeng_app;
grant insert, select on event_checkpoint to budeng_worker;

create table event_leaf (
  position bigint not null,
  hash bytea not null
);
alter table event_leaf add constraint event_leaf_hash_check CHECK ((length(hash) = 32));
alter table event_leaf add constraint event_leaf_pkey PRIMARY KEY ("position");
-- row security enabled and forced
create policy app on event_leaf for all to budeng_app using ((NULLIF(current_setting('app.path'::text, true), ''::text) IS NOT NULL)) with check ((NULLIF(current_setting('app.path'::text, true), ''::text) IS NOT NULL));
create policy owner on event_leaf for all to budeng_owner using (true) with check (true);
create policy worker on event_leaf for all to budeng_worker using (true) with check (true);
grant select on event_leaf to budeng_app;
grant insert, select on event_leaf to budeng_worker;

create table event_order (
  position bigint not null,
  event_id text collate "C" not null
);
alter table event_order add constraint event_order_event_id_key UNIQUE (event_id);
alter table event_order add constraint event_order_pkey PRIMARY KEY ("position");
-- row security enabled and forced
create policy app on event_order for all to budeng_app using (( SELECT true FROM event parent WHERE (parent.id = event_order.event_id))) with check (( SELECT true FROM event parent WHERE (parent.id = event_order.event_id)));
create policy feed on event_order for all to budeng_feed using (true) with check (true);
create policy gateway on event_order for all to budeng_gateway using (true) with check (true);
create policy owner on event_order for all to budeng_owner using (true) with check (true);
create policy worker on event_order for all to budeng_worker using (true) with check (true);
grant select on event_order to budeng_app;
grant select on event_order to budeng_feed;
grant select on event_order to budeng_gateway;
grant insert, select on event_order to budeng_worker;

create table event_pending (
  ordinal bigint not null,
  event_id text collate "C" not null
);
alter table event_pending add constraint event_pending_pkey PRIMARY KEY (ordinal);
-- row security enabled and forced (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000)
create policy app on event_pending for all to budeng_app using (true) with check (true);
create policy gateway on event_pending for all to budeng_gateway using (true) with check (true);
create policy owner on event_pending for all to budeng_owner using (true) with check (true);
create policy worker on event_pending for all to budeng_worker using (true) with check (true);
grant insert on event_pending to budeng_app;
grant insert on event_pending to budeng_gateway;
grant delete, insert, select on event_pending to budeng_worker;

create table event_removal (
  month text collate "C" not null,
  through_position bigint not null,
  events bigint not null,
  at timestamp with time zone not null
);
alter table event_removal add constraint event_removal_pkey PRIMARY KEY (month);
-- row security enabled and forced
create policy app on event_removal for all to budeng_app using ((NULLIF(current_setting('app.path'::text, true), ''::text) IS NOT NULL)) with check ((NULLIF(current_setting('app.path'::text, true), ''::text) IS NOT NULL));
create policy feed on event_removal for all to budeng_feed using (true) with check (true);
create policy gateway on event_removal for all to budeng_gateway using (true) with check (true);
create policy owner on event_removal for all to budeng_owner using (true) with check (true);
create policy worker on event_removal for all to budeng_worker using (true) with check (true);
grant select on event_removal to budeng_app;
grant select on event_removal to budeng_feed;
grant select on event_removal to budeng_gateway;
grant select on event_removal to budeng_worker;

create table event_subtree (
  level integer not null,
  place bigint not null,
  hash bytea not null
);
alter table event_subtree add constraint event_subtree_hash_check CHECK ((length(hash) = 32));
alter table event_subtree add constraint event_subtree_level_check CHECK ((level > 0));
alter table event_subtree add constraint event_subtree_pkey PRIMARY KEY (level, place);
-- row security enabled and forced
create policy app on event_subtree for all to budeng_app using ((NULLIF(current_setting('app.path'::text, true), ''::text) IS NOT NULL)) with check ((NULLIF(current_setting('app.path'::text, true), ''::text) IS NOT NULL));
create policy owner on event_subtree for all to budeng_owner using (true) with check (true);
create policy worker on event_subtree for all to budeng_worker using (true) with check (true);
grant select on event_subtree to budeng_app;
grant insert, select on event_subtree to budeng_worker;

create table evidence (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  sha256 bytea not null,
  name text not null,
  type text not null,
  bytes bigint not null,
  created_by text collate "C" not null,
  created_at timestamp with time zone not null
);
alter table evidence add constraint evidence_bytes_check CHECK ((bytes > 0));
alter table evidence add constraint evidence_pkey PRIMARY KEY (terminal_id, sha256);
alter table evidence add constraint evidence_sha256_check CHECK ((length(sha256) = 32));
CREATE INDEX evidence_sha256 ON public.evidence USING btree (sha256);
CREATE TRIGGER evidence_append_only BEFORE DELETE OR UPDATE ON public.evidence FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER evidence_not_emptied BEFORE TRUNCATE ON public.evidence FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- row security enabled and forced
create policy app on evidence for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on evidence for all to budeng_owner using (true) with check (true);
create policy worker on evidence for all to budeng_worker using (true) with check (true);
grant insert, select on evidence to budeng_app;
grant select on evidence to budeng_worker;

create table export_job (
  id text collate "C" not null,
  person_id text collate "C" not null,
  session_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  path ltree not null,
  kind text not null,
  format text not null,
  filter jsonb not null,
  language text not null,
  state text not null,
  rows bigint default 0 not null,
  bytes bigint default 0 not null,
  cursor jsonb,
  sha256 bytea,
  problem text,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  downloads integer default 0 not null,
  version integer default 1 not null
);
alter table export_job add constraint export_job_format_check CHECK ((format = ANY (ARRAY['CSV'::text, 'CSV_GB18030'::text, 'JSONL'::text])));
alter table export_job add constraint export_job_kind_check CHECK ((kind = ANY (ARRAY['TRANSACTIONS'::text, 'POSTINGS'::text, 'STATEMENT'::text, 'CORRECTIONS'::text, 'OPEN_DIFFERENCES'::text, 'TERMINALS'::text])));
alter table export_job add constraint export_job_pkey PRIMARY KEY (id);
alter table export_job add constraint export_job_state_check CHECK ((state = ANY (ARRAY['WAITING'::text, 'WRITING'::text, 'READY'::text, 'FAILED'::text, 'CANCELLED'::text, 'EXPIRED'::text])));
CREATE INDEX export_job_ends ON public.export_job USING btree (expires_at) WHERE (state <> 'EXPIRED'::text);
CREATE INDEX export_job_person ON public.export_job USING btree (person_id, created_at, id);
CREATE INDEX export_job_work ON public.export_job USING btree (created_at, id) WHERE (state = ANY (ARRAY['WAITING'::text, 'WRITING'::text]));
-- row security enabled and forced (fillfactor=60)
create policy app on export_job for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on export_job for all to budeng_owner using (true) with check (true);
create policy worker on export_job for all to budeng_worker using (true) with check (true);
grant insert, select, update on export_job to budeng_app;
grant select, update on export_job to budeng_worker;

create table file_import (
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  path ltree not null,
  name text not null,
  format text not null,
  mapping jsonb,
  mapping_id text collate "C",
  business_date date not null,
  original_sha256 bytea not null,
  original_bytes bigint not null,
  stored_sha256 bytea not null,
  stored_bytes bigint not null,
  state text not null,
  position bigint default 0 not null,
  line integer default 0 not null,
  rows integer default 0 not null,
  bad_rows integer default 0 not null,
  unknown_terminals integer default 0 not null,
  matched integer default 0 not null,
  missing_here integer default 0 not null,
  missing_there integer default 0 not null,
  contradicting integer default 0 not null,
  repeated integer default 0 not null,
  problem jsonb,
  created_by text collate "C" not null,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  version integer default 1 not null
);
alter table file_import add constraint file_import_acquirer_id_original_sha256_key UNIQUE (acquirer_id, original_sha256);
alter table file_import add constraint file_import_format_check CHECK ((format = ANY (ARRAY['CSV'::text, 'FLOW'::text])));
alter table file_import add constraint file_import_original_sha256_check CHECK ((length(original_sha256) = 32));
alter table file_import add constraint file_import_pkey PRIMARY KEY (id);
alter table file_import add constraint file_import_state_check CHECK ((state = ANY (ARRAY['WAITING'::text, 'READING'::text, 'MATCHING'::text, 'DONE'::text, 'FAILED'::text, 'CANCELLED'::text])));
alter table file_import add constraint file_import_stored_sha256_check CHECK ((length(stored_sha256) = 32));
CREATE INDEX file_import_day ON public.file_import USING btree (acquirer_id, business_date);
CREATE INDEX file_import_list ON public.file_import USING btree (acquirer_id, created_at, id);
CREATE INDEX file_import_work ON public.file_import USING btree (created_at, id) WHERE (state = ANY (ARRAY['WAITING'::text, 'READING'::text, 'MATCHING'::text]));
-- row security enabled and forced (fillfactor=60)
create policy app on file_import for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on file_import for all to budeng_owner using (true) with check (true);
create policy worker on file_import for all to budeng_worker using (true) with check (true);
grant insert, select, update on file_import to budeng_app;
grant select, update on file_import to budeng_worker;

create table file_line (
  import_id text collate "C" not null,
  line integer not null,
  business_date date not null,
  acquirer_id text collate "C" not null,
  path ltree not null,
  problem jsonb,
  text text,
  terminal_id text collate "C",
  tid text collate "C",
  mid text collate "C",
  kind text,
  stan text collate "C",
  rrn text collate "C",
  auth_code text,
  response_code text,
  pan_masked text,
  amount bigint,
  currency text,
  fee bigint,
  settlement_date date,
  local_time text,
  transaction_id text collate "C",
  state text not null,
  original_stan text collate "C"
) partition by RANGE (business_date);
alter table file_line add constraint file_line_pkey PRIMARY KEY (import_id, line, business_date);
alter table file_line add constraint file_line_state_check CHECK ((state = ANY (ARRAY['BAD'::text, 'MATCHED'::text, 'MISSING_HERE'::text, 'CONTRADICTING'::text, 'REPEATED'::text, 'IGNORED'::text])));
CREATE INDEX file_line_key ON ONLY public.file_line USING btree (terminal_id, stan, business_date) WHERE (terminal_id IS NOT NULL);
CREATE INDEX file_line_state ON ONLY public.file_line USING btree (import_id, state, line);
CREATE INDEX file_line_stranger ON ONLY public.file_line USING btree (acquirer_id, tid, stan) WHERE ((transaction_id IS NULL) AND (tid IS NOT NULL));
CREATE INDEX file_line_stranger_reversal ON ONLY public.file_line USING btree (acquirer_id, tid, original_stan) WHERE ((transaction_id IS NULL) AND (original_stan IS NOT NULL));
CREATE INDEX file_line_stranger_rrn ON ONLY public.file_line USING btree (acquirer_id, tid, rrn) WHERE ((transaction_id IS NULL) AND (stan IS NULL) AND (rrn IS NOT NULL));
CREATE INDEX file_line_transaction ON ONLY public.file_line USING btree (transaction_id) WHERE (transaction_id IS NOT NULL);
-- row security enabled and forced
create policy app on file_line for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on file_line for all to budeng_owner using (true) with check (true);
create policy worker on file_line for all to budeng_worker using (true) with check (true);
grant select on file_line to budeng_app;
grant insert, select, update on file_line to budeng_worker;

create table file_schedule (
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  path ltree not null,
  format text not null,
  mapping_id text collate "C",
  terms jsonb not null,
  declared_by text collate "C" not null,
  declared_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  version integer default 1 not null
);
alter table file_schedule add constraint file_schedule_acquirer_id_fkey FOREIGN KEY (acquirer_id) REFERENCES node(id);
alter table file_schedule add constraint file_schedule_check CHECK (((mapping_id IS NULL) OR (format = 'CSV'::text)));
alter table file_schedule add constraint file_schedule_format_check CHECK ((format = ANY (ARRAY['CSV'::text, 'FLOW'::text])));
alter table file_schedule add constraint file_schedule_mapping_id_fkey FOREIGN KEY (mapping_id) REFERENCES csv_mapping(id);
alter table file_schedule add constraint file_schedule_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX file_schedule_kind ON public.file_schedule USING btree (acquirer_id, format, COALESCE(mapping_id, ''::text)) WHERE (ended_at IS NULL);
-- row security enabled and forced
create policy app on file_schedule for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on file_schedule for all to budeng_owner using (true) with check (true);
create policy worker on file_schedule for all to budeng_worker using (true) with check (true);
grant insert, select, update on file_schedule to budeng_app;
grant select on file_schedule to budeng_worker;

create table fleet_history (
  node_id text collate "C" not null,
  at timestamp with time zone not null,
  online integer not null,
  degraded integer not null,
  offline integer not null,
  approved integer default 0 not null,
  answered integer default 0 not null
);
alter table fleet_history add constraint fleet_history_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table fleet_history add constraint fleet_history_pkey PRIMARY KEY (node_id, at);
CREATE INDEX fleet_history_at ON public.fleet_history USING btree (at);
-- row security enabled and forced
create policy app on fleet_history for all to budeng_app using (( SELECT true FROM node parent WHERE (parent.id = fleet_history.node_id))) with check (( SELECT true FROM node parent WHERE (parent.id = fleet_history.node_id)));
create policy owner on fleet_history for all to budeng_owner using (true) with check (true);
create policy worker on fleet_history for all to budeng_worker using (true) with check (true);
grant select on fleet_history to budeng_app;
grant delete, insert, select, update on fleet_history to budeng_worker;

create table grant_charge (
  command_id text collate "C" not null,
  grant_id text collate "C" not null,
  hour_from timestamp with time zone not null,
  day_from timestamp with time zone not null
);
alter table grant_charge add constraint grant_charge_command_id_fkey FOREIGN KEY (command_id) REFERENCES command(id);
alter table grant_charge add constraint grant_charge_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES agent_grant(id);
alter table grant_charge add constraint grant_charge_pkey PRIMARY KEY (command_id, grant_id);
CREATE INDEX grant_charge_grant ON public.grant_charge USING btree (grant_id);
-- row security enabled and forced
create policy app on grant_charge for all to budeng_app using (( SELECT true FROM agent_grant parent WHERE (parent.id = grant_charge.grant_id))) with check (( SELECT true FROM agent_grant parent WHERE (parent.id = grant_charge.grant_id)));
create policy gateway on grant_charge for all to budeng_gateway using (true) with check (true);
create policy owner on grant_charge for all to budeng_owner using (true) with check (true);
create policy worker on grant_charge for all to budeng_worker using (true) with check (true);
grant delete, insert, select on grant_charge to budeng_app;
grant delete, select on grant_charge to budeng_gateway;
grant delete, insert, select on grant_charge to budeng_worker;

create table grant_spending (
  grant_id text collate "C" not null,
  period text not null,
  starts_at timestamp with time zone not null,
  count integer not null
);
alter table grant_spending add constraint grant_spending_count_check CHECK ((count >= 0));
alter table grant_spending add constraint grant_spending_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES agent_grant(id);
alter table grant_spending add constraint grant_spending_period_check CHECK ((period = ANY (ARRAY['HOUR'::text, 'DAY'::text])));
alter table grant_spending add constraint grant_spending_pkey PRIMARY KEY (grant_id, period, starts_at);
CREATE INDEX grant_spending_age ON public.grant_spending USING btree (starts_at);
-- row security enabled and forced (fillfactor=50)
create policy app on grant_spending for all to budeng_app using (( SELECT true FROM agent_grant parent WHERE (parent.id = grant_spending.grant_id))) with check (( SELECT true FROM agent_grant parent WHERE (parent.id = grant_spending.grant_id)));
create policy gateway on grant_spending for all to budeng_gateway using (true) with check (true);
create policy owner on grant_spending for all to budeng_owner using (true) with check (true);
create policy worker on grant_spending for all to budeng_worker using (true) with check (true);
grant insert, select, update on grant_spending to budeng_app;
grant select, update on grant_spending to budeng_gateway;
grant delete, insert, select, update on grant_spending to budeng_worker;

create table health_day (
  slot integer not null,
  terminal_id text collate "C" not null,
  at timestamp with time zone not null,
  points bytea not null
) partition by LIST (slot);
alter table health_day add constraint health_day_pkey PRIMARY KEY (slot, terminal_id, at);
-- row security enabled and forced
create policy app on health_day for all to budeng_app using (( SELECT true FROM terminal parent WHERE (parent.id = health_day.terminal_id))) with check (( SELECT true FROM terminal parent WHERE (parent.id = health_day.terminal_id)));
create policy owner on health_day for all to budeng_owner using (true) with check (true);
create policy worker on health_day for all to budeng_worker using (true) with check (true);
grant select on health_day to budeng_app;
grant insert, select on health_day to budeng_worker;

create table health_hour (
  slot integer not null,
  terminal_id text collate "C" not null,
  at timestamp with time zone not null,
  points bytea not null
) partition by LIST (slot);
alter table health_hour add constraint health_hour_pkey PRIMARY KEY (slot, terminal_id, at);
-- row security enabled and forced
create policy app on health_hour for all to budeng_app using (( SELECT true FROM terminal parent WHERE (parent.id = health_hour.terminal_id))) with check (( SELECT true FROM terminal parent WHERE (parent.id = health_hour.terminal_id)));
create policy owner on health_hour for all to budeng_owner using (true) with check (true);
create policy worker on health_hour for all to budeng_worker using (true) with check (true);
grant select on health_hour to budeng_app;
grant insert, select on health_hour to budeng_worker;

create table health_sample (
  slot integer not null,
  terminal_id text collate "C" not null,
  at timestamp with time zone not null,
  points bytea not null
) partition by LIST (slot);
alter table health_sample add constraint health_sample_pkey PRIMARY KEY (slot, terminal_id, at);
CREATE INDEX health_sample_at ON ONLY public.health_sample USING brin (at) WITH (pages_per_range='8');
-- row security enabled and forced
create policy app on health_sample for all to budeng_app using (( SELECT true FROM terminal parent WHERE (parent.id = health_sample.terminal_id))) with check (( SELECT true FROM terminal parent WHERE (parent.id = health_sample.terminal_id)));
create policy gateway on health_sample for all to budeng_gateway using (true) with check (true);
create policy owner on health_sample for all to budeng_owner using (true) with check (true);
create policy worker on health_sample for all to budeng_worker using (true) with check (true);
grant select on health_sample to budeng_app;
grant insert on health_sample to budeng_gateway;
grant select on health_sample to budeng_worker;

create table heartbeat (
  terminal_id text collate "C" not null,
  device_id text collate "C" not null,
  conn bigint not null,
  n bigint not null,
  at timestamp with time zone not null,
  sign_on text not null,
  batch_no text,
  epoch integer,
  boot integer,
  in_transaction boolean not null,
  busy boolean not null,
  reversal_pending boolean not null,
  health jsonb not null
);
alter table heartbeat add constraint heartbeat_pkey PRIMARY KEY (terminal_id);
alter table heartbeat add constraint heartbeat_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
-- row security enabled and forced (fillfactor=50)
create policy app on heartbeat for all to budeng_app using (( SELECT true FROM terminal parent WHERE (parent.id = heartbeat.terminal_id))) with check (( SELECT true FROM terminal parent WHERE (parent.id = heartbeat.terminal_id)));
create policy gateway on heartbeat for all to budeng_gateway using (true) with check (true);
create policy owner on heartbeat for all to budeng_owner using (true) with check (true);
create policy worker on heartbeat for all to budeng_worker using (true) with check (true);
grant select on heartbeat to budeng_app;
grant insert, select, update on heartbeat to budeng_gateway;
grant select on heartbeat to budeng_worker;

create table host_record (
  acquirer_id text collate "C" not null,
  position bigint not null,
  path ltree not null,
  terminal_id text collate "C",
  tid text collate "C" not null,
  fact text not null,
  at timestamp with time zone not null,
  batch_no text collate "C" not null,
  stan text collate "C" not null,
  type text,
  mti text,
  fate text,
  response_code text,
  mid text collate "C",
  mid_returned text collate "C",
  amount bigint,
  currency text,
  pan_masked text,
  pan_token text,
  entry_mode text,
  card_scope text,
  rrn text collate "C",
  auth_code text,
  merchant_order text,
  channel_order text,
  local_time text,
  settlement_date date,
  original jsonb,
  detail jsonb,
  received_at timestamp with time zone not null
);
alter table host_record add constraint host_record_pkey PRIMARY KEY (acquirer_id, "position");
CREATE INDEX host_record_key ON public.host_record USING btree (terminal_id, stan, batch_no) WHERE (terminal_id IS NOT NULL);
CREATE INDEX host_record_original ON public.host_record USING btree (terminal_id, ((original ->> 'stan'::text)), ((original ->> 'batch'::text))) WHERE ((terminal_id IS NOT NULL) AND (original IS NOT NULL));
CREATE INDEX host_record_rrn ON public.host_record USING btree (rrn, "position") WHERE (rrn IS NOT NULL);
CREATE INDEX host_record_terminal ON public.host_record USING btree (terminal_id, at, "position") WHERE (terminal_id IS NOT NULL);
CREATE TRIGGER host_record_append_only BEFORE DELETE OR UPDATE ON public.host_record FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER host_record_not_emptied BEFORE TRUNCATE ON public.host_record FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- row security enabled and forced
create policy app on host_record for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on host_record for all to budeng_owner using (true) with check (true);
create policy worker on host_record for all to budeng_worker using (true) with check (true);
grant select on host_record to budeng_app;
grant insert, select on host_record to budeng_worker;

create table idempotency (
  principal text collate "C" not null,
  key text collate "C" not null,
  operation text not null,
  input_hash text not null,
  answer jsonb not null,
  at timestamp with time zone not null
);
alter table idempotency add constraint idempotency_pkey PRIMARY KEY (principal, key);
CREATE INDEX idempotency_at ON public.idempotency USING btree (at);
-- row security enabled and forced
create policy app on idempotency for all to budeng_app using ((principal = NULLIF(current_setting('app.principal'::text, true), ''::text))) with check ((principal = NULLIF(current_setting('app.principal'::text, true), ''::text)));
create policy owner on idempotency for all to budeng_owner using (true) with check (true);
create policy worker on idempotency for all to budeng_worker using (true) with check (true);
grant insert, select, update on idempotency to budeng_app;
grant delete, select (principal, key, at) on idempotency to budeng_worker;

create table identity_provider (
  node_id text collate "C" not null,
  path ltree not null,
  issuer text not null,
  client_id text not null,
  domains text[] not null,
  enabled boolean not null,
  changed_at timestamp with time zone not null,
  version integer default 1 not null,
  name text not null,
  secret_id text collate "C" not null,
  authoritative boolean not null,
  roles text[] not null,
  ask_factor boolean not null
);
alter table identity_provider add constraint identity_provider_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table identity_provider add constraint identity_provider_pkey PRIMARY KEY (node_id);
CREATE INDEX identity_provider_domains ON public.identity_provider USING gin (domains) WHERE enabled;
-- row security enabled and forced
create policy app on identity_provider for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (node_id = NULLIF(current_setting('app.provider'::text, true), ''::text)))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (node_id = NULLIF(current_setting('app.provider'::text, true), ''::text))));
create policy app_domain on identity_provider for select to budeng_app using ((enabled AND (NULLIF(current_setting('app.domain'::text, true), ''::text) = ANY (domains)))) with check ();
create policy owner on identity_provider for all to budeng_owner using (true) with check (true);
grant delete, insert, select, update on identity_provider to budeng_app;

create table incident (
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  path ltree not null,
  kind text not null,
  key text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  hit integer not null,
  out integer not null,
  population integer not null,
  quiet_since timestamp with time zone,
  state text not null,
  standing boolean not null,
  acknowledged_at timestamp with time zone,
  acknowledged_by text collate "C",
  cleared_at timestamp with time zone,
  cleared_by text collate "C",
  claimed_by text collate "C",
  due_at timestamp with time zone not null,
  version integer not null,
  agents text[] default '{}'::text[] not null,
  merged_into text collate "C"
);
alter table incident add constraint incident_acquirer_id_fkey FOREIGN KEY (acquirer_id) REFERENCES node(id);
alter table incident add constraint incident_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES incident(id);
alter table incident add constraint incident_pkey PRIMARY KEY (id);
alter table incident add constraint incident_state_check CHECK ((state = ANY (ARRAY['RAISED'::text, 'ACKNOWLEDGED'::text, 'CLEARED'::text])));
CREATE INDEX incident_due ON public.incident USING btree (due_at) WHERE (state = 'RAISED'::text);
CREATE INDEX incident_merged ON public.incident USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE UNIQUE INDEX incident_open ON public.incident USING btree (acquirer_id, kind, key) WHERE (ended_at IS NULL);
CREATE INDEX incident_started ON public.incident USING btree (started_at DESC, id);
-- row security enabled and forced
create policy app on incident for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR ( SELECT true FROM incident_terminal member WHERE ((member.incident_id = incident.id) AND ((member.path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (member.path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) LIMIT 1))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR ( SELECT true FROM incident_terminal member WHERE ((member.incident_id = incident.id) AND ((member.path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (member.path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) LIMIT 1)));
create policy owner on incident for all to budeng_owner using (true) with check (true);
create policy worker on incident for all to budeng_worker using (true) with check (true);
grant select, update on incident to budeng_app;
grant insert, select, update on incident to budeng_worker;

create table incident_terminal (
  incident_id text collate "C" not null,
  terminal_id text collate "C" not null,
  path ltree not null,
  since timestamp with time zone not null,
  back_at timestamp with time zone
);
alter table incident_terminal add constraint incident_terminal_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incident(id);
alter table incident_terminal add constraint incident_terminal_pkey PRIMARY KEY (incident_id, terminal_id);
alter table incident_terminal add constraint incident_terminal_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
CREATE INDEX incident_terminal_terminal ON public.incident_terminal USING btree (terminal_id, since);
-- row security enabled and forced
create policy app on incident_terminal for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on incident_terminal for all to budeng_owner using (true) with check (true);
create policy worker on incident_terminal for all to budeng_worker using (true) with check (true);
grant select on incident_terminal to budeng_app;
grant delete, insert, select, update on incident_terminal to budeng_worker;

create table invitation (
  id text collate "C" not null,
  node_id text collate "C" not null,
  path ltree not null,
  email text collate "C" not null,
  role text not null,
  token_hash bytea not null,
  invited_by text collate "C" not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  revoked_at timestamp with time zone,
  person_id text collate "C"
);
alter table invitation add constraint invitation_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES person(id);
alter table invitation add constraint invitation_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table invitation add constraint invitation_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) DEFERRABLE INITIALLY DEFERRED;
alter table invitation add constraint invitation_pkey PRIMARY KEY (id);
alter table invitation add constraint invitation_token_hash_key UNIQUE (token_hash);
CREATE INDEX invitation_email ON public.invitation USING btree (email) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));
CREATE INDEX invitation_open ON public.invitation USING btree (node_id, created_at DESC, id) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));
-- row security enabled and forced
create policy app on invitation for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (token_hash = decode(NULLIF(current_setting('app.invitation'::text, true), ''::text), 'hex'::text)))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (token_hash = decode(NULLIF(current_setting('app.invitation'::text, true), ''::text), 'hex'::text))));
create policy owner on invitation for all to budeng_owner using (true) with check (true);
create policy worker on invitation for all to budeng_worker using (true) with check (true);
grant insert, select, update on invitation to budeng_app;
grant delete, select (id, path, expires_at, accepted_at), update (path) on invitation to budeng_worker;

create table journal_archive (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  batch_id text collate "C" not null,
  record_count integer not null,
  sha256 bytea not null,
  bytes bytea not null,
  at timestamp with time zone not null
);
alter table journal_archive add constraint journal_archive_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batch(id);
alter table journal_archive add constraint journal_archive_pkey PRIMARY KEY (batch_id);
alter table journal_archive add constraint journal_archive_sha256_check CHECK ((length(sha256) = 32));
CREATE TRIGGER stays BEFORE DELETE OR UPDATE ON public.journal_archive FOR EACH ROW EXECUTE FUNCTION journal_stays();
CREATE TRIGGER stays_whole BEFORE TRUNCATE ON public.journal_archive FOR EACH STATEMENT EXECUTE FUNCTION journal_stays();
-- row security enabled and forced
create policy app on journal_archive for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on journal_archive for all to budeng_owner using (true) with check (true);
create policy worker on journal_archive for all to budeng_worker using (true) with check (true);
grant select on journal_archive to budeng_app;
grant insert, select on journal_archive to budeng_worker;

create table journal_incident (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  id text collate "C" not null,
  kind text not null,
  epoch integer not null,
  seq bigint not null,
  to_seq bigint not null,
  reason text not null,
  device_id text collate "C",
  leaf bytea,
  payload_hash bytea not null,
  body text,
  at timestamp with time zone not null
);
alter table journal_incident add constraint journal_incident_kind_check CHECK ((kind = ANY (ARRAY['KEY_CONFLICT'::text, 'QUARANTINED'::text, 'UNPROVEN'::text, 'SEQ_GAP'::text, 'CARD_DATA'::text, 'AMENDMENT'::text])));
alter table journal_incident add constraint journal_incident_pkey PRIMARY KEY (id);
alter table journal_incident add constraint journal_incident_terminal_id_epoch_seq_kind_payload_hash_key UNIQUE (terminal_id, epoch, seq, kind, payload_hash);
CREATE INDEX journal_incident_acquirer ON public.journal_incident USING btree (acquirer_id, at, id);
CREATE INDEX journal_incident_agent ON public.journal_incident USING btree (agent_id, at, id) WHERE (agent_id IS NOT NULL);
CREATE INDEX journal_incident_merchant ON public.journal_incident USING btree (merchant_id, at, id);
CREATE TRIGGER stays BEFORE DELETE OR UPDATE ON public.journal_incident FOR EACH ROW EXECUTE FUNCTION journal_stays();
CREATE TRIGGER stays_whole BEFORE TRUNCATE ON public.journal_incident FOR EACH STATEMENT EXECUTE FUNCTION journal_stays();
-- row security enabled and forced
create policy app on journal_incident for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on journal_incident for all to budeng_gateway using (true) with check (true);
create policy owner on journal_incident for all to budeng_owner using (true) with check (true);
create policy worker on journal_incident for all to budeng_worker using (true) with check (true);
grant select on journal_incident to budeng_app;
grant insert, select on journal_incident to budeng_gateway;
grant insert, select on journal_incident to budeng_worker;

create table journal_mark (
  terminal_id text collate "C" not null,
  epoch integer not null,
  at timestamp with time zone not null,
  count_before bigint not null,
  count bigint not null,
  epoch_before integer not null
);
alter table journal_mark add constraint journal_mark_pkey PRIMARY KEY (terminal_id, epoch, at);
-- row security enabled and forced
create policy gateway on journal_mark for all to budeng_gateway using (true) with check (true);
create policy owner on journal_mark for all to budeng_owner using (true) with check (true);
create policy worker on journal_mark for all to budeng_worker using (true) with check (true);
grant insert on journal_mark to budeng_gateway;
grant select on journal_mark to budeng_worker;

create table journal_record (
  terminal_id text collate "C" not null,
  epoch integer not null,
  seq bigint not null,
  state text not null,
  type text,
  batch_no text collate "C",
  stan text collate "C",
  msg_class text collate "C",
  leaf bytea not null,
  proven boolean not null,
  payload_hash bytea not null,
  body text,
  device_id text collate "C" not null,
  path ltree not null,
  occurred_at timestamp with time zone,
  received_at timestamp with time zone not null
) partition by HASH (terminal_id);
alter table journal_record add constraint journal_record_epoch_check CHECK ((epoch > 0));
alter table journal_record add constraint journal_record_leaf_check CHECK ((length(leaf) = 32));
alter table journal_record add constraint journal_record_payload_hash_check CHECK ((length(payload_hash) = 32));
alter table journal_record add constraint journal_record_pkey PRIMARY KEY (terminal_id, epoch, seq);
alter table journal_record add constraint journal_record_seq_check CHECK ((seq > 0));
alter table journal_record add constraint journal_record_state_check CHECK ((state = ANY (ARRAY['TAKEN'::text, 'REPEATED'::text, 'CONFLICT'::text, 'QUARANTINED'::text])));
alter table journal_record add constraint journal_record_terminal_id_epoch_batch_no_stan_msg_class_key UNIQUE (terminal_id, epoch, batch_no, stan, msg_class);
CREATE TRIGGER stays BEFORE DELETE OR UPDATE ON public.journal_record FOR EACH ROW EXECUTE FUNCTION journal_record_stays();
CREATE TRIGGER stays_whole BEFORE TRUNCATE ON public.journal_record FOR EACH STATEMENT EXECUTE FUNCTION journal_stays();
-- row security enabled and forced
create policy app on journal_record for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on journal_record for all to budeng_gateway using (true) with check (true);
create policy owner on journal_record for all to budeng_owner using (true) with check (true);
create policy worker on journal_record for all to budeng_worker using (true) with check (true);
grant select on journal_record to budeng_app;
grant insert, select on journal_record to budeng_gateway;
grant select on journal_record to budeng_worker;

create table journal_stream (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  epoch integer not null,
  through_seq bigint default 0 not null,
  ahead bigint[] default '{}'::bigint[] not null,
  frontier bytea default '\x'::bytea not null,
  root bytea not null,
  unproven integer default 0 not null,
  gap_since timestamp with time zone,
  gap_told boolean default false not null,
  equal_seq bigint default 0 not null,
  equal_frontier bytea default '\x'::bytea not null,
  equal_at timestamp with time zone,
  agreement text default 'UNKNOWN'::text not null,
  compared_seq bigint default 0 not null,
  compared_at timestamp with time zone,
  newest boolean default true not null,
  changed_at timestamp with time zone not null
);
alter table journal_stream add constraint journal_stream_agreement_check CHECK ((agreement = ANY (ARRAY['UNKNOWN'::text, 'EQUAL'::text, 'DIFFERENT'::text])));
alter table journal_stream add constraint journal_stream_pkey PRIMARY KEY (terminal_id, epoch);
CREATE INDEX journal_stream_acquirer ON public.journal_stream USING btree (acquirer_id, agreement, terminal_id) WHERE newest;
CREATE INDEX journal_stream_agent ON public.journal_stream USING btree (agent_id, agreement, terminal_id) WHERE newest;
CREATE INDEX journal_stream_merchant ON public.journal_stream USING btree (merchant_id, agreement, terminal_id) WHERE newest;
CREATE INDEX journal_stream_store ON public.journal_stream USING btree (store_id, agreement, terminal_id) WHERE newest;
CREATE TRIGGER counted AFTER INSERT ON public.journal_stream REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION journal_stream_count();
CREATE TRIGGER recounted AFTER UPDATE ON public.journal_stream REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION journal_stream_count();
CREATE TRIGGER uncounted AFTER DELETE ON public.journal_stream REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION journal_stream_count();
-- row security enabled and forced (fillfactor=50)
create policy app on journal_stream for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on journal_stream for all to budeng_gateway using (true) with check (true);
create policy owner on journal_stream for all to budeng_owner using (true) with check (true);
create policy worker on journal_stream for all to budeng_worker using (true) with check (true);
grant select, update (agent_id, merchant_id, store_id, path) on journal_stream to budeng_app;
grant insert, select, update on journal_stream to budeng_gateway;
grant select, update (agent_id, merchant_id, store_id, path, changed_at) on journal_stream to budeng_worker;

create table key_list (
  version integer not null,
  jws text collate "C" not null,
  root_x text collate "C" not null,
  first_used_at timestamp with time zone not null
);
alter table key_list add constraint key_list_pkey PRIMARY KEY (version);
-- row security enabled and forced
create policy app on key_list for all to budeng_app using (true) with check (true);
create policy gateway on key_list for all to budeng_gateway using (true) with check (true);
create policy owner on key_list for all to budeng_owner using (true) with check (true);
create policy worker on key_list for all to budeng_worker using (true) with check (true);
grant insert, select on key_list to budeng_app;
grant insert, select on key_list to budeng_gateway;
grant insert, select on key_list to budeng_worker;

create table ledger_account (
  id bigint generated always as identity not null,
  kind text not null,
  owner_id text collate "C" not null,
  currency text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C",
  path ltree not null,
  created_at timestamp with time zone not null
);
alter table ledger_account add constraint ledger_account_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text));
alter table ledger_account add constraint ledger_account_kind_check CHECK ((kind = ANY (ARRAY['TERMINAL_CLEARING'::text, 'ACQUIRER_RECEIVABLE'::text, 'MERCHANT_PAYABLE'::text, 'FEE_INCOME'::text, 'AGENT_COMMISSION'::text, 'SUSPENSE_LONG'::text, 'SUSPENSE_SHORT'::text, 'WRITE_OFF'::text])));
alter table ledger_account add constraint ledger_account_owner_id_kind_currency_path_key UNIQUE (owner_id, kind, currency, path);
alter table ledger_account add constraint ledger_account_pkey PRIMARY KEY (id);
CREATE INDEX ledger_account_acquirer ON public.ledger_account USING btree (acquirer_id, id);
CREATE INDEX ledger_account_acquirer_kind ON public.ledger_account USING btree (acquirer_id, kind, id);
CREATE INDEX ledger_account_agent ON public.ledger_account USING btree (agent_id, id) WHERE (agent_id IS NOT NULL);
CREATE INDEX ledger_account_agent_kind ON public.ledger_account USING btree (agent_id, kind, id) WHERE (agent_id IS NOT NULL);
CREATE INDEX ledger_account_merchant ON public.ledger_account USING btree (merchant_id, id) WHERE (merchant_id IS NOT NULL);
-- row security enabled and forced
create policy app on ledger_account for all to budeng_app using ( CASE WHEN ((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)) THEN true ELSE false END) with check ( CASE WHEN ((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)) THEN true ELSE false END);
create policy gateway on ledger_account for all to budeng_gateway using (true) with check (true);
create policy owner on ledger_account for all to budeng_owner using (true) with check (true);
create policy worker on ledger_account for all to budeng_worker using (true) with check (true);
grant insert, select on ledger_account to budeng_app;
grant insert, select on ledger_account to budeng_gateway;
grant insert, select on ledger_account to budeng_worker;

create table ledger_balance (
  account_id bigint not null,
  effective_date date not null,
  acquirer_id text collate "C" not null,
  debit bigint not null,
  credit bigint not null,
  postings bigint not null,
  closing bigint,
  path ltree not null
);
alter table ledger_balance add constraint ledger_balance_pkey PRIMARY KEY (account_id, effective_date);
CREATE INDEX ledger_balance_open ON public.ledger_balance USING btree (acquirer_id, effective_date, account_id) WHERE (closing IS NULL);
-- row security enabled and forced (fillfactor=70)
create policy app on ledger_balance for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on ledger_balance for all to budeng_owner using (true) with check (true);
create policy worker on ledger_balance for all to budeng_worker using (true) with check (true);
grant select on ledger_balance to budeng_app;
grant insert, select, update on ledger_balance to budeng_worker;

create table ledger_entry (
  id bigint not null,
  transaction_id text collate "C" not null,
  version integer not null,
  kind text not null,
  terminal_id text collate "C",
  acquirer_id text collate "C" not null,
  path ltree not null,
  effective_date date not null,
  original_date date not null,
  occurred_at timestamp with time zone,
  recorded_at timestamp with time zone not null,
  gross_minor bigint,
  fee_minor bigint,
  reverses_entry_id bigint,
  tariff_id text collate "C",
  tariff_version integer,
  correction_id text collate "C",
  commission_minor bigint,
  book text default 'TRADE'::text not null,
  fee_base_minor bigint
);
alter table ledger_entry add constraint ledger_entry_book_check CHECK ((book = ANY (ARRAY['TRADE'::text, 'CLEARING'::text, 'PAYOUT'::text, 'WRITE_OFF'::text])));
alter table ledger_entry add constraint ledger_entry_check CHECK (((kind = 'REVERSED'::text) = (reverses_entry_id IS NOT NULL)));
alter table ledger_entry add constraint ledger_entry_check1 CHECK ((effective_date >= original_date));
alter table ledger_entry add constraint ledger_entry_check2 CHECK (((terminal_id IS NOT NULL) OR (book <> 'TRADE'::text)));
alter table ledger_entry add constraint ledger_entry_kind_check CHECK ((kind = ANY (ARRAY['BOOKED'::text, 'REVERSED'::text])));
alter table ledger_entry add constraint ledger_entry_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX ledger_entry_key ON public.ledger_entry USING btree (transaction_id, version, kind, book);
CREATE UNIQUE INDEX ledger_entry_reverses ON public.ledger_entry USING btree (reverses_entry_id) WHERE (reverses_entry_id IS NOT NULL);
CREATE TRIGGER ledger_entry_append_only BEFORE DELETE OR UPDATE ON public.ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_entry_not_emptied BEFORE TRUNCATE ON public.ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_entry_open AFTER INSERT ON public.ledger_entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_check();
-- row security enabled and forced
create policy app on ledger_entry for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on ledger_entry for all to budeng_gateway using (true) with check (true);
create policy owner on ledger_entry for all to budeng_owner using (true) with check (true);
create policy worker on ledger_entry for all to budeng_worker using (true) with check (true);
grant insert, select on ledger_entry to budeng_app;
grant insert, select on ledger_entry to budeng_gateway;
grant insert, select on ledger_entry to budeng_worker;

create table ledger_pending (
  block bigint not null,
  first_date date not null,
  last_date date not null
);
alter table ledger_pending add constraint ledger_pending_pkey PRIMARY KEY (block);
-- row security enabled and forced (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000)
create policy app on ledger_pending for all to budeng_app using ((NULLIF(current_setting('app.path'::text, true), ''::text) IS NOT NULL)) with check ((NULLIF(current_setting('app.path'::text, true), ''::text) IS NOT NULL));
create policy gateway on ledger_pending for all to budeng_gateway using (true) with check (true);
create policy owner on ledger_pending for all to budeng_owner using (true) with check (true);
create policy worker on ledger_pending for all to budeng_worker using (true) with check (true);
grant insert, select on ledger_pending to budeng_app;
grant insert, select on ledger_pending to budeng_gateway;
grant delete, insert, select, update on ledger_pending to budeng_worker;

create table ledger_period (
  acquirer_id text collate "C" not null,
  business_date date not null,
  path ltree not null,
  closed_at timestamp with time zone not null,
  sealed_at timestamp with time zone
);
alter table ledger_period add constraint ledger_period_pkey PRIMARY KEY (acquirer_id, business_date);
CREATE INDEX ledger_period_open ON public.ledger_period USING btree (business_date) WHERE (sealed_at IS NULL);
-- row security enabled and forced
create policy app on ledger_period for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy app_above on ledger_period for select to budeng_app using (((NULLIF(current_setting('app.path'::text, true), ''::text))::ltree <@ path)) with check ();
create policy gateway on ledger_period for all to budeng_gateway using (true) with check (true);
create policy owner on ledger_period for all to budeng_owner using (true) with check (true);
create policy worker on ledger_period for all to budeng_worker using (true) with check (true);
grant select on ledger_period to budeng_app;
grant select on ledger_period to budeng_gateway;
grant insert, select, update on ledger_period to budeng_worker;

create table ledger_posting (
  entry_id bigint not null,
  line integer not null,
  account_id bigint not null,
  effective_date date not null,
  minor bigint not null,
  currency text collate "C" not null
) partition by RANGE (effective_date);
alter table ledger_posting add constraint ledger_posting_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text));
alter table ledger_posting add constraint ledger_posting_pkey PRIMARY KEY (entry_id, line, effective_date);
CREATE INDEX ledger_posting_account ON ONLY public.ledger_posting USING btree (account_id, effective_date, entry_id) INCLUDE (minor);
CREATE TRIGGER ledger_posting_append_only BEFORE DELETE OR UPDATE ON public.ledger_posting FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_posting_not_emptied BEFORE TRUNCATE ON public.ledger_posting FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_posting_zero AFTER INSERT ON public.ledger_posting REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_posting_check();
-- row security enabled and forced
create policy app on ledger_posting for all to budeng_app using (( SELECT true FROM ledger_account parent WHERE (parent.id = ledger_posting.account_id))) with check (( SELECT true FROM ledger_account parent WHERE (parent.id = ledger_posting.account_id)));
create policy gateway on ledger_posting for all to budeng_gateway using (true) with check (true);
create policy owner on ledger_posting for all to budeng_owner using (true) with check (true);
create policy worker on ledger_posting for all to budeng_worker using (true) with check (true);
grant insert, select on ledger_posting to budeng_app;
grant insert, select on ledger_posting to budeng_gateway;
grant insert, select on ledger_posting to budeng_worker;

create table ledger_standing (
  account_id bigint not null,
  path ltree not null,
  minor bigint not null
);
alter table ledger_standing add constraint ledger_standing_pkey PRIMARY KEY (account_id);
-- row security enabled and forced (fillfactor=60)
create policy app on ledger_standing for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on ledger_standing for all to budeng_owner using (true) with check (true);
create policy worker on ledger_standing for all to budeng_worker using (true) with check (true);
grant select on ledger_standing to budeng_app;
grant insert, select, update on ledger_standing to budeng_worker;

create table ledger_total (
  acquirer_id text collate "C" not null,
  kind text not null,
  currency text collate "C" not null,
  effective_date date not null,
  path ltree not null,
  debit bigint not null,
  credit bigint not null,
  postings bigint not null,
  closing bigint
);
alter table ledger_total add constraint ledger_total_pkey PRIMARY KEY (acquirer_id, kind, currency, effective_date);
-- row security enabled and forced (fillfactor=70)
create policy app on ledger_total for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on ledger_total for all to budeng_owner using (true) with check (true);
create policy worker on ledger_total for all to budeng_worker using (true) with check (true);
grant select on ledger_total to budeng_app;
grant insert, select, update on ledger_total to budeng_worker;

create table login_failure (
  id bigint generated always as identity not null,
  email text collate "C" not null,
  address text not null,
  at timestamp with time zone not null
);
alter table login_failure add constraint login_failure_pkey PRIMARY KEY (id);
CREATE INDEX login_failure_address ON public.login_failure USING btree (address, at);
CREATE INDEX login_failure_email ON public.login_failure USING btree (email, at);
-- row security enabled and forced
create policy app on login_failure for all to budeng_app using (((email = NULLIF(current_setting('app.email'::text, true), ''::text)) OR (address = NULLIF(current_setting('app.address'::text, true), ''::text)))) with check (((email = NULLIF(current_setting('app.email'::text, true), ''::text)) OR (address = NULLIF(current_setting('app.address'::text, true), ''::text))));
create policy owner on login_failure for all to budeng_owner using (true) with check (true);
create policy worker on login_failure for all to budeng_worker using (true) with check (true);
grant delete, insert, select on login_failure to budeng_app;
grant delete, select (id, at) on login_failure to budeng_worker;

create table match_position (
  name text collate "C" not null,
  position text collate "C" not null
);
alter table match_position add constraint match_position_pkey PRIMARY KEY (name);
-- row security enabled and forced
create policy owner on match_position for all to budeng_owner using (true) with check (true);
create policy worker on match_position for all to budeng_worker using (true) with check (true);
grant insert, select, update on match_position to budeng_worker;

create table migration (
  id text collate "C" not null,
  applied_at timestamp with time zone default now() not null
);
alter table migration add constraint migration_pkey PRIMARY KEY (id);
-- row security enabled and forced
create policy app on migration for all to budeng_app using (true) with check (true);
create policy gateway on migration for all to budeng_gateway using (true) with check (true);
create policy owner on migration for all to budeng_owner using (true) with check (true);
create policy worker on migration for all to budeng_worker using (true) with check (true);
grant select on migration to budeng_app;
grant select on migration to budeng_gateway;
grant select on migration to budeng_worker;

create table missing_file (
  acquirer_id text collate "C" not null,
  business_date date not null,
  path ltree not null,
  noted_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  import_id text collate "C",
  schedule_id text collate "C" default ''::text not null,
  due_at timestamp with time zone
);
alter table missing_file add constraint missing_file_check CHECK (((import_id IS NULL) OR (ended_at IS NOT NULL)));
alter table missing_file add constraint missing_file_pkey PRIMARY KEY (acquirer_id, business_date, schedule_id);
CREATE INDEX missing_file_open ON public.missing_file USING btree (business_date) WHERE (ended_at IS NULL);
-- row security enabled and forced
create policy app on missing_file for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on missing_file for all to budeng_owner using (true) with check (true);
create policy worker on missing_file for all to budeng_worker using (true) with check (true);
grant select on missing_file to budeng_app;
grant insert, select, update on missing_file to budeng_worker;

create table node (
  id text collate "C" not null,
  parent_id text collate "C",
  kind text not null,
  code text collate "C" not null,
  name text not null,
  path ltree not null,
  time_zone text default 'Asia/Shanghai'::text not null,
  phone text,
  address text,
  contact text,
  created_at timestamp with time zone not null,
  version integer default 1 not null,
  opening_hours jsonb,
  bound_for ltree,
  training boolean
);
alter table node add constraint node_check CHECK (((training IS NULL) OR (training AND (kind = 'ACQUIRER'::text))));
alter table node add constraint node_kind_check CHECK ((kind = ANY (ARRAY['ACQUIRER'::text, 'AGENT'::text, 'MERCHANT'::text, 'STORE'::text])));
alter table node add constraint node_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES node(id);
alter table node add constraint node_path_key UNIQUE (path);
alter table node add constraint node_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX node_acquirer_code ON public.node USING btree (code) WHERE (kind = 'ACQUIRER'::text);
CREATE INDEX node_agent ON public.node USING btree (path) WHERE (kind = 'AGENT'::text);
CREATE INDEX node_bound ON public.node USING btree (id) WHERE (bound_for IS NOT NULL);
CREATE UNIQUE INDEX node_code ON public.node USING btree (parent_id, code) WHERE (parent_id IS NOT NULL);
CREATE INDEX node_name ON public.node USING btree (name, id);
CREATE INDEX node_names ON public.node USING gin (name_keys(kind, path, bound_for, name, code)) WITH (gin_pending_list_limit='256');
CREATE INDEX node_parent ON public.node USING btree (parent_id, name);
CREATE TRIGGER node_training_stays BEFORE UPDATE OF training ON public.node FOR EACH ROW WHEN ((old.training IS DISTINCT FROM new.training)) EXECUTE FUNCTION training_stays();
-- row security enabled and forced
create policy app on node for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (bound_for <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (bound_for <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree)));
create policy gateway on node for all to budeng_gateway using (true) with check (true);
create policy owner on node for all to budeng_owner using (true) with check (true);
create policy worker on node for all to budeng_worker using (true) with check (true);
grant insert, select, update on node to budeng_app;
grant select on node to budeng_gateway;
grant select, update (parent_id, path, version, bound_for) on node to budeng_worker;

create table node_policy (
  node_id text collate "C" not null,
  kind text not null,
  path ltree not null,
  value jsonb,
  version integer not null,
  changed_at timestamp with time zone not null
);
alter table node_policy add constraint node_policy_kind_check CHECK ((kind = ANY (ARRAY['PRESENCE'::text, 'STEP_UP'::text, 'BULK_RAISE'::text, 'BREAK_GLASS'::text, 'RECOVERY'::text])));
alter table node_policy add constraint node_policy_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table node_policy add constraint node_policy_pkey PRIMARY KEY (node_id, kind);
-- row security enabled and forced
create policy app on node_policy for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy app_above on node_policy for select to budeng_app using (((NULLIF(current_setting('app.path'::text, true), ''::text))::ltree <@ path)) with check ();
create policy owner on node_policy for all to budeng_owner using (true) with check (true);
create policy worker on node_policy for all to budeng_worker using (true) with check (true);
grant insert, select, update on node_policy to budeng_app;
grant select, select (path), update (path) on node_policy to budeng_worker;

create table notification (
  destination_id text collate "C" not null,
  event_id text collate "C" not null,
  topic text not null,
  severity text,
  at timestamp with time zone not null,
  facts jsonb not null,
  delivery_id text collate "C"
);
alter table notification add constraint notification_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES notification_delivery(id);
alter table notification add constraint notification_destination_id_fkey FOREIGN KEY (destination_id) REFERENCES notification_destination(id);
alter table notification add constraint notification_pkey PRIMARY KEY (destination_id, event_id);
CREATE INDEX notification_at ON public.notification USING btree (at);
CREATE INDEX notification_of_delivery ON public.notification USING btree (delivery_id) WHERE (delivery_id IS NOT NULL);
CREATE INDEX notification_waiting ON public.notification USING btree (destination_id) WHERE (delivery_id IS NULL);
-- row security enabled and forced
create policy app on notification for all to budeng_app using (( SELECT true FROM notification_destination parent WHERE (parent.id = notification.destination_id))) with check (( SELECT true FROM notification_destination parent WHERE (parent.id = notification.destination_id)));
create policy owner on notification for all to budeng_owner using (true) with check (true);
create policy worker on notification for all to budeng_worker using (true) with check (true);
grant select on notification to budeng_app;
grant delete, insert, select, update on notification to budeng_worker;

create table notification_delivery (
  id text collate "C" not null,
  destination_id text collate "C" not null,
  path ltree not null,
  test boolean not null,
  state text not null,
  total integer not null,
  attempts integer not null,
  answers jsonb not null,
  created_at timestamp with time zone not null,
  next_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  version integer not null
);
alter table notification_delivery add constraint notification_delivery_check CHECK (((state = 'QUEUED'::text) = (ended_at IS NULL)));
alter table notification_delivery add constraint notification_delivery_destination_id_fkey FOREIGN KEY (destination_id) REFERENCES notification_destination(id);
alter table notification_delivery add constraint notification_delivery_pkey PRIMARY KEY (id);
alter table notification_delivery add constraint notification_delivery_state_check CHECK ((state = ANY (ARRAY['QUEUED'::text, 'DELIVERED'::text, 'FAILED'::text])));
CREATE INDEX notification_delivery_ended ON public.notification_delivery USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX notification_delivery_last ON public.notification_delivery USING btree (destination_id, id DESC);
CREATE INDEX notification_delivery_queued ON public.notification_delivery USING btree (destination_id, next_at) WHERE (state = 'QUEUED'::text);
-- row security enabled and forced (fillfactor=70)
create policy app on notification_delivery for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on notification_delivery for all to budeng_owner using (true) with check (true);
create policy worker on notification_delivery for all to budeng_worker using (true) with check (true);
grant insert, select, update on notification_delivery to budeng_app;
grant delete, insert, select, update on notification_delivery to budeng_worker;

create table notification_destination (
  id text collate "C" not null,
  node_id text collate "C" not null,
  path ltree not null,
  name text not null,
  kind text not null,
  language text not null,
  enabled boolean not null,
  address jsonb not null,
  secret_id text collate "C" not null,
  changed_by text collate "C" not null,
  changed_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  version integer not null,
  failures integer not null,
  next_at timestamp with time zone not null,
  lease_until timestamp with time zone
);
alter table notification_destination add constraint notification_destination_kind_check CHECK ((kind = ANY (ARRAY['EMAIL'::text, 'WECOM'::text, 'DINGTALK'::text, 'FEISHU'::text, 'WEBHOOK'::text])));
alter table notification_destination add constraint notification_destination_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text])));
alter table notification_destination add constraint notification_destination_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table notification_destination add constraint notification_destination_pkey PRIMARY KEY (id);
CREATE INDEX notification_destination_node ON public.notification_destination USING btree (node_id) WHERE (removed_at IS NULL);
-- row security enabled and forced (fillfactor=70)
create policy app on notification_destination for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on notification_destination for all to budeng_owner using (true) with check (true);
create policy worker on notification_destination for all to budeng_worker using (true) with check (true);
grant insert, select, update on notification_destination to budeng_app;
grant select, update on notification_destination to budeng_worker;

create table notification_rule (
  id text collate "C" not null,
  destination_id text collate "C" not null,
  path ltree not null,
  outside_id text collate "C",
  topics text[] not null,
  severity text not null,
  hours jsonb,
  enabled boolean not null,
  changed_by text collate "C" not null,
  changed_at timestamp with time zone not null,
  version integer not null
);
alter table notification_rule add constraint notification_rule_destination_id_fkey FOREIGN KEY (destination_id) REFERENCES notification_destination(id);
alter table notification_rule add constraint notification_rule_outside_id_fkey FOREIGN KEY (outside_id) REFERENCES notification_destination(id);
alter table notification_rule add constraint notification_rule_pkey PRIMARY KEY (id);
CREATE INDEX notification_rule_destination ON public.notification_rule USING btree (destination_id);
CREATE INDEX notification_rule_outside ON public.notification_rule USING btree (outside_id) WHERE (outside_id IS NOT NULL);
-- row security enabled and forced
create policy app on notification_rule for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on notification_rule for all to budeng_owner using (true) with check (true);
create policy worker on notification_rule for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on notification_rule to budeng_app;
grant select, update (path) on notification_rule to budeng_worker;

create table notification_secret (
  id text collate "C" not null,
  destination_id text collate "C" not null,
  sealed bytea not null,
  created_at timestamp with time zone not null
);
alter table notification_secret add constraint notification_secret_destination_id_fkey FOREIGN KEY (destination_id) REFERENCES notification_destination(id);
alter table notification_secret add constraint notification_secret_pkey PRIMARY KEY (id);
-- row security enabled and forced
create policy app on notification_secret for all to budeng_app using (( SELECT true FROM notification_destination parent WHERE (parent.id = notification_secret.destination_id))) with check (( SELECT true FROM notification_destination parent WHERE (parent.id = notification_secret.destination_id)));
create policy owner on notification_secret for all to budeng_owner using (true) with check (true);
create policy worker on notification_secret for all to budeng_worker using (true) with check (true);
grant insert on notification_secret to budeng_app;
grant delete, select, update on notification_secret to budeng_worker;

create table open_difference (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  id text collate "C" not null,
  epoch integer not null,
  from_seq bigint not null,
  to_seq bigint not null,
  kind text not null,
  amount bigint,
  currency text,
  exponent integer,
  leaf_host bytea,
  leaf_terminal bytea,
  body_terminal text,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  closed_by_proof text collate "C",
  version integer default 1 not null,
  round_trips integer,
  wire_bytes integer
);
alter table open_difference add constraint open_difference_kind_check CHECK ((kind = ANY (ARRAY['UNLOCATED'::text, 'ALTERED'::text, 'MISSING_HERE'::text, 'MISSING_THERE'::text, 'TOTALS'::text, 'UNPROVEN'::text, 'CONFLICT'::text, 'CORRECTION'::text])));
alter table open_difference add constraint open_difference_pkey PRIMARY KEY (id);
CREATE INDEX open_difference_acquirer ON public.open_difference USING btree (acquirer_id, opened_at, id) WHERE (closed_at IS NULL);
CREATE INDEX open_difference_acquirer_currency ON public.open_difference USING btree (acquirer_id, currency, opened_at) WHERE (closed_at IS NULL);
CREATE INDEX open_difference_agent ON public.open_difference USING btree (agent_id, opened_at, id) WHERE (closed_at IS NULL);
CREATE INDEX open_difference_agent_currency ON public.open_difference USING btree (agent_id, currency, opened_at) WHERE (closed_at IS NULL);
CREATE INDEX open_difference_merchant ON public.open_difference USING btree (merchant_id, opened_at, id) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX open_difference_place ON public.open_difference USING btree (terminal_id, epoch, from_seq, kind) WHERE (closed_at IS NULL);
CREATE INDEX open_difference_store ON public.open_difference USING btree (store_id, opened_at, id) WHERE (closed_at IS NULL);
CREATE TRIGGER counted AFTER INSERT ON public.open_difference REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION open_difference_count();
CREATE TRIGGER recounted AFTER UPDATE ON public.open_difference REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION open_difference_count();
CREATE TRIGGER uncounted AFTER DELETE ON public.open_difference REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION open_difference_count();
-- row security enabled and forced
create policy app on open_difference for all to budeng_app using ( CASE WHEN ((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)) THEN true ELSE false END) with check ( CASE WHEN ((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)) THEN true ELSE false END);
create policy gateway on open_difference for all to budeng_gateway using (true) with check (true);
create policy owner on open_difference for all to budeng_owner using (true) with check (true);
create policy worker on open_difference for all to budeng_worker using (true) with check (true);
grant select, update (closed_at, closed_by_proof, version) on open_difference to budeng_app;
grant insert, select, update on open_difference to budeng_gateway;
grant insert, select, update on open_difference to budeng_worker;

create table organisation_move (
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  path ltree not null,
  node_id text collate "C" not null,
  from_id text collate "C" not null,
  to_id text collate "C" not null,
  from_path ltree not null,
  to_path ltree not null,
  reason text not null,
  requested_by text collate "C" not null,
  requested_at timestamp with time zone not null,
  state text not null,
  terminals integer not null,
  moved_terminals integer default 0 not null,
  organisations integer not null,
  moved_organisations integer default 0 not null,
  ended_commands integer default 0 not null,
  ended_grants integer default 0 not null,
  finished_at timestamp with time zone,
  version integer default 1 not null
);
alter table organisation_move add constraint organisation_move_from_id_fkey FOREIGN KEY (from_id) REFERENCES node(id);
alter table organisation_move add constraint organisation_move_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table organisation_move add constraint organisation_move_pkey PRIMARY KEY (id);
alter table organisation_move add constraint organisation_move_state_check CHECK ((state = ANY (ARRAY['MOVING'::text, 'DONE'::text])));
alter table organisation_move add constraint organisation_move_to_id_fkey FOREIGN KEY (to_id) REFERENCES node(id);
CREATE INDEX organisation_move_list ON public.organisation_move USING btree (requested_at DESC, id);
CREATE UNIQUE INDEX organisation_move_node ON public.organisation_move USING btree (node_id) WHERE (state = 'MOVING'::text);
CREATE INDEX organisation_move_open ON public.organisation_move USING btree (requested_at, id) WHERE (state = 'MOVING'::text);
-- row security enabled and forced
create policy app on organisation_move for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on organisation_move for all to budeng_owner using (true) with check (true);
create policy worker on organisation_move for all to budeng_worker using (true) with check (true);
grant insert, select on organisation_move to budeng_app;
grant select, update on organisation_move to budeng_worker;

create table passkey (
  id text collate "C" not null,
  person_id text collate "C" not null,
  credential_id text collate "C" not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  backed_up boolean not null,
  created_at timestamp with time zone not null,
  used_at timestamp with time zone
);
alter table passkey add constraint passkey_credential_id_key UNIQUE (credential_id);
alter table passkey add constraint passkey_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table passkey add constraint passkey_pkey PRIMARY KEY (id);
CREATE INDEX passkey_person ON public.passkey USING btree (person_id, created_at);
-- row security enabled and forced
create policy app on passkey for all to budeng_app using (( SELECT true FROM person parent WHERE (parent.id = passkey.person_id))) with check (( SELECT true FROM person parent WHERE (parent.id = passkey.person_id)));
create policy owner on passkey for all to budeng_owner using (true) with check (true);
grant delete, insert, select, update on passkey to budeng_app;

create table payout (
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  merchant_id text collate "C" not null,
  path ltree not null,
  currency text collate "C" not null,
  minor bigint not null,
  through_date date not null,
  reference text not null,
  at timestamp with time zone not null,
  told_at timestamp with time zone,
  told_id text collate "C",
  told integer default 0 not null,
  ended_at timestamp with time zone
);
alter table payout add constraint payout_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text));
alter table payout add constraint payout_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES node(id);
alter table payout add constraint payout_minor_check CHECK ((minor > 0));
alter table payout add constraint payout_pkey PRIMARY KEY (id);
CREATE INDEX payout_merchant ON public.payout USING btree (merchant_id, at, id);
CREATE INDEX payout_open ON public.payout USING btree (at, id) WHERE (ended_at IS NULL);
-- row security enabled and forced
create policy app on payout for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on payout for all to budeng_owner using (true) with check (true);
create policy worker on payout for all to budeng_worker using (true) with check (true);
grant insert, select on payout to budeng_app;
grant select, update on payout to budeng_worker;

create table payout_return (
  payout_id text collate "C" not null,
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  merchant_id text collate "C" not null,
  path ltree not null,
  reference text not null,
  reason text not null,
  at timestamp with time zone not null,
  told_at timestamp with time zone,
  told_id text collate "C",
  told integer default 0 not null,
  ended_at timestamp with time zone
);
alter table payout_return add constraint payout_return_id_key UNIQUE (id);
alter table payout_return add constraint payout_return_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES node(id);
alter table payout_return add constraint payout_return_payout_id_fkey FOREIGN KEY (payout_id) REFERENCES payout(id);
alter table payout_return add constraint payout_return_pkey PRIMARY KEY (payout_id);
CREATE INDEX payout_return_merchant ON public.payout_return USING btree (merchant_id);
CREATE INDEX payout_return_open ON public.payout_return USING btree (at, payout_id) WHERE (ended_at IS NULL);
-- row security enabled and forced
create policy app on payout_return for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on payout_return for all to budeng_owner using (true) with check (true);
create policy worker on payout_return for all to budeng_worker using (true) with check (true);
grant insert, select on payout_return to budeng_app;
grant select, update on payout_return to budeng_worker;

create table person (
  id text collate "C" not null,
  email text collate "C" not null,
  name text not null,
  node_id text collate "C" not null,
  path ltree not null,
  role text not null,
  password_hash text not null,
  language text default 'zh-CN'::text not null,
  time_zone text default 'Asia/Shanghai'::text not null,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  version integer default 1 not null,
  human_id text collate "C" not null,
  role_since timestamp with time zone not null,
  kind text default 'HUMAN'::text not null,
  erased_at timestamp with time zone
);
alter table person add constraint person_kind_check CHECK ((kind = ANY (ARRAY['HUMAN'::text, 'SERVICE'::text])));
alter table person add constraint person_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text])));
alter table person add constraint person_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table person add constraint person_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX person_email_node ON public.person USING btree (email, node_id);
CREATE INDEX person_ended ON public.person USING btree (disabled_at, id) WHERE ((erased_at IS NULL) AND (disabled_at IS NOT NULL) AND (kind = 'HUMAN'::text));
CREATE INDEX person_human ON public.person USING btree (human_id);
CREATE INDEX person_node ON public.person USING btree (node_id, name, id);
CREATE INDEX person_path ON public.person USING gist (path);
CREATE INDEX person_service ON public.person USING btree (node_id, name, id) WHERE (kind = 'SERVICE'::text);
CREATE TRIGGER person_defaults BEFORE INSERT ON public.person FOR EACH ROW EXECUTE FUNCTION person_defaults();
-- row security enabled and forced
create policy app on person for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (id = NULLIF(current_setting('app.person'::text, true), ''::text)) OR (email = NULLIF(current_setting('app.email'::text, true), ''::text)))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (id = NULLIF(current_setting('app.person'::text, true), ''::text)) OR (email = NULLIF(current_setting('app.email'::text, true), ''::text))));
create policy owner on person for all to budeng_owner using (true) with check (true);
create policy worker on person for all to budeng_worker using (true) with check (true);
grant insert, select, update on person to budeng_app;
grant select (id, name, path), update (path) on person to budeng_worker;

create table person_identity (
  id text collate "C" not null,
  person_id text collate "C" not null,
  provider_id text collate "C" not null,
  issuer text not null,
  subject text not null,
  email text,
  linked_at timestamp with time zone not null,
  used_at timestamp with time zone
);
alter table person_identity add constraint person_identity_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table person_identity add constraint person_identity_person_id_provider_id_key UNIQUE (person_id, provider_id);
alter table person_identity add constraint person_identity_pkey PRIMARY KEY (id);
alter table person_identity add constraint person_identity_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES node(id);
alter table person_identity add constraint person_identity_provider_id_issuer_subject_key UNIQUE (provider_id, issuer, subject);
-- row security enabled and forced
create policy app on person_identity for all to budeng_app using ((( SELECT true FROM person parent WHERE (parent.id = person_identity.person_id)) OR ((provider_id = NULLIF(current_setting('app.provider'::text, true), ''::text)) AND (subject = NULLIF(current_setting('app.subject'::text, true), ''::text))))) with check ((( SELECT true FROM person parent WHERE (parent.id = person_identity.person_id)) OR ((provider_id = NULLIF(current_setting('app.provider'::text, true), ''::text)) AND (subject = NULLIF(current_setting('app.subject'::text, true), ''::text)))));
create policy owner on person_identity for all to budeng_owner using (true) with check (true);
grant delete, insert, select, update on person_identity to budeng_app;

create table presence_challenge (
  command_id text collate "C" not null,
  person_id text collate "C" not null,
  session_id text collate "C" not null,
  terminal_id text collate "C" not null,
  path ltree not null,
  type text not null,
  params_hash text not null,
  state text not null,
  wrong_count integer default 0 not null,
  created_at timestamp with time zone not null,
  granted_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  version integer default 1 not null
);
alter table presence_challenge add constraint presence_challenge_command_id_fkey FOREIGN KEY (command_id) REFERENCES command(id);
alter table presence_challenge add constraint presence_challenge_pkey PRIMARY KEY (command_id);
alter table presence_challenge add constraint presence_challenge_state_check CHECK ((state = ANY (ARRAY['OPEN'::text, 'GRANTED'::text, 'USED'::text, 'FAILED'::text, 'LAPSED'::text])));
CREATE INDEX presence_open ON public.presence_challenge USING btree (expires_at) WHERE (state = ANY (ARRAY['OPEN'::text, 'GRANTED'::text]));
CREATE INDEX presence_person ON public.presence_challenge USING btree (person_id, terminal_id, created_at);
-- row security enabled and forced
create policy app on presence_challenge for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on presence_challenge for all to budeng_owner using (true) with check (true);
create policy worker on presence_challenge for all to budeng_worker using (true) with check (true);
grant insert, select, update on presence_challenge to budeng_app;
grant select, update on presence_challenge to budeng_worker;

create table presence_lock (
  person_id text collate "C" not null,
  terminal_id text collate "C" not null,
  until timestamp with time zone not null
);
alter table presence_lock add constraint presence_lock_pkey PRIMARY KEY (person_id, terminal_id);
-- row security enabled and forced
create policy app on presence_lock for all to budeng_app using (( SELECT true FROM terminal parent WHERE (parent.id = presence_lock.terminal_id))) with check (( SELECT true FROM terminal parent WHERE (parent.id = presence_lock.terminal_id)));
create policy owner on presence_lock for all to budeng_owner using (true) with check (true);
create policy worker on presence_lock for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on presence_lock to budeng_app;
grant delete, select on presence_lock to budeng_worker;

create table process (
  id text not null,
  kind text not null,
  started_at timestamp with time zone not null,
  beat_at timestamp with time zone not null,
  detail jsonb default '{}'::jsonb not null
);
alter table process add constraint process_pkey PRIMARY KEY (id);
-- row security enabled and forced
create policy app on process for all to budeng_app using (true) with check (true);
create policy gateway on process for all to budeng_gateway using (true) with check (true);
create policy owner on process for all to budeng_owner using (true) with check (true);
create policy worker on process for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on process to budeng_app;
grant delete, insert, select, update on process to budeng_gateway;
grant delete, insert, select, update on process to budeng_worker;

create table proof_challenge (
  id text collate "C" not null,
  purpose text not null,
  person_id text collate "C",
  session_id text collate "C",
  action_hash text,
  summary jsonb not null,
  challenge text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone
);
alter table proof_challenge add constraint proof_challenge_check CHECK (((purpose = 'LOGIN'::text) = (person_id IS NULL)));
alter table proof_challenge add constraint proof_challenge_check1 CHECK (((purpose = 'ACTION'::text) = (action_hash IS NOT NULL)));
alter table proof_challenge add constraint proof_challenge_pkey PRIMARY KEY (id);
alter table proof_challenge add constraint proof_challenge_purpose_check CHECK ((purpose = ANY (ARRAY['LOGIN'::text, 'ENROL'::text, 'UNLOCK'::text, 'ACTION'::text])));
-- row security enabled and forced
create policy app on proof_challenge for all to budeng_app using (((id = NULLIF(current_setting('app.challenge'::text, true), ''::text)) OR (person_id = NULLIF(current_setting('app.person'::text, true), ''::text)))) with check (((id = NULLIF(current_setting('app.challenge'::text, true), ''::text)) OR (person_id = NULLIF(current_setting('app.person'::text, true), ''::text))));
create policy owner on proof_challenge for all to budeng_owner using (true) with check (true);
create policy worker on proof_challenge for all to budeng_worker using (true) with check (true);
grant insert, select, update on proof_challenge to budeng_app;
grant delete, select (id, expires_at) on proof_challenge to budeng_worker;

create table provider_login (
  state_hash bytea not null,
  node_id text collate "C" not null,
  nonce text not null,
  verifier bytea not null,
  return_to text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  purpose text not null,
  browser_hash bytea not null,
  issuer text not null,
  person_id text collate "C",
  session_id text collate "C",
  invitation jsonb
);
alter table provider_login add constraint provider_login_check CHECK (((purpose = 'CONNECT'::text) = (person_id IS NOT NULL)));
alter table provider_login add constraint provider_login_check1 CHECK (((purpose = 'INVITATION'::text) = (invitation IS NOT NULL)));
alter table provider_login add constraint provider_login_pkey PRIMARY KEY (state_hash);
alter table provider_login add constraint provider_login_purpose_check CHECK ((purpose = ANY (ARRAY['LOGIN'::text, 'CONNECT'::text, 'INVITATION'::text])));
-- row security enabled and forced
create policy app on provider_login for all to budeng_app using ((state_hash = decode(NULLIF(current_setting('app.challenge'::text, true), ''::text), 'hex'::text))) with check ((state_hash = decode(NULLIF(current_setting('app.challenge'::text, true), ''::text), 'hex'::text)));
create policy owner on provider_login for all to budeng_owner using (true) with check (true);
create policy worker on provider_login for all to budeng_worker using (true) with check (true);
grant delete, insert, select on provider_login to budeng_app;
grant delete, select (state_hash, expires_at) on provider_login to budeng_worker;

create table provider_secret (
  id text collate "C" not null,
  node_id text collate "C" not null,
  path ltree not null,
  sealed bytea not null,
  created_at timestamp with time zone not null
);
alter table provider_secret add constraint provider_secret_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table provider_secret add constraint provider_secret_pkey PRIMARY KEY (id);
CREATE INDEX provider_secret_node ON public.provider_secret USING btree (node_id);
-- row security enabled and forced
create policy app on provider_secret for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (node_id = NULLIF(current_setting('app.provider'::text, true), ''::text)))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (node_id = NULLIF(current_setting('app.provider'::text, true), ''::text))));
create policy owner on provider_secret for all to budeng_owner using (true) with check (true);
grant delete, insert, select on provider_secret to budeng_app;

create table quarantine (
  id bigint generated always as identity not null,
  at timestamp with time zone not null,
  device_id text collate "C",
  terminal_id text collate "C",
  topic text not null,
  reason text not null,
  bytes bytea not null,
  size integer not null
);
alter table quarantine add constraint quarantine_pkey PRIMARY KEY (id);
CREATE INDEX quarantine_at ON public.quarantine USING btree (at);
-- row security enabled and forced
create policy gateway on quarantine for all to budeng_gateway using (true) with check (true);
create policy owner on quarantine for all to budeng_owner using (true) with check (true);
create policy worker on quarantine for all to budeng_worker using (true) with check (true);
grant insert, select on quarantine to budeng_gateway;
grant delete, select (id, at) on quarantine to budeng_worker;

create table record_line (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  at timestamp with time zone not null,
  id text collate "C" not null,
  batch_no text collate "C" not null,
  stan text collate "C" not null,
  rrn text collate "C",
  first6 text collate "C",
  last4 text collate "C",
  type text,
  auth_state text not null,
  reversal_state text not null,
  follow_up_state text not null,
  settlement_state text not null,
  amount bigint,
  currency text,
  exponent integer,
  late boolean not null,
  recorded_at timestamp with time zone not null
) partition by RANGE (at);
alter table record_line add constraint record_line_pkey PRIMARY KEY (at, id);
CREATE INDEX record_line_acquirer ON ONLY public.record_line USING btree (acquirer_id, at, id);
CREATE INDEX record_line_agent ON ONLY public.record_line USING btree (agent_id, at, id) WHERE (agent_id IS NOT NULL);
CREATE INDEX record_line_agent_amount ON ONLY public.record_line USING btree (agent_id, amount, at, id) WHERE ((agent_id IS NOT NULL) AND (amount IS NOT NULL));
CREATE INDEX record_line_agent_card ON ONLY public.record_line USING btree (agent_id, last4, at, id, first6) WHERE ((agent_id IS NOT NULL) AND (last4 IS NOT NULL));
CREATE INDEX record_line_agent_stan ON ONLY public.record_line USING btree (agent_id, stan, at, id) WHERE (agent_id IS NOT NULL);
CREATE INDEX record_line_amount ON ONLY public.record_line USING btree (acquirer_id, amount, at, id) WHERE (amount IS NOT NULL);
CREATE INDEX record_line_batch ON ONLY public.record_line USING btree (terminal_id, batch_no, at, id);
CREATE INDEX record_line_card ON ONLY public.record_line USING btree (acquirer_id, last4, at, id, first6) WHERE (last4 IS NOT NULL);
CREATE INDEX record_line_merchant ON ONLY public.record_line USING btree (merchant_id, at, id, amount);
CREATE INDEX record_line_rrn ON ONLY public.record_line USING btree (rrn, at, id) WHERE (rrn IS NOT NULL);
CREATE INDEX record_line_stan ON ONLY public.record_line USING btree (acquirer_id, stan, at, id);
CREATE INDEX record_line_store ON ONLY public.record_line USING btree (store_id, at, id, amount);
CREATE INDEX record_line_terminal ON ONLY public.record_line USING btree (terminal_id, at, id);
-- row security enabled and forced
create policy app on record_line for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on record_line for all to budeng_gateway using (true) with check (true);
create policy owner on record_line for all to budeng_owner using (true) with check (true);
create policy worker on record_line for all to budeng_worker using (true) with check (true);
grant select on record_line to budeng_app;
grant insert, select, update on record_line to budeng_gateway;
grant insert, select, update on record_line to budeng_worker;

create table record_match (
  id bigint generated always as identity not null,
  source text not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C",
  path ltree not null,
  business_date date not null,
  state text not null,
  terminal_id text collate "C",
  transaction_id text collate "C",
  import_id text collate "C",
  line integer,
  host_position bigint,
  amount bigint,
  currency text,
  theirs bigint,
  at timestamp with time zone not null,
  changed_at timestamp with time zone not null
);
alter table record_match add constraint record_match_check CHECK (((transaction_id IS NOT NULL) OR (import_id IS NOT NULL) OR (host_position IS NOT NULL)));
alter table record_match add constraint record_match_pkey PRIMARY KEY (id);
alter table record_match add constraint record_match_source_check CHECK ((source = ANY (ARRAY['HOST'::text, 'FILE'::text])));
alter table record_match add constraint record_match_state_check CHECK ((state = ANY (ARRAY['MATCHED'::text, 'EXPECTED'::text, 'LATE'::text, 'MISSING_HERE'::text, 'MISSING_THERE'::text, 'CONTRADICTING'::text])));
CREATE INDEX record_match_again ON public.record_match USING btree (source, id) WHERE (state = ANY (ARRAY['EXPECTED'::text, 'LATE'::text]));
CREATE INDEX record_match_agent ON public.record_match USING btree (agent_id, business_date, id) WHERE ((state <> 'MATCHED'::text) AND (agent_id IS NOT NULL));
CREATE INDEX record_match_file_again ON public.record_match USING btree (id) WHERE ((source = 'FILE'::text) AND (state = 'EXPECTED'::text) AND (transaction_id IS NOT NULL));
CREATE INDEX record_match_file_open ON public.record_match USING btree (id) WHERE ((source = 'FILE'::text) AND (transaction_id IS NULL) AND (state = ANY (ARRAY['EXPECTED'::text, 'LATE'::text, 'MISSING_HERE'::text])));
CREATE UNIQUE INDEX record_match_host ON public.record_match USING btree (acquirer_id, host_position) WHERE ((host_position IS NOT NULL) AND (transaction_id IS NULL));
CREATE UNIQUE INDEX record_match_line ON public.record_match USING btree (import_id, line) WHERE ((import_id IS NOT NULL) AND (transaction_id IS NULL));
CREATE INDEX record_match_merchant ON public.record_match USING btree (merchant_id, business_date, id) WHERE ((state <> 'MATCHED'::text) AND (merchant_id IS NOT NULL));
CREATE INDEX record_match_open ON public.record_match USING btree (acquirer_id, business_date, id) WHERE (state <> 'MATCHED'::text);
CREATE INDEX record_match_terminal ON public.record_match USING btree (terminal_id, business_date, id) WHERE ((state <> 'MATCHED'::text) AND (transaction_id IS NULL));
CREATE UNIQUE INDEX record_match_transaction ON public.record_match USING btree (transaction_id, source) WHERE (transaction_id IS NOT NULL);
-- row security enabled and forced (fillfactor=80)
create policy app on record_match for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on record_match for all to budeng_gateway using (true) with check (true);
create policy owner on record_match for all to budeng_owner using (true) with check (true);
create policy worker on record_match for all to budeng_worker using (true) with check (true);
grant select, update (changed_at) on record_match to budeng_app;
grant select, update (state, changed_at) on record_match to budeng_gateway;
grant insert, select, update on record_match to budeng_worker;

create table recovery (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  id text collate "C" not null,
  device_id text collate "C" not null,
  playbook text not null,
  reason text not null,
  started_by text collate "C",
  started_human text collate "C",
  rights_path ltree,
  started_at timestamp with time zone not null,
  step text,
  step_started_at timestamp with time zone not null,
  command_id text collate "C",
  steps jsonb not null,
  warnings text[] default '{}'::text[] not null,
  root_before text,
  root_after text,
  ended_as text,
  end_reason text,
  ended_at timestamp with time zone,
  due_at timestamp with time zone,
  version integer default 1 not null,
  cause text,
  cause_likelihood text,
  claimed_by text collate "C"
);
alter table recovery add constraint recovery_check CHECK (((step IS NULL) = (ended_as IS NOT NULL)));
alter table recovery add constraint recovery_check1 CHECK (((step IS NULL) = (due_at IS NULL)));
alter table recovery add constraint recovery_check2 CHECK (((cause IS NULL) = (cause_likelihood IS NULL)));
alter table recovery add constraint recovery_ended_as_check CHECK ((ended_as = ANY (ARRAY['RECOVERED'::text, 'RECOVERED_WITH_WARNING'::text, 'NOT_FIXABLE_REMOTELY'::text, 'ESCALATED'::text])));
alter table recovery add constraint recovery_pkey PRIMARY KEY (id);
alter table recovery add constraint recovery_playbook_check CHECK ((playbook = ANY (ARRAY['AUTH'::text, 'NET'::text, 'SYS'::text, 'HW'::text, 'SEC'::text])));
CREATE INDEX recovery_acquirer ON public.recovery USING btree (acquirer_id, started_at, id);
CREATE INDEX recovery_agent ON public.recovery USING btree (agent_id, started_at, id) WHERE (agent_id IS NOT NULL);
CREATE INDEX recovery_automatic ON public.recovery USING btree (acquirer_id, started_at) WHERE (started_by IS NULL);
CREATE INDEX recovery_command ON public.recovery USING btree (command_id) WHERE (command_id IS NOT NULL);
CREATE INDEX recovery_due ON public.recovery USING btree (due_at, id) WHERE (due_at IS NOT NULL);
CREATE INDEX recovery_ended ON public.recovery USING btree (terminal_id, ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX recovery_merchant ON public.recovery USING btree (merchant_id, started_at, id);
CREATE UNIQUE INDEX recovery_running ON public.recovery USING btree (terminal_id) WHERE (step IS NOT NULL);
CREATE INDEX recovery_running_acquirer ON public.recovery USING btree (acquirer_id, started_at, id) WHERE (step IS NOT NULL);
CREATE INDEX recovery_running_agent ON public.recovery USING btree (agent_id, started_at, id) WHERE ((step IS NOT NULL) AND (agent_id IS NOT NULL));
CREATE INDEX recovery_running_merchant ON public.recovery USING btree (merchant_id, started_at, id) WHERE (step IS NOT NULL);
CREATE INDEX recovery_running_store ON public.recovery USING btree (store_id, started_at, id) WHERE (step IS NOT NULL);
CREATE INDEX recovery_store ON public.recovery USING btree (store_id, started_at, id);
CREATE INDEX recovery_terminal ON public.recovery USING btree (terminal_id, started_at, id);
CREATE TRIGGER recovery_counted AFTER UPDATE OF ended_as ON public.recovery FOR EACH ROW WHEN (((old.ended_as IS NULL) AND (new.ended_as IS NOT NULL) AND (new.cause IS NOT NULL))) EXECUTE FUNCTION recovery_count();
-- row security enabled and forced (fillfactor=60)
create policy app on recovery for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on recovery for all to budeng_owner using (true) with check (true);
create policy worker on recovery for all to budeng_worker using (true) with check (true);
grant insert, select, update on recovery to budeng_app;
grant insert, select, update on recovery to budeng_worker;

create table recovery_code (
  person_id text collate "C" not null,
  hash bytea not null,
  created_at timestamp with time zone not null,
  used_at timestamp with time zone
);
alter table recovery_code add constraint recovery_code_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table recovery_code add constraint recovery_code_pkey PRIMARY KEY (person_id, hash);
-- row security enabled and forced
create policy app on recovery_code for all to budeng_app using (( SELECT true FROM person parent WHERE (parent.id = recovery_code.person_id))) with check (( SELECT true FROM person parent WHERE (parent.id = recovery_code.person_id)));
create policy owner on recovery_code for all to budeng_owner using (true) with check (true);
grant delete, insert, select, update on recovery_code to budeng_app;

create table recovery_tally (
  node_id text collate "C" not null,
  path ltree not null,
  playbook text not null,
  cause text not null,
  model text not null,
  ended integer not null,
  recovered integer not null
);
alter table recovery_tally add constraint recovery_tally_check CHECK (((recovered >= 0) AND (recovered <= ended)));
alter table recovery_tally add constraint recovery_tally_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table recovery_tally add constraint recovery_tally_pkey PRIMARY KEY (node_id, playbook, cause, model);
-- row security enabled and forced (fillfactor=60)
create policy app on recovery_tally for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on recovery_tally for all to budeng_owner using (true) with check (true);
create policy worker on recovery_tally for all to budeng_worker using (true) with check (true);
grant select, update (path) on recovery_tally to budeng_app;
grant select, update (path) on recovery_tally to budeng_worker;

create table registration_mapping (
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  path ltree not null,
  name text not null,
  columns jsonb not null,
  created_by text collate "C" not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  version integer default 1 not null
);
alter table registration_mapping add constraint registration_mapping_acquirer_id_name_key UNIQUE (acquirer_id, name);
alter table registration_mapping add constraint registration_mapping_pkey PRIMARY KEY (id);
-- row security enabled and forced
create policy app on registration_mapping for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on registration_mapping for all to budeng_owner using (true) with check (true);
grant insert, select, update on registration_mapping to budeng_app;

create table response_code (
  acquirer_id text collate "C" not null,
  code text collate "C" not null,
  path ltree not null,
  route text not null,
  fault text,
  changed_at timestamp with time zone not null
);
alter table response_code add constraint response_code_acquirer_id_fkey FOREIGN KEY (acquirer_id) REFERENCES node(id);
alter table response_code add constraint response_code_pkey PRIMARY KEY (acquirer_id, code);
-- row security enabled and forced
create policy app on response_code for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy app_above on response_code for select to budeng_app using (((NULLIF(current_setting('app.path'::text, true), ''::text))::ltree <@ path)) with check ();
create policy gateway on response_code for all to budeng_gateway using (true) with check (true);
create policy owner on response_code for all to budeng_owner using (true) with check (true);
create policy worker on response_code for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on response_code to budeng_app;
grant select on response_code to budeng_gateway;
grant select on response_code to budeng_worker;

create table rollout (
  id text collate "C" not null,
  bulk_id text collate "C" not null,
  path ltree not null,
  node_id text collate "C" not null,
  plan jsonb not null,
  cohort integer not null,
  frozen integer default 0 not null,
  frozen_through text collate "C" default ''::text not null,
  state text not null,
  why jsonb not null,
  open_group integer not null,
  since jsonb not null,
  figures jsonb not null,
  traffic jsonb not null,
  traffic_slot timestamp with time zone,
  traffic_through integer default 0 not null,
  paced_through timestamp with time zone,
  retry_at timestamp with time zone,
  requested_at timestamp with time zone not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  due_at timestamp with time zone,
  version integer default 1 not null,
  parameters jsonb
);
alter table rollout add constraint rollout_bulk_id_fkey FOREIGN KEY (bulk_id) REFERENCES bulk(id);
alter table rollout add constraint rollout_bulk_id_key UNIQUE (bulk_id);
alter table rollout add constraint rollout_pkey PRIMARY KEY (id);
alter table rollout add constraint rollout_state_check CHECK ((state = ANY (ARRAY['WAITING'::text, 'RUNNING'::text, 'PAUSED'::text, 'STOPPED'::text, 'FINISHED'::text, 'CANCELLED'::text, 'REFUSED'::text])));
CREATE INDEX rollout_due ON public.rollout USING btree (due_at, id) WHERE (due_at IS NOT NULL);
CREATE INDEX rollout_held ON public.rollout USING btree (requested_at DESC) WHERE (state = ANY (ARRAY['STOPPED'::text, 'PAUSED'::text]));
CREATE INDEX rollout_requested ON public.rollout USING btree (requested_at DESC, id);
-- row security enabled and forced (fillfactor=50)
create policy app on rollout for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on rollout for all to budeng_owner using (true) with check (true);
create policy worker on rollout for all to budeng_worker using (true) with check (true);
grant insert, select, update on rollout to budeng_app;
grant select, update on rollout to budeng_worker;

create table rollout_member (
  rollout_id text collate "C" not null,
  place integer not null,
  group_no integer not null,
  terminal_id text collate "C" not null,
  path ltree not null,
  standing text not null,
  command_id text collate "C",
  code text default ''::text not null,
  tries integer default 0 not null,
  changed_at timestamp with time zone not null,
  look_at timestamp with time zone,
  parameters_before jsonb,
  replaced jsonb
);
alter table rollout_member add constraint rollout_member_pkey PRIMARY KEY (rollout_id, place);
alter table rollout_member add constraint rollout_member_rollout_id_fkey FOREIGN KEY (rollout_id) REFERENCES rollout(id);
CREATE UNIQUE INDEX rollout_member_command ON public.rollout_member USING btree (command_id) WHERE (command_id IS NOT NULL);
CREATE INDEX rollout_member_look ON public.rollout_member USING btree (rollout_id, look_at) WHERE ((standing <> 'WAITING'::text) AND (look_at IS NOT NULL));
CREATE INDEX rollout_member_standing ON public.rollout_member USING btree (rollout_id, standing, place);
CREATE UNIQUE INDEX rollout_member_terminal ON public.rollout_member USING btree (terminal_id, rollout_id);
CREATE INDEX rollout_member_waiting ON public.rollout_member USING btree (rollout_id, group_no, look_at, place) WHERE (standing = 'WAITING'::text);
-- row security enabled and forced (fillfactor=70)
create policy app on rollout_member for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on rollout_member for all to budeng_gateway using (true) with check (true);
create policy owner on rollout_member for all to budeng_owner using (true) with check (true);
create policy worker on rollout_member for all to budeng_worker using (true) with check (true);
grant select, update (look_at) on rollout_member to budeng_app;
grant select, update (look_at) on rollout_member to budeng_gateway;
grant insert, select, update on rollout_member to budeng_worker;

create table rule_exception (
  acquirer_id text collate "C" not null,
  kind text not null,
  value text collate "C" not null,
  path ltree not null,
  created_by text collate "C" not null,
  created_at timestamp with time zone not null,
  reason text not null,
  until timestamp with time zone not null
);
alter table rule_exception add constraint rule_exception_kind_check CHECK ((kind = ANY (ARRAY['REPEAT_MERCHANT'::text, 'AGGREGATOR_PAIR'::text])));
alter table rule_exception add constraint rule_exception_pkey PRIMARY KEY (acquirer_id, kind, value);
-- row security enabled and forced
create policy app on rule_exception for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on rule_exception for all to budeng_owner using (true) with check (true);
create policy worker on rule_exception for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on rule_exception to budeng_app;
grant select on rule_exception to budeng_worker;

create table rule_lab (
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  path ltree not null,
  rule text collate "C" not null,
  rule_version integer not null,
  against_version integer not null,
  state text not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone not null,
  position text collate "C" default ''::text not null,
  looked bigint default 0 not null,
  found jsonb default '{}'::jsonb not null,
  report jsonb,
  problem text,
  requested_by text collate "C" not null,
  requested_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  version integer default 1 not null
);
alter table rule_lab add constraint rule_lab_pkey PRIMARY KEY (id);
alter table rule_lab add constraint rule_lab_state_check CHECK ((state = ANY (ARRAY['WAITING'::text, 'RUNNING'::text, 'DONE'::text, 'FAILED'::text])));
CREATE INDEX rule_lab_list ON public.rule_lab USING btree (acquirer_id, requested_at, id);
CREATE INDEX rule_lab_work ON public.rule_lab USING btree (requested_at, id) WHERE (state = ANY (ARRAY['WAITING'::text, 'RUNNING'::text]));
-- row security enabled and forced (fillfactor=60)
create policy app on rule_lab for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on rule_lab for all to budeng_owner using (true) with check (true);
create policy worker on rule_lab for all to budeng_worker using (true) with check (true);
grant insert, select on rule_lab to budeng_app;
grant select, update on rule_lab to budeng_worker;

create table rule_setting (
  acquirer_id text collate "C" not null,
  rule text not null,
  path ltree not null,
  mode text not null,
  stopped boolean default false not null,
  reason text not null,
  changed_by text collate "C" not null,
  changed_at timestamp with time zone not null,
  version integer default 1 not null,
  rule_version integer default 0 not null
);
alter table rule_setting add constraint rule_setting_mode_check CHECK ((mode = ANY (ARRAY['SHADOW'::text, 'PROPOSE'::text, 'AUTO'::text])));
alter table rule_setting add constraint rule_setting_pkey PRIMARY KEY (acquirer_id, rule, rule_version);
-- row security enabled and forced
create policy app on rule_setting for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on rule_setting for all to budeng_owner using (true) with check (true);
create policy worker on rule_setting for all to budeng_worker using (true) with check (true);
grant insert, select, update on rule_setting to budeng_app;
grant select on rule_setting to budeng_worker;

create table rule_suppression (
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  path ltree not null,
  rule text not null,
  cause text collate "C",
  owner_id text collate "C" not null,
  reason text not null,
  created_at timestamp with time zone not null,
  until timestamp with time zone not null,
  ended_at timestamp with time zone
);
alter table rule_suppression add constraint rule_suppression_check CHECK ((until > created_at));
alter table rule_suppression add constraint rule_suppression_pkey PRIMARY KEY (id);
CREATE INDEX rule_suppression_rule ON public.rule_suppression USING btree (acquirer_id, rule, until) WHERE (ended_at IS NULL);
-- row security enabled and forced
create policy app on rule_suppression for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on rule_suppression for all to budeng_owner using (true) with check (true);
create policy worker on rule_suppression for all to budeng_worker using (true) with check (true);
grant insert, select, update on rule_suppression to budeng_app;
grant select, update (path) on rule_suppression to budeng_worker;

create table rule_verdict (
  case_id text collate "C" not null,
  rule text collate "C" not null,
  rule_version integer not null,
  acquirer_id text collate "C" not null,
  path ltree not null,
  cause text collate "C" not null,
  is_right boolean not null,
  judged_by text collate "C",
  judged_at timestamp with time zone not null
);
alter table rule_verdict add constraint rule_verdict_case_id_fkey FOREIGN KEY (case_id) REFERENCES correction_case(id);
alter table rule_verdict add constraint rule_verdict_pkey PRIMARY KEY (case_id, rule, rule_version);
CREATE INDEX rule_verdict_cause ON public.rule_verdict USING btree (acquirer_id, rule, judged_at);
CREATE INDEX rule_verdict_recent ON public.rule_verdict USING btree (acquirer_id, rule, rule_version, judged_at DESC, case_id);
-- row security enabled and forced
create policy app on rule_verdict for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on rule_verdict for all to budeng_owner using (true) with check (true);
create policy worker on rule_verdict for all to budeng_worker using (true) with check (true);
grant insert, select on rule_verdict to budeng_app;
grant insert, select on rule_verdict to budeng_worker;

create table saved_view (
  id text collate "C" not null,
  person_id text collate "C" not null,
  node_id text collate "C" not null,
  path ltree not null,
  name text not null,
  terms jsonb not null,
  shared boolean not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  version integer default 1 not null
);
alter table saved_view add constraint saved_view_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table saved_view add constraint saved_view_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table saved_view add constraint saved_view_person_id_name_key UNIQUE (person_id, name);
alter table saved_view add constraint saved_view_pkey PRIMARY KEY (id);
CREATE INDEX saved_view_shared ON public.saved_view USING btree (node_id, name, id) WHERE shared;
-- row security enabled and forced
create policy app on saved_view for all to budeng_app using (((person_id = NULLIF(current_setting('app.person'::text, true), ''::text)) OR (shared AND ((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))))) with check (((person_id = NULLIF(current_setting('app.person'::text, true), ''::text)) OR (shared AND ((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)))));
create policy app_below on saved_view for select to budeng_app using ((shared AND (path @> (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree))) with check ();
create policy owner on saved_view for all to budeng_owner using (true) with check (true);
create policy worker on saved_view for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on saved_view to budeng_app;
grant select, update (path) on saved_view to budeng_worker;

create table selection (
  id text collate "C" not null,
  person_id text collate "C" not null,
  path ltree not null,
  filter jsonb not null,
  terminal_count integer not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null
);
alter table selection add constraint selection_pkey PRIMARY KEY (id);
-- row security enabled and forced
create policy app on selection for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on selection for all to budeng_owner using (true) with check (true);
create policy worker on selection for all to budeng_worker using (true) with check (true);
grant delete, insert, select on selection to budeng_app;
grant delete, select (id, expires_at) on selection to budeng_worker;

create table selection_terminal (
  selection_id text collate "C" not null,
  terminal_id text collate "C" not null
);
alter table selection_terminal add constraint selection_terminal_pkey PRIMARY KEY (selection_id, terminal_id);
alter table selection_terminal add constraint selection_terminal_selection_id_fkey FOREIGN KEY (selection_id) REFERENCES selection(id) ON DELETE CASCADE;
-- row security enabled and forced
create policy app on selection_terminal for all to budeng_app using (( SELECT true FROM selection parent WHERE (parent.id = selection_terminal.selection_id))) with check (( SELECT true FROM selection parent WHERE (parent.id = selection_terminal.selection_id)));
create policy owner on selection_terminal for all to budeng_owner using (true) with check (true);
create policy worker on selection_terminal for select to budeng_worker using (true) with check ();
grant delete, insert, select on selection_terminal to budeng_app;
grant select on selection_terminal to budeng_worker;

create table session (
  id text collate "C" not null,
  secret_hash bytea not null,
  person_id text collate "C" not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  address text default ''::text not null,
  agent text default ''::text not null,
  deputy_id text collate "C",
  kind text default 'PERSON'::text not null,
  page text,
  name text default ''::text not null,
  active_at timestamp with time zone not null,
  elevated_until timestamp with time zone,
  identity_id text collate "C",
  watch_id text collate "C"
);
alter table session add constraint session_check CHECK (((kind = 'BOARD'::text) = (page IS NOT NULL)));
alter table session add constraint session_check1 CHECK (((watch_id IS NULL) OR (kind = 'BOARD'::text)));
alter table session add constraint session_deputy_id_fkey FOREIGN KEY (deputy_id) REFERENCES deputy(id);
alter table session add constraint session_kind_check CHECK ((kind = ANY (ARRAY['PERSON'::text, 'BOARD'::text])));
alter table session add constraint session_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table session add constraint session_pkey PRIMARY KEY (id);
alter table session add constraint session_secret_hash_key UNIQUE (secret_hash);
alter table session add constraint session_watch_id_fkey FOREIGN KEY (watch_id) REFERENCES watch_window(id);
CREATE INDEX session_identity ON public.session USING btree (identity_id) WHERE (identity_id IS NOT NULL);
CREATE INDEX session_person ON public.session USING btree (person_id, created_at);
CREATE INDEX session_watch ON public.session USING btree (watch_id, created_at) WHERE (watch_id IS NOT NULL);
CREATE TRIGGER session_defaults BEFORE INSERT ON public.session FOR EACH ROW EXECUTE FUNCTION session_defaults();
-- row security enabled and forced
create policy app on session for all to budeng_app using (((person_id = NULLIF(current_setting('app.person'::text, true), ''::text)) OR (secret_hash = decode(NULLIF(current_setting('app.session'::text, true), ''::text), 'hex'::text)) OR ( SELECT true FROM person parent WHERE (parent.id = session.person_id)))) with check (((person_id = NULLIF(current_setting('app.person'::text, true), ''::text)) OR (secret_hash = decode(NULLIF(current_setting('app.session'::text, true), ''::text), 'hex'::text)) OR ( SELECT true FROM person parent WHERE (parent.id = session.person_id))));
create policy owner on session for all to budeng_owner using (true) with check (true);
create policy worker on session for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on session to budeng_app;
grant delete, select (id, expires_at, revoked_at) on session to budeng_worker;

create table setting (
  key text not null,
  value jsonb not null,
  changed_at timestamp with time zone not null
);
alter table setting add constraint setting_pkey PRIMARY KEY (key);
-- row security enabled and forced
create policy app on setting for all to budeng_app using (true) with check (true);
create policy gateway on setting for all to budeng_gateway using (true) with check (true);
create policy owner on setting for all to budeng_owner using (true) with check (true);
create policy worker on setting for all to budeng_worker using (true) with check (true);
grant insert, select, update on setting to budeng_app;
grant select on setting to budeng_gateway;
grant select on setting to budeng_worker;

create table sign_on_nonce (
  device_id text collate "C" not null,
  nonce text not null,
  conn bigint not null,
  expires_at timestamp with time zone not null
);
alter table sign_on_nonce add constraint sign_on_nonce_pkey PRIMARY KEY (device_id);
-- row security enabled and forced
create policy gateway on sign_on_nonce for all to budeng_gateway using (true) with check (true);
create policy owner on sign_on_nonce for all to budeng_owner using (true) with check (true);
create policy worker on sign_on_nonce for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update on sign_on_nonce to budeng_gateway;
grant delete, select (device_id, expires_at) on sign_on_nonce to budeng_worker;

create table software_package (
  id text collate "C" not null,
  path ltree not null,
  model text not null,
  version text not null,
  bytes bigint not null,
  sha256 text collate "C" not null,
  signature text collate "C" not null,
  created_by text collate "C" not null,
  created_at timestamp with time zone not null,
  vendor_key text collate "C",
  withdrawn_at timestamp with time zone,
  withdrawn_by text collate "C",
  withdrawn_reason text
);
alter table software_package add constraint software_package_bytes_check CHECK ((bytes > 0));
alter table software_package add constraint software_package_check CHECK (((withdrawn_at IS NULL) = (withdrawn_by IS NULL)));
alter table software_package add constraint software_package_check1 CHECK (((withdrawn_at IS NULL) = (withdrawn_reason IS NULL)));
alter table software_package add constraint software_package_path_model_version_key UNIQUE (path, model, version);
alter table software_package add constraint software_package_pkey PRIMARY KEY (id);
-- row security enabled and forced
create policy app on software_package for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on software_package for all to budeng_owner using (true) with check (true);
create policy worker on software_package for select to budeng_worker using (true) with check ();
grant insert, select, update (withdrawn_at, withdrawn_by, withdrawn_reason) on software_package to budeng_app;
grant select on software_package to budeng_worker;

create table tariff (
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  path ltree not null,
  card_type text not null,
  product text not null,
  currency text collate "C" not null,
  version integer not null,
  created_at timestamp with time zone not null
);
alter table tariff add constraint tariff_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text));
alter table tariff add constraint tariff_merchant_id_card_type_product_currency_key UNIQUE (merchant_id, card_type, product, currency);
alter table tariff add constraint tariff_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES node(id);
alter table tariff add constraint tariff_pkey PRIMARY KEY (id);
CREATE INDEX tariff_acquirer ON public.tariff USING btree (acquirer_id, id);
CREATE INDEX tariff_agent ON public.tariff USING btree (agent_id, id) WHERE (agent_id IS NOT NULL);
-- row security enabled and forced
create policy app on tariff for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on tariff for all to budeng_gateway using (true) with check (true);
create policy owner on tariff for all to budeng_owner using (true) with check (true);
create policy worker on tariff for all to budeng_worker using (true) with check (true);
grant insert, select, update on tariff to budeng_app;
grant select on tariff to budeng_gateway;
grant select, update (agent_id, path) on tariff to budeng_worker;

create table tariff_version (
  tariff_id text collate "C" not null,
  version integer not null,
  valid_from date not null,
  percent_bps integer not null,
  cap_minor bigint,
  minimum_minor bigint not null,
  agent_share_bps integer not null,
  change_id text collate "C",
  created_at timestamp with time zone not null
);
alter table tariff_version add constraint tariff_version_agent_share_bps_check CHECK (((agent_share_bps >= 0) AND (agent_share_bps <= 10000)));
alter table tariff_version add constraint tariff_version_cap_minor_check CHECK ((cap_minor >= 0));
alter table tariff_version add constraint tariff_version_minimum_minor_check CHECK ((minimum_minor >= 0));
alter table tariff_version add constraint tariff_version_percent_bps_check CHECK (((percent_bps >= 0) AND (percent_bps <= 10000)));
alter table tariff_version add constraint tariff_version_pkey PRIMARY KEY (tariff_id, version);
alter table tariff_version add constraint tariff_version_tariff_id_fkey FOREIGN KEY (tariff_id) REFERENCES tariff(id);
CREATE TRIGGER tariff_version_append_only BEFORE DELETE OR UPDATE ON public.tariff_version FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER tariff_version_not_emptied BEFORE TRUNCATE ON public.tariff_version FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- row security enabled and forced
create policy app on tariff_version for all to budeng_app using (( SELECT true FROM tariff parent WHERE (parent.id = tariff_version.tariff_id))) with check (( SELECT true FROM tariff parent WHERE (parent.id = tariff_version.tariff_id)));
create policy gateway on tariff_version for all to budeng_gateway using (true) with check (true);
create policy owner on tariff_version for all to budeng_owner using (true) with check (true);
create policy worker on tariff_version for all to budeng_worker using (true) with check (true);
grant insert, select on tariff_version to budeng_app;
grant select on tariff_version to budeng_gateway;
grant select on tariff_version to budeng_worker;

create table terminal (
  id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  acquirer_code text collate "C" not null,
  tid text collate "C" not null,
  mid text collate "C" not null,
  state text default 'REGISTERED'::text not null,
  model text default ''::text not null,
  level text default 'L0'::text not null,
  heartbeat_interval_ms integer default 60000 not null,
  journal_epoch integer default 1 not null,
  presence text default 'OFFLINE'::text not null,
  presence_since timestamp with time zone not null,
  sign_on text default 'NEVER'::text not null,
  sign_on_since timestamp with time zone,
  sign_on_locked_until timestamp with time zone,
  sign_on_failures timestamp with time zone[] default '{}'::timestamp with time zone[] not null,
  host_response_code text,
  batch_no text,
  key_check text,
  locked boolean default false not null,
  faults text[] default '{}'::text[] not null,
  backup_at timestamp with time zone,
  slot_command_id text collate "C",
  open_commands integer default 0 not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  version integer default 1 not null,
  fault_mark boolean default false not null
);
alter table terminal add constraint terminal_acquirer_id_fkey FOREIGN KEY (acquirer_id) REFERENCES node(id);
alter table terminal add constraint terminal_acquirer_id_tid_key UNIQUE (acquirer_id, tid);
alter table terminal add constraint terminal_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES node(id);
alter table terminal add constraint terminal_fault_marked CHECK ((fault_mark OR (faults = '{}'::text[])));
alter table terminal add constraint terminal_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES node(id);
alter table terminal add constraint terminal_pkey PRIMARY KEY (id);
alter table terminal add constraint terminal_store_id_fkey FOREIGN KEY (store_id) REFERENCES node(id);
CREATE INDEX terminal_agent ON public.terminal USING btree (agent_id, tid, id);
CREATE INDEX terminal_agent_presence ON public.terminal USING btree (agent_id, presence, sign_on, tid, id) WHERE (state = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text]));
CREATE INDEX terminal_agent_presence_since ON public.terminal USING btree (agent_id, ((state = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text]))), presence, presence_since, id);
CREATE INDEX terminal_fault_mark ON public.terminal USING btree (acquirer_id, tid) WHERE fault_mark;
CREATE INDEX terminal_merchant ON public.terminal USING btree (merchant_id, tid, id);
CREATE INDEX terminal_mid ON public.terminal USING btree (acquirer_id, mid, tid);
CREATE INDEX terminal_presence ON public.terminal USING btree (acquirer_id, presence, sign_on, tid, id) WHERE (state = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text]));
CREATE INDEX terminal_presence_since ON public.terminal USING btree (acquirer_id, ((state = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text]))), presence, presence_since, id);
CREATE INDEX terminal_store ON public.terminal USING btree (store_id, tid, id);
CREATE TRIGGER counted AFTER INSERT ON public.terminal REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION terminal_count();
CREATE TRIGGER recounted AFTER UPDATE OF acquirer_id, agent_id, merchant_id, store_id ON public.terminal FOR EACH ROW WHEN (((((old.acquirer_id IS DISTINCT FROM new.acquirer_id) OR (old.agent_id IS DISTINCT FROM new.agent_id)) OR (old.merchant_id IS DISTINCT FROM new.merchant_id)) OR (old.store_id IS DISTINCT FROM new.store_id))) EXECUTE FUNCTION terminal_count();
CREATE TRIGGER terminal_care_begin AFTER INSERT ON public.terminal REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION terminal_care_begin();
CREATE TRIGGER terminal_care_follow AFTER UPDATE OF agent_id, model, state ON public.terminal FOR EACH ROW WHEN (((old.agent_id IS DISTINCT FROM new.agent_id) OR (old.model IS DISTINCT FROM new.model) OR (old.state IS DISTINCT FROM new.state))) EXECUTE FUNCTION terminal_care_follow();
CREATE TRIGGER uncounted AFTER DELETE ON public.terminal REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION terminal_count();
-- row security enabled and forced (fillfactor=50)
create policy app on terminal for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on terminal for all to budeng_gateway using (true) with check (true);
create policy owner on terminal for all to budeng_owner using (true) with check (true);
create policy worker on terminal for all to budeng_worker using (true) with check (true);
grant insert, select, update on terminal to budeng_app;
grant select, update on terminal to budeng_gateway;
grant select, update, update (faults, changed_at, version, fault_mark) on terminal to budeng_worker;

create table terminal_care (
  terminal_id text collate "C" not null,
  kind text not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  model text collate "C" not null,
  in_use boolean not null,
  since timestamp with time zone not null,
  visit_id text collate "C",
  overdue_since timestamp with time zone
);
alter table terminal_care add constraint terminal_care_pkey PRIMARY KEY (terminal_id, kind);
alter table terminal_care add constraint terminal_care_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
CREATE INDEX terminal_care_acquirer ON public.terminal_care USING btree (acquirer_id, kind, model, since, terminal_id) WHERE in_use;
CREATE INDEX terminal_care_agent ON public.terminal_care USING btree (agent_id, kind, model, since, terminal_id) WHERE (in_use AND (agent_id IS NOT NULL));
CREATE INDEX terminal_care_coming ON public.terminal_care USING btree (acquirer_id, kind, model, since) WHERE (in_use AND (overdue_since IS NULL));
CREATE INDEX terminal_care_missed ON public.terminal_care USING btree (acquirer_id, kind, model, since) WHERE (overdue_since IS NOT NULL);
CREATE INDEX terminal_care_out_of_use ON public.terminal_care USING btree (terminal_id) WHERE ((overdue_since IS NOT NULL) AND (NOT in_use));
-- row security enabled and forced
create policy app on terminal_care for all to budeng_app using (( SELECT true FROM terminal parent WHERE (parent.id = terminal_care.terminal_id))) with check (( SELECT true FROM terminal parent WHERE (parent.id = terminal_care.terminal_id)));
create policy owner on terminal_care for all to budeng_owner using (true) with check (true);
create policy worker on terminal_care for all to budeng_worker using (true) with check (true);
grant select, update (since, visit_id) on terminal_care to budeng_app;
grant select, update (overdue_since) on terminal_care to budeng_worker;

create table terminal_fault (
  terminal_id text collate "C" not null,
  code text collate "C" not null,
  since timestamp with time zone not null,
  severity text,
  detail text,
  reported_at timestamp with time zone,
  derived_at timestamp with time zone
);
alter table terminal_fault add constraint terminal_fault_check CHECK (((reported_at IS NOT NULL) OR (derived_at IS NOT NULL)));
alter table terminal_fault add constraint terminal_fault_pkey PRIMARY KEY (terminal_id, code);
alter table terminal_fault add constraint terminal_fault_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
CREATE INDEX terminal_fault_since ON public.terminal_fault USING btree (since);
-- row security enabled and forced
create policy app on terminal_fault for all to budeng_app using (( SELECT true FROM terminal parent WHERE (parent.id = terminal_fault.terminal_id))) with check (( SELECT true FROM terminal parent WHERE (parent.id = terminal_fault.terminal_id)));
create policy gateway on terminal_fault for all to budeng_gateway using (true) with check (true);
create policy owner on terminal_fault for all to budeng_owner using (true) with check (true);
create policy worker on terminal_fault for all to budeng_worker using (true) with check (true);
grant select on terminal_fault to budeng_app;
grant delete, insert, select, update on terminal_fault to budeng_gateway;
grant delete, insert, select, update on terminal_fault to budeng_worker;

create table terminal_file (
  command_id text collate "C" not null,
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  kind text not null,
  attempt integer not null,
  ticket_hash text collate "C" not null,
  bytes_max bigint not null,
  expires_at timestamp with time zone not null,
  type text,
  bytes bigint,
  sha256 text collate "C",
  received bigint default 0 not null,
  refused text,
  complete_at timestamp with time zone,
  kept_bytes bigint,
  kept_sha256 text collate "C",
  cards integer,
  erased_at timestamp with time zone
);
alter table terminal_file add constraint terminal_file_check CHECK ((received <= bytes_max));
alter table terminal_file add constraint terminal_file_check1 CHECK (((complete_at IS NULL) = (kept_bytes IS NULL)));
alter table terminal_file add constraint terminal_file_command_id_fkey FOREIGN KEY (command_id) REFERENCES command(id);
alter table terminal_file add constraint terminal_file_kind_check CHECK ((kind = ANY (ARRAY['LOGS'::text, 'SCREEN'::text, 'SOFTWARE'::text, 'BACKUP'::text])));
alter table terminal_file add constraint terminal_file_pkey PRIMARY KEY (command_id);
alter table terminal_file add constraint terminal_file_refused_check CHECK ((refused = ANY (ARRAY['TOO_LARGE'::text, 'MISMATCH'::text, 'CARD_DATA'::text, 'BAD_TYPE'::text])));
CREATE INDEX terminal_file_due ON public.terminal_file USING btree (expires_at) WHERE ((erased_at IS NULL) AND (received > 0));
CREATE INDEX terminal_file_terminal ON public.terminal_file USING btree (terminal_id, complete_at);
-- row security enabled and forced (fillfactor=60)
create policy app on terminal_file for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (command_id = NULLIF(current_setting('app.file'::text, true), ''::text)))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree) OR (command_id = NULLIF(current_setting('app.file'::text, true), ''::text))));
create policy owner on terminal_file for all to budeng_owner using (true) with check (true);
create policy worker on terminal_file for all to budeng_worker using (true) with check (true);
grant select, update on terminal_file to budeng_app;
grant insert, select, update on terminal_file to budeng_worker;

create table terminal_label (
  terminal_id text collate "C" not null,
  label text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  tid text collate "C" not null
);
alter table terminal_label add constraint terminal_label_label_check CHECK (((length(label) >= 1) AND (length(label) <= 64)));
alter table terminal_label add constraint terminal_label_pkey PRIMARY KEY (terminal_id, label);
alter table terminal_label add constraint terminal_label_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
CREATE INDEX terminal_label_acquirer ON public.terminal_label USING btree (acquirer_id, label, tid);
CREATE INDEX terminal_label_agent ON public.terminal_label USING btree (agent_id, label, tid) WHERE (agent_id IS NOT NULL);
-- row security enabled and forced
create policy app on terminal_label for all to budeng_app using (( SELECT true FROM terminal parent WHERE (parent.id = terminal_label.terminal_id))) with check (( SELECT true FROM terminal parent WHERE (parent.id = terminal_label.terminal_id)));
create policy owner on terminal_label for all to budeng_owner using (true) with check (true);
create policy worker on terminal_label for all to budeng_worker using (true) with check (true);
grant delete, insert, select, update (agent_id) on terminal_label to budeng_app;
grant select, update (agent_id) on terminal_label to budeng_worker;

create table terminal_parameters (
  terminal_id text collate "C" not null,
  version integer not null,
  parameter_values jsonb not null,
  tag text collate "C" not null,
  changed_by text collate "C" not null,
  changed_at timestamp with time zone not null,
  reported text collate "C",
  drift_since timestamp with time zone,
  told boolean default false not null
);
alter table terminal_parameters add constraint terminal_parameters_pkey PRIMARY KEY (terminal_id);
alter table terminal_parameters add constraint terminal_parameters_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
alter table terminal_parameters add constraint terminal_parameters_version_check CHECK ((version > 0));
CREATE INDEX terminal_parameters_drifting ON public.terminal_parameters USING btree (drift_since) WHERE ((drift_since IS NOT NULL) AND (NOT told));
CREATE INDEX terminal_parameters_settled ON public.terminal_parameters USING btree (terminal_id) WHERE ((drift_since IS NULL) AND told);
-- row security enabled and forced
create policy app on terminal_parameters for all to budeng_app using (( SELECT true FROM terminal parent WHERE (parent.id = terminal_parameters.terminal_id))) with check (( SELECT true FROM terminal parent WHERE (parent.id = terminal_parameters.terminal_id)));
create policy gateway on terminal_parameters for all to budeng_gateway using (true) with check (true);
create policy owner on terminal_parameters for all to budeng_owner using (true) with check (true);
create policy worker on terminal_parameters for all to budeng_worker using (true) with check (true);
grant insert, select, update on terminal_parameters to budeng_app;
grant select, update (reported, drift_since) on terminal_parameters to budeng_gateway;
grant delete, insert, select, update, update (told) on terminal_parameters to budeng_worker;

create table terminal_trait (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  operator text collate "C",
  cell text collate "C",
  app text collate "C",
  iccid text collate "C",
  agent_id text collate "C",
  tid text collate "C" not null
);
alter table terminal_trait add constraint terminal_trait_pkey PRIMARY KEY (terminal_id);
alter table terminal_trait add constraint terminal_trait_terminal_id_fkey FOREIGN KEY (terminal_id) REFERENCES terminal(id);
CREATE INDEX terminal_trait_agent_app ON public.terminal_trait USING btree (agent_id, app, tid) WHERE ((app IS NOT NULL) AND (agent_id IS NOT NULL));
CREATE INDEX terminal_trait_app ON public.terminal_trait USING btree (acquirer_id, app, tid) WHERE (app IS NOT NULL);
CREATE INDEX terminal_trait_cell ON public.terminal_trait USING btree (acquirer_id, cell) WHERE (cell IS NOT NULL);
CREATE INDEX terminal_trait_iccid ON public.terminal_trait USING btree (acquirer_id, iccid) WHERE (iccid IS NOT NULL);
CREATE INDEX terminal_trait_operator ON public.terminal_trait USING btree (acquirer_id, operator) WHERE (operator IS NOT NULL);
-- row security enabled and forced
create policy app on terminal_trait for all to budeng_app using (( SELECT true FROM terminal parent WHERE (parent.id = terminal_trait.terminal_id))) with check (( SELECT true FROM terminal parent WHERE (parent.id = terminal_trait.terminal_id)));
create policy gateway on terminal_trait for all to budeng_gateway using (true) with check (true);
create policy owner on terminal_trait for all to budeng_owner using (true) with check (true);
create policy worker on terminal_trait for all to budeng_worker using (true) with check (true);
grant select, update (app, agent_id) on terminal_trait to budeng_app;
grant insert, select, update on terminal_trait to budeng_gateway;
grant select, update (agent_id) on terminal_trait to budeng_worker;

create table totp_factor (
  id text collate "C" not null,
  person_id text collate "C" not null,
  sealed bytea not null,
  last_step bigint default 0 not null,
  created_at timestamp with time zone not null,
  confirmed_at timestamp with time zone
);
alter table totp_factor add constraint totp_factor_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id);
alter table totp_factor add constraint totp_factor_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX totp_factor_person ON public.totp_factor USING btree (person_id, ((confirmed_at IS NULL)));
-- row security enabled and forced
create policy app on totp_factor for all to budeng_app using (( SELECT true FROM person parent WHERE (parent.id = totp_factor.person_id))) with check (( SELECT true FROM person parent WHERE (parent.id = totp_factor.person_id)));
create policy owner on totp_factor for all to budeng_owner using (true) with check (true);
grant delete, insert, select, update on totp_factor to budeng_app;

create table transaction (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  id text collate "C" not null,
  epoch integer not null,
  batch_no text collate "C" not null,
  stan text collate "C" not null,
  msg_class text collate "C" not null,
  seq bigint,
  type text,
  auth_state text not null,
  reversal_state text not null,
  follow_up_state text not null,
  settlement_state text not null,
  sync_state text not null,
  amount bigint,
  net_amount bigint,
  currency text,
  exponent integer,
  tid text collate "C" not null,
  rrn text,
  auth_code text,
  response_code text,
  pan_masked text,
  pan_token text,
  card_scope text,
  merchant_order text,
  channel_order text,
  occurred_at timestamp with time zone,
  recorded_at timestamp with time zone not null,
  effective_date date not null,
  late boolean default false not null,
  seqs bigint[] not null,
  facts jsonb not null,
  changed_at timestamp with time zone not null,
  version integer default 1 not null
);
alter table transaction add constraint transaction_pkey PRIMARY KEY (id);
alter table transaction add constraint transaction_terminal_id_stan_epoch_batch_no_msg_class_key UNIQUE (terminal_id, stan, epoch, batch_no, msg_class);
-- row security enabled and forced (fillfactor=45)
create policy app on transaction for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy gateway on transaction for all to budeng_gateway using (true) with check (true);
create policy owner on transaction for all to budeng_owner using (true) with check (true);
create policy worker on transaction for all to budeng_worker using (true) with check (true);
grant select on transaction to budeng_app;
grant insert, select, update on transaction to budeng_gateway;
grant insert, select, update on transaction to budeng_worker;

create table uplink (
  device_id text collate "C" not null,
  stream text not null,
  seq bigint not null,
  hash bytea not null,
  kind text not null,
  body jsonb not null,
  received_at timestamp with time zone not null
);
alter table uplink add constraint uplink_pkey PRIMARY KEY (device_id, stream, seq);
alter table uplink add constraint uplink_stream_check CHECK ((stream = ANY (ARRAY['report'::text, 'reply'::text])));
CREATE INDEX uplink_received ON public.uplink USING brin (received_at);
-- row security enabled and forced
create policy gateway on uplink for all to budeng_gateway using (true) with check (true);
create policy owner on uplink for all to budeng_owner using (true) with check (true);
create policy worker on uplink for all to budeng_worker using (true) with check (true);
grant insert, select on uplink to budeng_gateway;
grant delete, select (device_id, stream, seq, received_at) on uplink to budeng_worker;

create table uplink_state (
  device_id text collate "C" not null,
  stream text not null,
  through_seq bigint not null,
  ahead bigint[] default '{}'::bigint[] not null
);
alter table uplink_state add constraint uplink_state_pkey PRIMARY KEY (device_id, stream);
-- row security enabled and forced (fillfactor=70)
create policy gateway on uplink_state for all to budeng_gateway using (true) with check (true);
create policy owner on uplink_state for all to budeng_owner using (true) with check (true);
create policy worker on uplink_state for all to budeng_worker using (true) with check (true);
grant insert, select, update on uplink_state to budeng_gateway;
grant select on uplink_state to budeng_worker;

create table watch_window (
  id text collate "C" not null,
  node_id text collate "C" not null,
  path ltree not null,
  name text not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  zone text not null,
  patience integer not null,
  heartbeat_ms integer,
  allows_rollouts boolean not null,
  state text not null,
  planned_by text collate "C" not null,
  planned_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_by text collate "C",
  report jsonb,
  version integer default 1 not null
);
alter table watch_window add constraint watch_window_check CHECK ((starts_at < ends_at));
alter table watch_window add constraint watch_window_check1 CHECK (((state = ANY (ARRAY['ENDED'::text, 'CANCELLED'::text])) = (ended_at IS NOT NULL)));
alter table watch_window add constraint watch_window_node_id_fkey FOREIGN KEY (node_id) REFERENCES node(id);
alter table watch_window add constraint watch_window_patience_check CHECK (((patience >= 10) AND (patience <= 100)));
alter table watch_window add constraint watch_window_pkey PRIMARY KEY (id);
alter table watch_window add constraint watch_window_state_check CHECK ((state = ANY (ARRAY['PLANNED'::text, 'OPEN'::text, 'ENDED'::text, 'CANCELLED'::text])));
CREATE INDEX watch_window_from ON public.watch_window USING btree (starts_at DESC, id);
CREATE INDEX watch_window_standing ON public.watch_window USING btree (starts_at, id) WHERE (state = ANY (ARRAY['PLANNED'::text, 'OPEN'::text]));
-- row security enabled and forced (fillfactor=70)
create policy app on watch_window for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy app_below on watch_window for select to budeng_app using ((path @> (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree)) with check ();
create policy gateway on watch_window for all to budeng_gateway using (true) with check (true);
create policy owner on watch_window for all to budeng_owner using (true) with check (true);
create policy worker on watch_window for all to budeng_worker using (true) with check (true);
grant insert, select, update on watch_window to budeng_app;
grant select on watch_window to budeng_gateway;
grant select, update on watch_window to budeng_worker;

create table work_order (
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null,
  agent_id text collate "C",
  merchant_id text collate "C" not null,
  store_id text collate "C" not null,
  path ltree not null,
  id text collate "C" not null,
  recovery_id text collate "C",
  reason text not null,
  note text not null,
  state text not null,
  technician text default ''::text not null,
  parts text default ''::text not null,
  outcome text default ''::text not null,
  opened_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  closed_by text collate "C",
  version integer default 1 not null,
  claimed_by text collate "C",
  visit_id text collate "C"
);
alter table work_order add constraint work_order_check CHECK (((state = ANY (ARRAY['DONE'::text, 'CANCELLED'::text])) = (closed_at IS NOT NULL)));
alter table work_order add constraint work_order_pkey PRIMARY KEY (id);
alter table work_order add constraint work_order_recovery_id_fkey FOREIGN KEY (recovery_id) REFERENCES recovery(id);
alter table work_order add constraint work_order_state_check CHECK ((state = ANY (ARRAY['OPEN'::text, 'ASSIGNED'::text, 'DONE'::text, 'CANCELLED'::text])));
alter table work_order add constraint work_order_visit_id_fkey FOREIGN KEY (visit_id) REFERENCES care_visit(id);
CREATE INDEX work_order_acquirer ON public.work_order USING btree (acquirer_id, due_at, id) WHERE (closed_at IS NULL);
CREATE INDEX work_order_agent ON public.work_order USING btree (agent_id, due_at, id) WHERE ((closed_at IS NULL) AND (agent_id IS NOT NULL));
CREATE INDEX work_order_due ON public.work_order USING btree (due_at) WHERE (closed_at IS NULL);
CREATE INDEX work_order_merchant ON public.work_order USING btree (merchant_id, due_at, id) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX work_order_recovery ON public.work_order USING btree (recovery_id) WHERE (recovery_id IS NOT NULL);
CREATE INDEX work_order_store ON public.work_order USING btree (store_id, due_at, id) WHERE (closed_at IS NULL);
CREATE INDEX work_order_terminal ON public.work_order USING btree (terminal_id, opened_at, id);
CREATE UNIQUE INDEX work_order_visit ON public.work_order USING btree (visit_id) WHERE (visit_id IS NOT NULL);
-- row security enabled and forced (fillfactor=60)
create policy app on work_order for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on work_order for all to budeng_owner using (true) with check (true);
create policy worker on work_order for all to budeng_worker using (true) with check (true);
grant insert, select, update on work_order to budeng_app;
grant insert, select on work_order to budeng_worker;

create table work_order_photo (
  work_order_id text collate "C" not null,
  terminal_id text collate "C" not null,
  sha256 bytea not null,
  path ltree not null,
  added_by text collate "C" not null,
  added_at timestamp with time zone not null
);
alter table work_order_photo add constraint work_order_photo_pkey PRIMARY KEY (work_order_id, sha256);
alter table work_order_photo add constraint work_order_photo_terminal_id_sha256_fkey FOREIGN KEY (terminal_id, sha256) REFERENCES evidence(terminal_id, sha256);
alter table work_order_photo add constraint work_order_photo_work_order_id_fkey FOREIGN KEY (work_order_id) REFERENCES work_order(id);
CREATE TRIGGER work_order_photo_append_only BEFORE DELETE OR UPDATE ON public.work_order_photo FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER work_order_photo_not_emptied BEFORE TRUNCATE ON public.work_order_photo FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- row security enabled and forced
create policy app on work_order_photo for all to budeng_app using (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree))) with check (((path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree) OR (path <@ (NULLIF(current_setting('app.also'::text, true), ''::text))::ltree)));
create policy owner on work_order_photo for all to budeng_owner using (true) with check (true);
grant insert, select on work_order_photo to budeng_app;

create table work_position (
  name text collate "C" not null,
  position text collate "C" not null
);
alter table work_position add constraint work_position_pkey PRIMARY KEY (name);
-- row security enabled and forced
create policy owner on work_position for all to budeng_owner using (true) with check (true);
create policy worker on work_position for all to budeng_worker using (true) with check (true);
grant insert, select, update on work_position to budeng_worker;

CREATE OR REPLACE FUNCTION public.booking_zone(terminal text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select n.time_zone from terminal t join node n on n.id = t.acquirer_id where t.id = terminal and (t.path <@ nullif(current_setting('app.path', true), '')::ltree or nullif(current_setting('app.path', true), '')::ltree <@ t.path or t.path <@ nullif(current_setting('app.also', true), '')::ltree or nullif(current_setting('app.also', true), '')::ltree <@ t.path
    or current_setting('role', true) in ('budeng_worker', 'budeng_gateway', 'budeng_owner'))
$function$
;
grant execute on function booking_zone(text) to budeng_app;
grant execute on function booking_zone(text) to budeng_gateway;
grant execute on function booking_zone(text) to budeng_worker;

CREATE OR REPLACE FUNCTION public.correction_limits_around(acquirer text)
 RETURNS SETOF correction_limit
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select l.* from correction_limit l where l.acquirer_id = acquirer
    and (l.path <@ nullif(current_setting('app.path', true), '')::ltree or nullif(current_setting('app.path', true), '')::ltree <@ l.path or l.path <@ nullif(current_setting('app.also', true), '')::ltree or nullif(current_setting('app.also', true), '')::ltree <@ l.path or current_setting('role', true) in ('budeng_worker', 'budeng_gateway', 'budeng_owner'))
$function$
;
grant execute on function correction_limits_around(text) to budeng_app;
grant execute on function correction_limits_around(text) to budeng_gateway;
grant execute on function correction_limits_around(text) to budeng_worker;

CREATE OR REPLACE FUNCTION public.correction_usage(human text, since timestamp with time zone)
 RETURNS TABLE(stake jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select correction.stake from correction where maker_human = human and submitted_at >= since
$function$
;
grant execute on function correction_usage(text,timestamp with time zone) to budeng_app;

CREATE OR REPLACE FUNCTION public.device_in_its_acquirer()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if exists (select from terminal where id = new.terminal_id and acquirer_id <> new.acquirer_id) then
    raise exception 'device % stands at a terminal of another acquirer', new.id using errcode = 'check_violation';
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION public.device_keeps_apart()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if starts_with(new.serial, 'TRAINING-') <> is_training(new.acquirer_id) then
    raise exception 'device % is no device of acquirer %: training and work are kept apart', new.serial, new.acquirer_id
      using errcode = 'check_violation';
  end if;
  return new;
end $function$
;
grant execute on function device_keeps_apart() to public;

CREATE OR REPLACE FUNCTION public.duties_of(standing_in text, at timestamp with time zone)
 RETURNS TABLE(absent_id text, absent_human text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select deputy.absent_id, absent.human_id
  from person account
  join deputy on deputy.deputy_id = account.id and deputy.ended_at is null and deputy.until > at
  join person absent on absent.id = deputy.absent_id
  where account.human_id = standing_in
$function$
;
grant execute on function duties_of(text,timestamp with time zone) to budeng_app;

CREATE OR REPLACE FUNCTION public.enrolment_keeps_apart()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if starts_with(new.serial, 'TRAINING-') <> is_training(subpath(new.path, 0, 1)::text) then
    raise exception 'no code for device % at %: training and work are kept apart', new.serial, new.path
      using errcode = 'check_violation';
  end if;
  return new;
end $function$
;
grant execute on function enrolment_keeps_apart() to public;

CREATE OR REPLACE FUNCTION public.event_id_from(moment timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
declare
  rest numeric := floor(extract(epoch from moment) * 1000) * 1208925819614629174706176;
  text text := '';
begin
  for i in 1..26 loop
    text := substr('0123456789abcdefghjkmnpqrstvwxyz', mod(rest, 32)::int + 1, 1) || text;
    rest := div(rest, 32);
  end loop;
  return 'evt_' || text;
end $function$
;
grant execute on function event_id_from(timestamp with time zone) to public;

CREATE OR REPLACE FUNCTION public.event_month_make(month date)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  first date := date_trunc('month', month);
  name text := event_month_name(first);
  starts text := event_id_from(first::timestamp at time zone 'UTC');
  ends text := event_id_from((first + interval '1 month') at time zone 'UTC');
begin
  if to_regclass(format('partition.%I', name)) is not null then return false; end if;
  perform set_config('lock_timeout', '2s', true);
  -- whoever writes an event has chosen its partition when it holds the lock of the parent: nobody may be in between
  lock table public.event in share row exclusive mode;
  execute format('create table partition.%I (like public.event including defaults including constraints)', name);
  execute format('with moved as (delete from partition.event_rest where id >= %L and id < %L returning *) insert into partition.%I select * from moved',
    starts, ends, name);
  execute format('alter table partition.%I enable row level security', name);
  execute format('alter table partition.%I force row level security', name);
  execute format('create policy owner on partition.%I to budeng_owner using (true) with check (true)', name);
  execute format('alter table public.event attach partition partition.%I for values from (%L) to (%L)', name, starts, ends);
  return true;
end $function$
;
grant execute on function event_month_make(date) to budeng_worker;

CREATE OR REPLACE FUNCTION public.event_month_name(month date)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select 'event_' || to_char(month, 'YYYY_MM')
$function$
;
grant execute on function event_month_name(date) to public;

CREATE OR REPLACE FUNCTION public.event_month_remove(month date, at timestamp with time zone)
 RETURNS TABLE(through_position bigint, events bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  first date := date_trunc('month', month);
  name text := event_month_name(first);
begin
  if to_regclass(format('partition.%I', name)) is null then return; end if;
  if first + interval '1 month' > clock_timestamp() at time zone 'UTC' - interval '12 months' then
    raise exception 'events are kept for 12 months at least';
  end if;
  perform set_config('lock_timeout', '2s', true);
  execute format('alter table public.event detach partition partition.%I', name);
  execute format('select max(placed.position), count(*) from partition.%I gone left join event_order placed on placed.event_id = gone.id
    having count(*) = count(placed.position)', name) into through_position, events;
  if events is null or through_position > (select coalesce(max(position), 0) from event_leaf) then
    raise exception 'events of % are not sealed', name;
  end if;
  execute format('drop table partition.%I', name);
  insert into event_removal values (to_char(first, 'YYYY-MM'), coalesce(through_position, 0), events, at);
  return next;
end $function$
;
grant execute on function event_month_remove(date,timestamp with time zone) to budeng_worker;

CREATE OR REPLACE FUNCTION public.file_month_make(month date)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  first date := date_trunc('month', month);
  next date := first + interval '1 month';
  name text := 'file_line_' || to_char(month, 'YYYY_MM');
begin
  if to_regclass(format('partition.%I', name)) is not null then return false; end if;
  perform set_config('lock_timeout', '2s', true);
  lock table public.file_line in share row exclusive mode;
  execute format('create table partition.%I (like public.file_line including defaults including constraints)', name);
  execute format('with moved as (delete from partition.file_line_rest where business_date >= %L and business_date < %L returning *) insert into partition.%I select * from moved',
    first, next, name);
  execute format('alter table partition.%I enable row level security', name);
  execute format('alter table partition.%I force row level security', name);
  execute format('create policy owner on partition.%I to budeng_owner using (true) with check (true)', name);
  execute format('alter table public.file_line attach partition partition.%I for values from (%L) to (%L)', name, first, next);
  return true;
end $function$
;
grant execute on function file_month_make(date) to budeng_worker;

CREATE OR REPLACE FUNCTION public.file_month_remove(month date)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  first date := date_trunc('month', month);
  name text := 'file_line_' || to_char(first, 'YYYY_MM');
  lines bigint;
begin
  if to_regclass(format('partition.%I', name)) is null then return null; end if;
  if first + interval '1 month' > clock_timestamp() at time zone 'UTC' - interval '12 months' then
    raise exception 'lines of files are kept for 12 months at least';
  end if;
  perform set_config('lock_timeout', '2s', true);
  execute format('select count(*) from partition.%I', name) into lines;
  execute format('alter table public.file_line detach partition partition.%I', name);
  execute format('drop table partition.%I', name);
  return lines;
end $function$
;
grant execute on function file_month_remove(date) to budeng_worker;

CREATE OR REPLACE FUNCTION public.folded(value text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN btrim(lower(NORMALIZE(value, NFKC)))
;
grant execute on function folded(text) to public;

CREATE OR REPLACE FUNCTION public.grams(value text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
declare
  known text[] := '{}';
  before text;
  sign text;
begin
  foreach sign in array string_to_array(value, null) loop
    known := known || sign;
    if before is not null then known := known || (before || sign); end if;
    before := sign;
  end loop;
  return known;
end $function$
;
grant execute on function grams(text) to public;

CREATE OR REPLACE FUNCTION public.health_ring_empty(ring text, slot integer)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if ring not in ('health_sample', 'health_hour', 'health_day') then raise exception 'no such ring: %', ring; end if;
  perform set_config('lock_timeout', '2s', true);
  execute format('truncate partition.%I', ring || '_' || slot);
end $function$
;
grant execute on function health_ring_empty(text,integer) to budeng_worker;

CREATE OR REPLACE FUNCTION public.humans_of(accounts text[])
 RETURNS TABLE(account_id text, human text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select id, human_id from person where id = any(accounts)
$function$
;
grant execute on function humans_of(text[]) to budeng_app;

CREATE OR REPLACE FUNCTION public.is_training(acquirer text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select coalesce((select training from node where id = acquirer), false)
$function$
;
grant execute on function is_training(text) to budeng_app;
grant execute on function is_training(text) to budeng_worker;

CREATE OR REPLACE FUNCTION public.join_humans(account text, other text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  human_before text;
  human_after text;
begin
  -- two joins that meet would leave two groups
  perform pg_advisory_xact_lock(hashtextextended('join_humans', 0));
  select human_id into human_before from person where id = account and kind = 'HUMAN' and path <@ nullif(current_setting('app.path', true), '')::ltree;
  select human_id into human_after from person where id = other and kind = 'HUMAN' and path <@ nullif(current_setting('app.path', true), '')::ltree;
  if human_before is null or human_after is null or human_before = human_after then return false; end if;
  update person set human_id = human_after where human_id = human_before;
  update break_glass set used_human = human_after where used_human = human_before and state = 'TO_REVIEW';
  return true;
end $function$
;
grant execute on function join_humans(text,text) to budeng_app;

CREATE OR REPLACE FUNCTION public.journal_bodies_erase(batch text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  erased bigint;
begin
  update journal_record r set body = null
  from batch b where b.id = batch and r.terminal_id = b.terminal_id and r.epoch = b.epoch and r.batch_no = b.batch_no and r.body is not null;
  get diagnostics erased = row_count;
  return erased;
end $function$
;
grant execute on function journal_bodies_erase(text) to budeng_worker;

CREATE OR REPLACE FUNCTION public.journal_record_stays()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and new.body is null and old.body is not null then
    new.body := old.body;
    if new is not distinct from old and exists (
      select from public.batch join public.journal_archive on journal_archive.batch_id = batch.id
      where batch.terminal_id = old.terminal_id and batch.epoch = old.epoch and batch.batch_no = old.batch_no
        and batch.state in ('CLOSED', 'FORCE_CLOSED')) then
      new.body := null;
      return new;
    end if;
  end if;
  raise exception 'journal_record is append-only' using errcode = 'insufficient_privilege';
end $function$
;
grant execute on function journal_record_stays() to public;

CREATE OR REPLACE FUNCTION public.journal_stays()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $function$
;
grant execute on function journal_stays() to public;

CREATE OR REPLACE FUNCTION public.journal_stream_count()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    insert into agreement_count as c (node_id, share, path, equal, different, unknown)
    select n.id, pg_backend_pid() % 8, n.path, d.equal, d.different, d.unknown
    from (select at.id, sum(each.sign * (each.agreement = 'EQUAL')::int) as equal, sum(each.sign * (each.agreement = 'DIFFERENT')::int) as different, sum(each.sign * (each.agreement = 'UNKNOWN')::int) as unknown
      from (select 1 as sign, * from new_rows) each cross join lateral unnest(array[each.acquirer_id, each.agent_id, each.merchant_id, each.store_id]) at (id) where each.newest
      group by at.id having sum(each.sign * (each.agreement = 'EQUAL')::int) <> 0 or sum(each.sign * (each.agreement = 'DIFFERENT')::int) <> 0 or sum(each.sign * (each.agreement = 'UNKNOWN')::int) <> 0) d
    join node n on n.id = d.id order by nlevel(n.path), n.id
    on conflict (node_id, share) do update set equal = c.equal + excluded.equal, different = c.different + excluded.different, unknown = c.unknown + excluded.unknown;
  elsif tg_op = 'DELETE' then
    insert into agreement_count as c (node_id, share, path, equal, different, unknown)
    select n.id, pg_backend_pid() % 8, n.path, d.equal, d.different, d.unknown
    from (select at.id, sum(each.sign * (each.agreement = 'EQUAL')::int) as equal, sum(each.sign * (each.agreement = 'DIFFERENT')::int) as different, sum(each.sign * (each.agreement = 'UNKNOWN')::int) as unknown
      from (select -1 as sign, * from old_rows) each cross join lateral unnest(array[each.acquirer_id, each.agent_id, each.merchant_id, each.store_id]) at (id) where each.newest
      group by at.id having sum(each.sign * (each.agreement = 'EQUAL')::int) <> 0 or sum(each.sign * (each.agreement = 'DIFFERENT')::int) <> 0 or sum(each.sign * (each.agreement = 'UNKNOWN')::int) <> 0) d
    join node n on n.id = d.id order by nlevel(n.path), n.id
    on conflict (node_id, share) do update set equal = c.equal + excluded.equal, different = c.different + excluded.different, unknown = c.unknown + excluded.unknown;
  else
    insert into agreement_count as c (node_id, share, path, equal, different, unknown)
    select n.id, pg_backend_pid() % 8, n.path, d.equal, d.different, d.unknown
    from (select at.id, sum(each.sign * (each.agreement = 'EQUAL')::int) as equal, sum(each.sign * (each.agreement = 'DIFFERENT')::int) as different, sum(each.sign * (each.agreement = 'UNKNOWN')::int) as unknown
      from (select 1 as sign, * from new_rows union all select -1 as sign, * from old_rows) each cross join lateral unnest(array[each.acquirer_id, each.agent_id, each.merchant_id, each.store_id]) at (id) where each.newest
      group by at.id having sum(each.sign * (each.agreement = 'EQUAL')::int) <> 0 or sum(each.sign * (each.agreement = 'DIFFERENT')::int) <> 0 or sum(each.sign * (each.agreement = 'UNKNOWN')::int) <> 0) d
    join node n on n.id = d.id order by nlevel(n.path), n.id
    on conflict (node_id, share) do update set equal = c.equal + excluded.equal, different = c.different + excluded.different, unknown = c.unknown + excluded.unknown;
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.ledger_block_postings(blocks bigint[], firsts date[], lasts date[])
 RETURNS TABLE(account_id bigint, effective_date date, minor bigint)
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  parts text;
begin
  select string_agg(format('select account_id, effective_date, minor from ledger_posting where effective_date >= %L and effective_date <= %L and entry_id >= %s and entry_id < %s',
    first, last, block * 1024, (block + 1) * 1024), ' union all ') into parts from unnest(blocks, firsts, lasts) each (block, first, last);
  if parts is not null then return query execute parts; end if;
end $function$
;
grant execute on function ledger_block_postings(bigint[],date[],date[]) to public;

CREATE OR REPLACE FUNCTION public.ledger_entry_check()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  wrong record;
begin
  select each.acquirer_id, each.first into wrong
    from (select acquirer_id, min(effective_date) as first from added group by acquirer_id) as each
    where exists (select from ledger_period period where period.acquirer_id = each.acquirer_id and period.business_date >= each.first) limit 1;
  if found then
    raise exception 'the day % of % is closed', wrong.first, wrong.acquirer_id using errcode = 'check_violation';
  end if;
  return null;
end $function$
;
grant execute on function ledger_entry_check() to public;

CREATE OR REPLACE FUNCTION public.ledger_hold_open(acquirers text[])
 RETURNS TABLE(acquirer_id text, closed_through date)
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_advisory_xact_lock_shared(5271, hashtext(one)) from unnest(acquirers) one order by one;
  return query select one, (select max(business_date) from ledger_period period where period.acquirer_id = one) from unnest(acquirers) one;
end $function$
;
grant execute on function ledger_hold_open(text[]) to public;

CREATE OR REPLACE FUNCTION public.ledger_lines(accounts bigint[], first date, last date, after_date date, after_entry bigint, most integer)
 RETURNS TABLE(account_id bigint, effective_date date, entry_id bigint, minor bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select mine.* from (select id from ledger_account where id = any(accounts) and ((path <@ nullif(current_setting('app.path', true), '')::ltree or path <@ nullif(current_setting('app.also', true), '')::ltree) or current_setting('role', true) in ('budeng_worker', 'budeng_owner'))) account cross join lateral (
    select p.account_id, p.effective_date, p.entry_id, p.minor from ledger_posting p
    where p.account_id = account.id and p.effective_date between first and last
      and (p.effective_date, p.entry_id) > (coalesce(after_date, '-infinity'), after_entry)
    order by p.effective_date, p.entry_id limit most
  ) mine order by mine.effective_date, mine.entry_id limit most
$function$
;
grant execute on function ledger_lines(bigint[],date,date,date,bigint,integer) to budeng_app;
grant execute on function ledger_lines(bigint[],date,date,date,bigint,integer) to budeng_worker;

CREATE OR REPLACE FUNCTION public.ledger_month_archive(month date)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  first date := date_trunc('month', month);
  next date := first + interval '1 month';
  name text := ledger_month_name(first);
begin
  if not exists (select from pg_inherits where inhparent = 'public.ledger_posting'::regclass and inhrelid = to_regclass(format('partition.%I', name))) then
    return false;
  end if;
  if next > clock_timestamp() at time zone 'UTC' - interval '36 months' then
    raise exception 'postings are kept for 36 months at least';
  end if;
  if exists (select from ledger_pending where first_date < next)
    or exists (select from ledger_balance where effective_date < next and closing is null) then
    raise exception 'the days of % are not sealed', name;
  end if;
  perform set_config('lock_timeout', '2s', true);
  execute format('alter table public.ledger_posting detach partition partition.%I', name);
  execute format('alter table partition.%I rename to %I', name, name || '_archived');
  return true;
end $function$
;
grant execute on function ledger_month_archive(date) to budeng_worker;

CREATE OR REPLACE FUNCTION public.ledger_month_make(month date)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  first date := date_trunc('month', month);
  next date := first + interval '1 month';
  name text := ledger_month_name(first);
begin
  if to_regclass(format('partition.%I', name)) is not null then return false; end if;
  perform set_config('lock_timeout', '2s', true);
  lock table public.ledger_posting in share row exclusive mode;
  execute format('create table partition.%I (like public.ledger_posting including defaults including constraints)', name);
  if exists (select from partition.ledger_posting_rest where effective_date >= first and effective_date < next) then
    alter table partition.ledger_posting_rest disable trigger ledger_posting_append_only;
    execute format('with moved as (delete from partition.ledger_posting_rest where effective_date >= %L and effective_date < %L returning *) insert into partition.%I select * from moved',
      first, next, name);
    alter table partition.ledger_posting_rest enable trigger ledger_posting_append_only;
  end if;
  execute format('alter table partition.%I enable row level security', name);
  execute format('alter table partition.%I force row level security', name);
  execute format('create policy owner on partition.%I to budeng_owner using (true) with check (true)', name);
  execute format('alter table public.ledger_posting attach partition partition.%I for values from (%L) to (%L)', name, first, next);
  return true;
end $function$
;
grant execute on function ledger_month_make(date) to budeng_worker;

CREATE OR REPLACE FUNCTION public.ledger_month_name(month date)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select 'ledger_posting_' || to_char(month, 'YYYY_MM')
$function$
;
grant execute on function ledger_month_name(date) to public;

CREATE OR REPLACE FUNCTION public.ledger_posting_check()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  wrong record;
begin
  select entry_id, currency, sum(minor) as off into wrong from added group by entry_id, currency having sum(minor) <> 0 limit 1;
  if found then
    raise exception 'ledger entry % is off by % %', wrong.entry_id, wrong.off, wrong.currency using errcode = 'check_violation';
  end if;
  select each.entry_id into wrong from (select entry_id, min(effective_date) as first, max(effective_date) as last from added group by entry_id) as each
    left join ledger_entry entry on entry.id = each.entry_id
    where entry.id is null or entry.effective_date <> each.first or entry.effective_date <> each.last limit 1;
  if found then
    raise exception 'postings of % have no entry of their date', wrong.entry_id using errcode = 'check_violation';
  end if;
  return null;
end $function$
;
grant execute on function ledger_posting_check() to public;

CREATE OR REPLACE FUNCTION public.ledger_refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $function$
;
grant execute on function ledger_refuse_change() to public;

CREATE OR REPLACE FUNCTION public.ledger_tail(accounts bigint[], as_of date)
 RETURNS TABLE(account_id bigint, moved numeric)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with pending as (
    select array_agg(block) as blocks, array_agg(first_date) as firsts, array_agg(least(last_date, as_of)) as lasts
    from ledger_pending where first_date <= coalesce(as_of, 'infinity')
  ), sums as (
    select p.account_id, sum(p.minor) as moved from pending cross join lateral ledger_block_postings(pending.blocks, pending.firsts, pending.lasts) p
    where accounts is null or p.account_id = any(accounts) group by 1
  )
  select sums.account_id, sums.moved from sums where (select true from ledger_account account where account.id = sums.account_id and ((path <@ nullif(current_setting('app.path', true), '')::ltree or path <@ nullif(current_setting('app.also', true), '')::ltree) or current_setting('role', true) in ('budeng_worker', 'budeng_owner')))
$function$
;
grant execute on function ledger_tail(bigint[],date) to budeng_app;
grant execute on function ledger_tail(bigint[],date) to budeng_worker;

CREATE OR REPLACE FUNCTION public.name_keys(kind text, path ltree, bound_for ltree, name text, code text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  below integer := case kind when 'STORE' then 2 when 'MERCHANT' then 1 else 0 end;
  signs text[] := grams(folded(name)) || grams(folded(code));
  place ltree;
  scope text;
  keys text[] := '{}';
begin
  foreach place in array array[path, bound_for] loop
    continue when place is null or nlevel(place) <= below;
    foreach scope in array string_to_array(ltree2text(subpath(place, 0, nlevel(place) - below)), '.') loop
      keys := keys || string_to_array(scope || ' ' || array_to_string(signs, chr(1) || scope || ' '), chr(1));
    end loop;
  end loop;
  return keys;
end $function$
;
grant execute on function name_keys(text,ltree,ltree,text,text) to public;

CREATE OR REPLACE FUNCTION public.nodes_named(scope text, search text, most integer)
 RETURNS TABLE(id text, by_name boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 20
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
  select node.id, position(folded(search) in folded(node.name)) > 0
  from node
  where name_keys(kind, path, bound_for, name, code) @> search_keys(scope, folded(search))
    and (position(folded(search) in folded(name)) > 0 or starts_with(folded(code), folded(search)))
    and ((path <@ nullif(current_setting('app.path', true), '')::ltree or path <@ nullif(current_setting('app.also', true), '')::ltree) or bound_for <@ nullif(current_setting('app.path', true), '')::ltree or current_setting('role') = 'budeng_worker')
  limit most
$function$
;
grant execute on function nodes_named(text,text,integer) to budeng_app;
grant execute on function nodes_named(text,text,integer) to budeng_worker;

CREATE OR REPLACE FUNCTION public.open_backup_file(backup_command text, ticket text, most bigint, until timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  insert into terminal_file (command_id, terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, kind, attempt, ticket_hash, bytes_max, expires_at)
  select c.id, c.terminal_id, c.acquirer_id, c.agent_id, c.merchant_id, c.store_id, c.path, 'BACKUP', c.attempt, c.ticket_hash, most, until
  from command c where c.id = backup_command and c.type = 'BACKUP' and c.ticket_hash = ticket and c.finished_at is null
  on conflict (command_id) do update set attempt = excluded.attempt, ticket_hash = excluded.ticket_hash, expires_at = excluded.expires_at,
    type = null, bytes = null, sha256 = null, received = 0, refused = null
  where terminal_file.complete_at is null and terminal_file.attempt < excluded.attempt
$function$
;
grant execute on function open_backup_file(text,text,bigint,timestamp with time zone) to budeng_app;

CREATE OR REPLACE FUNCTION public.open_difference_count()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    insert into difference_count as c (node_id, share, path, currency, exponent, count, amount)
    select n.id, pg_backend_pid() % 8, n.path, d.currency, d.exponent, d.count, d.amount
    from (select at.id, coalesce(each.currency, '') as currency, coalesce(each.exponent, -1) as exponent, sum(each.sign) as count, sum(each.sign * coalesce(abs(each.amount), 0)) as amount
      from (select 1 as sign, * from new_rows) each cross join lateral unnest(array[each.acquirer_id, each.agent_id, each.merchant_id, each.store_id]) at (id) where each.closed_at is null
      group by at.id, coalesce(each.currency, ''), coalesce(each.exponent, -1) having sum(each.sign) <> 0 or sum(each.sign * coalesce(abs(each.amount), 0)) <> 0) d
    join node n on n.id = d.id order by nlevel(n.path), n.id
    on conflict (node_id, share, currency, exponent) do update set count = c.count + excluded.count, amount = c.amount + excluded.amount;
  elsif tg_op = 'DELETE' then
    insert into difference_count as c (node_id, share, path, currency, exponent, count, amount)
    select n.id, pg_backend_pid() % 8, n.path, d.currency, d.exponent, d.count, d.amount
    from (select at.id, coalesce(each.currency, '') as currency, coalesce(each.exponent, -1) as exponent, sum(each.sign) as count, sum(each.sign * coalesce(abs(each.amount), 0)) as amount
      from (select -1 as sign, * from old_rows) each cross join lateral unnest(array[each.acquirer_id, each.agent_id, each.merchant_id, each.store_id]) at (id) where each.closed_at is null
      group by at.id, coalesce(each.currency, ''), coalesce(each.exponent, -1) having sum(each.sign) <> 0 or sum(each.sign * coalesce(abs(each.amount), 0)) <> 0) d
    join node n on n.id = d.id order by nlevel(n.path), n.id
    on conflict (node_id, share, currency, exponent) do update set count = c.count + excluded.count, amount = c.amount + excluded.amount;
  else
    insert into difference_count as c (node_id, share, path, currency, exponent, count, amount)
    select n.id, pg_backend_pid() % 8, n.path, d.currency, d.exponent, d.count, d.amount
    from (select at.id, coalesce(each.currency, '') as currency, coalesce(each.exponent, -1) as exponent, sum(each.sign) as count, sum(each.sign * coalesce(abs(each.amount), 0)) as amount
      from (select 1 as sign, * from new_rows union all select -1 as sign, * from old_rows) each cross join lateral unnest(array[each.acquirer_id, each.agent_id, each.merchant_id, each.store_id]) at (id) where each.closed_at is null
      group by at.id, coalesce(each.currency, ''), coalesce(each.exponent, -1) having sum(each.sign) <> 0 or sum(each.sign * coalesce(abs(each.amount), 0)) <> 0) d
    join node n on n.id = d.id order by nlevel(n.path), n.id
    on conflict (node_id, share, currency, exponent) do update set count = c.count + excluded.count, amount = c.amount + excluded.amount;
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.people_erase(ended_before timestamp with time zone, at timestamp with time zone, most integer)
 RETURNS TABLE(id text, path ltree)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  gone text[];
  addresses text[];
begin
  if ended_before > clock_timestamp() - interval '1 year' then
    raise exception 'people are kept for a year after their end at least';
  end if;
  select array_agg(found.id), array_agg(found.email) into gone, addresses from (
    select p.id, p.email from person p
    where p.kind = 'HUMAN' and p.erased_at is null and p.disabled_at < ended_before
    order by p.disabled_at, p.id limit most for no key update skip locked
  ) found;
  if gone is null then return; end if;
  delete from totp_factor f where f.person_id = any(gone);
  delete from passkey f where f.person_id = any(gone);
  delete from recovery_code f where f.person_id = any(gone);
  delete from person_identity f where f.person_id = any(gone);
  delete from proof_challenge f where f.person_id = any(gone);
  delete from session f where f.person_id = any(gone);
  delete from saved_view f where f.person_id = any(gone) and not f.shared;
  delete from login_failure f where f.email = any(addresses);
  update invitation i set email = i.person_id || '@erased.invalid' where i.person_id = any(gone);
  return query update person p
    set name = 'former-' || right(p.id, 6), email = p.id || '@erased.invalid', password_hash = '', time_zone = 'UTC',
      erased_at = at, version = p.version + 1
    where p.id = any(gone) returning p.id, p.path;
end $function$
;
grant execute on function people_erase(timestamp with time zone,timestamp with time zone,integer) to budeng_worker;

CREATE OR REPLACE FUNCTION public.person_defaults()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.human_id := coalesce(new.human_id, new.id);
  new.role_since := coalesce(new.role_since, new.created_at);
  return new;
end $function$
;
grant execute on function person_defaults() to public;

CREATE OR REPLACE FUNCTION public.record_month_make(month date)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  first date := date_trunc('month', month);
  name text := 'record_line_' || to_char(first, 'YYYY_MM');
  starts timestamptz := first::timestamp at time zone 'UTC';
  ends timestamptz := (first + interval '1 month') at time zone 'UTC';
begin
  if to_regclass(format('partition.%I', name)) is not null then return false; end if;
  perform set_config('lock_timeout', '2s', true);
  lock table public.record_line in share row exclusive mode;
  execute format('create table partition.%I (like public.record_line including defaults including constraints) with (fillfactor = 50)', name);
  execute format('with moved as (delete from partition.record_line_rest where at >= %L and at < %L returning *) insert into partition.%I select * from moved',
    starts, ends, name);
  execute format('alter table partition.%I enable row level security', name);
  execute format('alter table partition.%I force row level security', name);
  execute format('create policy owner on partition.%I to budeng_owner using (true) with check (true)', name);
  execute format('alter table public.record_line attach partition partition.%I for values from (%L) to (%L)', name, starts, ends);
  return true;
end $function$
;
grant execute on function record_month_make(date) to budeng_worker;

CREATE OR REPLACE FUNCTION public.recovery_count()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into recovery_tally (node_id, path, playbook, cause, model, ended, recovered)
    select node.id, node.path, new.playbook, new.cause, terminal.model, 1, (new.ended_as in ('RECOVERED', 'RECOVERED_WITH_WARNING'))::int
    from terminal join node on node.path @> new.path
    where terminal.id = new.terminal_id order by node.id
  on conflict (node_id, playbook, cause, model) do update
    set ended = recovery_tally.ended + 1, recovered = recovery_tally.recovered + excluded.recovered;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.search_keys(scope text, search text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  return array(select scope || ' ' || gram from unnest(grams(search)) as gram
    where char_length(gram) = least(char_length(search), 2));
end $function$
;
grant execute on function search_keys(text,text) to public;

CREATE OR REPLACE FUNCTION public.session_defaults()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.active_at := coalesce(new.active_at, new.seen_at);
  new.kind := coalesce(new.kind, 'PERSON');
  new.name := coalesce(new.name, '');
  return new;
end $function$
;
grant execute on function session_defaults() to public;

CREATE OR REPLACE FUNCTION public.software_package_state(place ltree, of_model text, of_version text, hash text, size bigint, signed text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select case when withdrawn_at is null then 'GIVEN_OUT' else 'WITHDRAWN' end from software_package
  where path @> place and model = of_model and version = of_version and sha256 = hash and bytes = size and signature = signed
$function$
;
grant execute on function software_package_state(ltree,text,text,text,bigint,text) to budeng_app;

CREATE OR REPLACE FUNCTION public.streams_begin_anew(devices text[])
 RETURNS SETOF text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with anew as (
    select d.id from device d where d.id = any(devices) and d.enrolled_at is not null
      and not exists (select from uplink u where u.device_id = d.id and u.received_at >= d.enrolled_at)
  ), gone as (
    delete from uplink using anew where uplink.device_id = anew.id
  ), begun as (
    update uplink_state set through_seq = 0, ahead = '{}' from anew where uplink_state.device_id = anew.id
  )
  select id from anew
$function$
;
grant execute on function streams_begin_anew(text[]) to budeng_gateway;

CREATE OR REPLACE FUNCTION public.tariff_versions_around(merchants text[])
 RETURNS SETOF tariff_version
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select v.* from tariff t join tariff_version v on v.tariff_id = t.id where t.merchant_id = any(merchants) and (t.path <@ nullif(current_setting('app.path', true), '')::ltree or nullif(current_setting('app.path', true), '')::ltree <@ t.path or t.path <@ nullif(current_setting('app.also', true), '')::ltree or nullif(current_setting('app.also', true), '')::ltree <@ t.path
    or current_setting('role', true) in ('budeng_worker', 'budeng_gateway', 'budeng_owner'))
$function$
;
grant execute on function tariff_versions_around(text[]) to budeng_app;
grant execute on function tariff_versions_around(text[]) to budeng_gateway;
grant execute on function tariff_versions_around(text[]) to budeng_worker;

CREATE OR REPLACE FUNCTION public.tariffs_around(merchants text[])
 RETURNS SETOF tariff
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select t.* from tariff t where t.merchant_id = any(merchants) and (t.path <@ nullif(current_setting('app.path', true), '')::ltree or nullif(current_setting('app.path', true), '')::ltree <@ t.path or t.path <@ nullif(current_setting('app.also', true), '')::ltree or nullif(current_setting('app.also', true), '')::ltree <@ t.path
    or current_setting('role', true) in ('budeng_worker', 'budeng_gateway', 'budeng_owner'))
$function$
;
grant execute on function tariffs_around(text[]) to budeng_app;
grant execute on function tariffs_around(text[]) to budeng_gateway;
grant execute on function tariffs_around(text[]) to budeng_worker;

CREATE OR REPLACE FUNCTION public.terminal_care_begin()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into terminal_care (terminal_id, kind, acquirer_id, agent_id, model, in_use, since)
  select t.id, k.kind, t.acquirer_id, t.agent_id, t.model, t.state in ('ACTIVE', 'SUSPENDED'), t.created_at
  from made t cross join (values ('INSPECTION'), ('MAINTENANCE')) k (kind) order by t.id
  on conflict do nothing;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.terminal_care_follow()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update terminal_care set agent_id = new.agent_id, model = new.model, in_use = new.state in ('ACTIVE', 'SUSPENDED'),
    -- what waited in a box is due from when it was taken into use
    since = case when old.state = 'REGISTERED' and new.state <> 'REGISTERED' and visit_id is null
      then greatest(since, new.changed_at) else since end
  where terminal_id = new.id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.terminal_count()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    insert into agreement_count as c (node_id, share, path, terminals)
    select n.id, pg_backend_pid() % 8, n.path, d.terminals
    from (select at.id, sum(each.sign) as terminals
      from (select 1 as sign, * from new_rows) each cross join lateral unnest(array[each.acquirer_id, each.agent_id, each.merchant_id, each.store_id]) at (id) where true
      group by at.id having sum(each.sign) <> 0) d
    join node n on n.id = d.id order by nlevel(n.path), n.id
    on conflict (node_id, share) do update set terminals = c.terminals + excluded.terminals;
  elsif tg_op = 'DELETE' then
    insert into agreement_count as c (node_id, share, path, terminals)
    select n.id, pg_backend_pid() % 8, n.path, d.terminals
    from (select at.id, sum(each.sign) as terminals
      from (select -1 as sign, * from old_rows) each cross join lateral unnest(array[each.acquirer_id, each.agent_id, each.merchant_id, each.store_id]) at (id) where true
      group by at.id having sum(each.sign) <> 0) d
    join node n on n.id = d.id order by nlevel(n.path), n.id
    on conflict (node_id, share) do update set terminals = c.terminals + excluded.terminals;
  else
    insert into agreement_count as c (node_id, share, path, terminals)
    select n.id, pg_backend_pid() % 8, n.path, d.terminals
    from (select at.id, sum(each.sign) as terminals
      from (select 1 as sign, new.acquirer_id, new.agent_id, new.merchant_id, new.store_id union all select -1 as sign, old.acquirer_id, old.agent_id, old.merchant_id, old.store_id) each cross join lateral unnest(array[each.acquirer_id, each.agent_id, each.merchant_id, each.store_id]) at (id) where true
      group by at.id having sum(each.sign) <> 0) d
    join node n on n.id = d.id order by nlevel(n.path), n.id
    on conflict (node_id, share) do update set terminals = c.terminals + excluded.terminals;
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.training_stays()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'whether an acquirer is for training is decided when it is made' using errcode = 'check_violation';
end $function$
;
grant execute on function training_stays() to public;
