-- What a reconciliation reads from Amazon, kept for its run alone: a million rows are compared here, not in memory.
create table amazon_record (
  run text not null,
  -- In the order of bytes, so that pages go on where the last one ended whatever the database's language.
  request_id text collate "C" not null,
  position int not null check (position > 0),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  account text,
  at timestamptz,
  applied boolean not null,
  staged_at timestamptz not null default now(),
  primary key (run, request_id, position)
);
create index amazon_record_staged on amazon_record (staged_at);
