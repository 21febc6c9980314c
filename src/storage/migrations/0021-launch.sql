-- When a partner account was last asked for its funds, by which process however many there are; what is deposited a day; and
-- when somebody was last told in the log that the funds end.
create table funds_watch (
  partner_account text primary key references partner_account (name),
  asked_at timestamptz not null default now(),
  burn_minor bigint not null default 0 check (burn_minor >= 0),
  burn_at timestamptz,
  told_at timestamptz
);

-- What Amazon said: of the last day all, of the last 90 days one an hour.
create table funds_reading (
  partner_account text not null references partner_account (name),
  at timestamptz not null default now(),
  funds_minor bigint not null,
  primary key (partner_account, at)
);

-- What a person said of a step of the launch checklist, or handed in; the newest word, every one is in the audit.
create table launch_mark (
  partner_account text not null references partner_account (name),
  step text not null,
  kind text not null check (kind in ('done', 'waived', 'attached')),
  actor text not null,
  note text not null,
  at timestamptz not null default now(),
  primary key (partner_account, step)
);

-- When a backup was last made whole.
alter table installation add column backed_up_at timestamptz;

-- Until an operator opens it, nobody claims from a partner account in production but by its validation link.
alter table partner_account add column launched_at timestamptz;
update partner_account set launched_at = now()
  where amazon_env = 'production' and exists (select from deposit where partner_account = name);

-- The one link of a partner account that can be claimed before; an older one is worthless and stays for the record.
create table validation_link (
  claim_link_id text primary key references claim_link (id),
  partner_account text not null references partner_account (name),
  actor text not null,
  made_at timestamptz not null default now(),
  -- Minor units as Amazon told them; null where it did not.
  funds_before bigint,
  funds_after bigint,
  -- Who saw the row in the portal, and when.
  portal_actor text,
  portal_at timestamptz,
  check ((portal_actor is null) = (portal_at is null))
);
create index validation_link_account on validation_link (partner_account, made_at);
