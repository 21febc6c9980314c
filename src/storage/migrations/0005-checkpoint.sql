-- Which database this is; a restored copy has the same id.
alter table installation add column id uuid not null default gen_random_uuid();

-- A checkpoint covers every event that carries its number or a smaller one.
create table checkpoint (
  number bigint primary key check (number > 0),
  at timestamptz not null,
  deposits bigint not null,
  events bigint not null,
  -- SHA-256 over the hashes of the events since the checkpoint before, in the order of claim link and sequence.
  head bytea not null check (length(head) = 32),
  mac bytea not null check (length(mac) = 32)
);
create trigger checkpoint_append_only before update or delete or truncate on checkpoint
  for each statement execute function refuse_change();

create table open_checkpoint (
  only_row boolean primary key default true check (only_row),
  number bigint not null
);
insert into open_checkpoint (number) values (1);

alter table deposit_event add column checkpoint bigint not null default 1;
create index deposit_event_checkpoint on deposit_event using brin (checkpoint) with (autosummarize = on);

-- Every writer, whatever its version, shares this lock until its commit. Whoever takes it alone knows that no event
-- with the open number is still on its way, and may raise the number.
create function assign_checkpoint() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(7100227);
  select number into new.checkpoint from open_checkpoint;
  return new;
end $$;
create trigger deposit_event_checkpoint before insert on deposit_event
  for each row execute function assign_checkpoint();
