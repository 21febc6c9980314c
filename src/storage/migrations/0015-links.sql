-- An order of claim links: by count, from a file, or in the place of other links. What was uploaded is staged here and
-- not on one machine's disk.
create table link_batch (
  id text primary key,
  campaign_id text not null references campaign (id),
  kind text not null check (kind in ('count', 'file', 'replacement')),
  state text not null check (state in
    ('receiving', 'checking', 'refused', 'unneeded', 'issuing', 'live', 'withdrawn')),
  made_by text not null,
  file_name text,
  -- The columns of the file as CSV, in their order; null where there was none.
  head text,
  lines int not null default 0 check (lines >= 0),
  -- Lines whose external id has a link with this amount already.
  present int not null default 0 check (present >= 0),
  problems int not null default 0 check (problems >= 0),
  -- Each making of the file is a delivery; links of one that is not confirmed cannot be claimed.
  delivery int not null default 0 check (delivery >= 0),
  delivered int not null default 0 check (delivered >= 0),
  delivered_at timestamptz,
  confirmed_delivery int not null default 0 check (confirmed_delivery <= delivery),
  created_at timestamptz not null default now(),
  -- While a file is received: when nobody receives it any more.
  leased_until timestamptz,
  -- It left rows or links behind that nobody needs.
  untidy boolean not null default false,
  check ((state = 'receiving') = (leased_until is not null))
);
create index link_batch_campaign on link_batch (campaign_id, created_at);
create index link_batch_work on link_batch (created_at) where untidy or state in ('receiving', 'checking');

-- What a batch is made of, for as long as its file may have to be made again. There is no foreign key: it would look
-- the same batch up a million times.
create table link_row (
  batch_id text not null,
  line int not null check (line > 0),
  external_id text check (length(external_id) between 1 and 200),
  amount_minor bigint not null check (amount_minor > 0),
  expires_at timestamptz,
  -- The line as it is given back: CSV, its columns in their order.
  original text,
  -- The link in whose place this one is made.
  replaces_id text,
  primary key (batch_id, line)
);

-- The first problems of a file.
create table link_problem (
  batch_id text not null references link_batch (id),
  number int not null check (number > 0),
  line int not null check (line > 0),
  column_name text,
  reason text not null,
  -- The line as it was given; null where it could not be read.
  original text,
  primary key (batch_id, number)
);

alter table claim_link
  add column expires_at timestamptz,
  add column paused_at timestamptz,
  add column batch_id text references link_batch (id),
  add column batch_line int check (batch_line > 0),
  add column batch_delivery int check (batch_delivery > 0),
  add constraint claim_link_of_batch check
    ((batch_id is null) = (batch_line is null) and (batch_id is null) = (batch_delivery is null));
create index claim_link_batch on claim_link (batch_id, batch_line) where batch_id is not null;

-- A link that nobody could claim yet may be deleted, and must not be looked for in every sign-in then.
create index sign_in_claim_link on sign_in (claim_link_id);

-- As before, and a link stays in its batch.
create or replace function guard_claim_link() returns trigger language plpgsql as $$
begin
  if (new.id, new.campaign_id, new.amount_minor, new.currency, new.rehearsal, new.mock_code, new.replaces_id,
      new.reserved, new.batch_id, new.batch_line, new.batch_delivery)
     is distinct from
     (old.id, old.campaign_id, old.amount_minor, old.currency, old.rehearsal, old.mock_code, old.replaces_id,
      old.reserved, old.batch_id, old.batch_line, old.batch_delivery)
     or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at) then
    raise exception 'the identity of claim link % cannot change', old.id;
  end if;
  if new.revoked_at is not null and old.revoked_at is null
     and exists (select from deposit where deposit.claim_link_id = old.id) then
    raise exception 'claim link % is claimed', old.id;
  end if;
  return new;
end $$;
