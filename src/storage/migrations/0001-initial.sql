-- Money is whole minor units (bigint). "Only once" and "never more than" are constraints here, so that a bug in
-- TypeScript meets the database.

create table installation (
  only_row boolean primary key default true check (only_row),
  amazon_env text not null check (amazon_env in ('emulator', 'sandbox', 'production')),
  public_url text,
  -- A keyed hash of a constant: another evidence key would forget who has claimed what.
  evidence_fingerprint bytea,
  created_at timestamptz not null default now()
);

create table partner_account (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,30}$'),
  -- What decides where money goes; fixed once the account has claim links.
  amazon_env text not null,
  incentives_host text not null,
  region text not null,
  marketplace text not null,
  partner_id text not null check (length(partner_id) between 1 and 5),
  -- While on hold only a probe is sent; nothing at all is sent before send_after.
  hold_reason text check (hold_reason in ('funds', 'contract', 'echo', 'credentials', 'clock')),
  held_since timestamptz,
  send_after timestamptz not null default now(),
  -- The next free slot of the throttle.
  next_slot_at timestamptz not null default now(),
  check ((hold_reason is null) = (held_since is null))
);

create table campaign (
  id text primary key,
  partner_account text not null references partner_account (name),
  state text not null default 'live' check (state in ('live', 'paused', 'ended')),
  sender_name text not null check (length(sender_name) between 1 and 80),
  brand_color text not null check (brand_color ~ '^#[0-9a-f]{6}$'),
  support_contact text not null check (length(support_contact) between 3 and 200),
  message text not null check (length(message) <= 500),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  opens_at timestamptz not null,
  closes_at timestamptz not null check (closes_at > opens_at),
  time_zone text not null,
  budget_minor bigint not null check (budget_minor > 0),
  -- Kept within the budget by the consent's own update; a SUCCESS is recorded even if it would pass it.
  granted_minor bigint not null default 0 check (granted_minor >= 0),
  per_person_limit int not null default 1 check (per_person_limit > 0),
  created_at timestamptz not null default now(),
  unique (id, currency)
);

create table claim_link (
  id text primary key check (id ~ '^[0-9A-HJKMNP-TV-Z]{26}$'),
  campaign_id text not null,
  external_id text check (length(external_id) between 1 and 200),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  rehearsal boolean not null default false,
  revoked_at timestamptz,
  -- At most one successor; a chain never branches.
  replaces_id text unique references claim_link (id),
  created_at timestamptz not null default now(),
  foreign key (campaign_id, currency) references campaign (id, currency),
  unique (id, rehearsal)
);
create unique index claim_link_external_id on claim_link (campaign_id, external_id) where revoked_at is null;
create index claim_link_campaign on claim_link (campaign_id, created_at);

-- One OAuth transaction; the state and the browser session are kept as hashes.
create table sign_in (
  id text primary key,
  state_hash bytea not null unique check (length(state_hash) = 32),
  session_hash bytea not null check (length(session_hash) = 32),
  claim_link_id text not null references claim_link (id),
  partner_account text not null references partner_account (name),
  code_verifier text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  consumed_at timestamptz,
  amazon_account text,
  initials text,
  rehearsed_at timestamptz,
  -- The verifier is gone as soon as the state is used, and only a used state can name an account.
  check (consumed_at is null or code_verifier is null),
  check (amazon_account is null or consumed_at is not null)
);
create index sign_in_session on sign_in (session_hash);
create index sign_in_expiry on sign_in (expires_at);

create table browser_session (
  id_hash bytea primary key check (length(id_hash) = 32),
  content jsonb not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index browser_session_expiry on browser_session (expires_at);

create table deposit (
  claim_link_id text primary key,
  rehearsal boolean not null default false check (not rehearsal),
  campaign_id text not null references campaign (id),
  partner_account text not null references partner_account (name),
  request_id text not null unique check (request_id ~ '^[A-Za-z0-9]{1,40}$'),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  -- Erasable once the deposit is final; the hashes stay.
  amazon_account text,
  body bytea,
  account_hash bytea not null check (length(account_hash) = 32),
  body_hash bytea not null check (length(body_hash) = 32),
  state text not null default 'pending' check (state in ('pending', 'sending', 'deposited', 'refused', 'review')),
  in_doubt boolean not null default false,
  attempts int not null default 0 check (attempts >= 0),
  reason text,
  consented_at timestamptz not null default now(),
  first_sent_at timestamptz,
  next_attempt_at timestamptz not null default now(),
  leased_until timestamptz,
  decided_at timestamptz,
  events int not null default 0,
  chain_head bytea not null check (length(chain_head) = 32),
  foreign key (claim_link_id, rehearsal) references claim_link (id, rehearsal),
  check ((state = 'sending') = (leased_until is not null)),
  check ((state in ('deposited', 'refused')) = (decided_at is not null)),
  check ((attempts = 0) = (first_sent_at is null)),
  check (state not in ('pending', 'sending', 'review') or (amazon_account is not null and body is not null))
);
create index deposit_due on deposit (consented_at) where state = 'pending';
create index deposit_leased on deposit (leased_until) where state = 'sending';
create index deposit_person on deposit (campaign_id, account_hash);

-- Each attempt is committed before its first byte leaves; an attempt without an outcome is in doubt.
create table attempt (
  claim_link_id text not null references deposit (claim_link_id),
  number int not null check (number > 0),
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  outcome text check (outcome in ('deposited', 'refused', 'ours', 'unknown')),
  applied text check (applied in ('yes', 'no', 'unproven')),
  reason text,
  http_status int,
  amazon_request_id text,
  primary key (claim_link_id, number),
  check ((finished_at is null) = (outcome is null)),
  check ((outcome is null) = (applied is null)),
  check ((outcome = 'deposited') = (applied = 'yes')),
  check (outcome <> 'refused' or applied = 'no')
);

create table deposit_event (
  claim_link_id text not null references deposit (claim_link_id),
  sequence int not null check (sequence > 0),
  payload text not null,
  previous_hash bytea not null,
  hash bytea not null check (hash = sha256(previous_hash || convert_to(payload, 'UTF8'))),
  primary key (claim_link_id, sequence)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger deposit_event_append_only before update or delete or truncate on deposit_event
  for each statement execute function refuse_change();

-- A deposit's identity never changes, and deposited is final.
create function guard_deposit() returns trigger language plpgsql as $$
begin
  if (new.claim_link_id, new.campaign_id, new.partner_account, new.request_id, new.amount_minor, new.currency,
      new.account_hash, new.body_hash, new.consented_at)
     is distinct from
     (old.claim_link_id, old.campaign_id, old.partner_account, old.request_id, old.amount_minor, old.currency,
      old.account_hash, old.body_hash, old.consented_at)
     or (new.body is not null and new.body is distinct from old.body)
     or (new.amazon_account is not null and new.amazon_account is distinct from old.amazon_account) then
    raise exception 'the identity of deposit % cannot change', old.claim_link_id;
  end if;
  if old.state = 'deposited' and new.state <> 'deposited' then
    raise exception 'deposit % is deposited for good', old.claim_link_id;
  end if;
  return new;
end $$;
create trigger deposit_guard before update on deposit for each row execute function guard_deposit();

-- The environment of a partner account is fixed once one of its campaigns has claim links.
create function guard_partner_account() returns trigger language plpgsql as $$
begin
  if (new.name, new.amazon_env, new.incentives_host, new.region, new.marketplace, new.partner_id)
     is distinct from (old.name, old.amazon_env, old.incentives_host, old.region, old.marketplace, old.partner_id)
     and exists (select from claim_link join campaign on campaign.id = claim_link.campaign_id
                 where campaign.partner_account = old.name) then
    raise exception 'partner account % has claim links', old.name using errcode = 'LR001';
  end if;
  return new;
end $$;
create trigger partner_account_guard before update on partner_account
  for each row execute function guard_partner_account();

-- A link with a deposit cannot be revoked, and what it is worth never changes.
create function guard_claim_link() returns trigger language plpgsql as $$
begin
  if (new.id, new.campaign_id, new.amount_minor, new.currency, new.rehearsal, new.replaces_id)
     is distinct from (old.id, old.campaign_id, old.amount_minor, old.currency, old.rehearsal, old.replaces_id)
     or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at) then
    raise exception 'the identity of claim link % cannot change', old.id;
  end if;
  if new.revoked_at is not null and old.revoked_at is null
     and exists (select from deposit where deposit.claim_link_id = old.id) then
    raise exception 'claim link % is claimed', old.id;
  end if;
  return new;
end $$;
create trigger claim_link_guard before update on claim_link for each row execute function guard_claim_link();
