-- What went wrong outside with a campaign's links, counted: no token, no address, one row for each kind.
create table campaign_problem (
  campaign_id text not null references campaign (id),
  kind text not null check (kind in ('empty-token', 'unreplaced-tag')),
  count bigint not null check (count > 0),
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (campaign_id, kind)
);
