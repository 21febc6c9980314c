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
