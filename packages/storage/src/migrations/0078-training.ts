/**
 * An acquirer of simulated terminals, for people who learn. What it is, is decided when it is made, and holds for all that
 * will ever stand below it. That no real device gets in is kept here, under every program: a device is what its serial
 * number says (`TRAINING-`), and its serial number must fit its acquirer.
 */
export const sql = `
alter table node add column training boolean check (training is null or (training and kind = 'ACQUIRER'));

create function training_stays() returns trigger language plpgsql as $$
begin
  raise exception 'whether an acquirer is for training is decided when it is made' using errcode = 'check_violation';
end $$;
create trigger node_training_stays before update of training on node for each row
  when (old.training is distinct from new.training) execute function training_stays();

-- whoever writes a device need not see its acquirer
create function is_training(acquirer text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((select training from node where id = acquirer), false)
$$;
revoke execute on function is_training(text) from public;
grant execute on function is_training(text) to budeng_app, budeng_worker;

create function device_keeps_apart() returns trigger language plpgsql as $$
begin
  if starts_with(new.serial, 'TRAINING-') <> is_training(new.acquirer_id) then
    raise exception 'device % is no device of acquirer %: training and work are kept apart', new.serial, new.acquirer_id
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger device_training before insert or update of serial, acquirer_id on device
  for each row execute function device_keeps_apart();

create function enrolment_keeps_apart() returns trigger language plpgsql as $$
begin
  if starts_with(new.serial, 'TRAINING-') <> is_training(subpath(new.path, 0, 1)::text) then
    raise exception 'no code for device % at %: training and work are kept apart', new.serial, new.path
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger enrolment_training before insert or update of serial on enrolment
  for each row execute function enrolment_keeps_apart();

-- a device stands at a terminal of its own acquirer: else what is meant for one could be sent by the other
create function device_in_its_acquirer() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from terminal where id = new.terminal_id and acquirer_id <> new.acquirer_id) then
    raise exception 'device % stands at a terminal of another acquirer', new.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
revoke execute on function device_in_its_acquirer() from public;
create trigger device_acquirer before insert or update of terminal_id, acquirer_id on device
  for each row when (new.terminal_id is not null) execute function device_in_its_acquirer();
`
