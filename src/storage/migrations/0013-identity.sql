-- When a member was last here; sessions that have ended are forgotten.
alter table staff add column seen_at timestamptz;

-- On whose word a sign-in link was made: it is worth nothing once they may not invite any more.
alter table staff_link add column invited_by text not null default '';

-- Who a member is at the OpenID provider. Never an e-mail address: that can be given to somebody else. A removed member
-- keeps the row, so that the provider does not let them in again.
create table staff_identity (
  issuer text not null check (length(issuer) between 1 and 500),
  subject text not null check (length(subject) between 1 and 255),
  staff_id text not null unique references staff (id),
  primary key (issuer, subject)
);

-- One sign-in under way at the OpenID provider, good once, in the browser that began it.
create table staff_sign_in (
  state_hash bytea primary key check (length(state_hash) = 32),
  browser_hash bytea not null check (length(browser_hash) = 32),
  code_verifier text not null,
  nonce text not null,
  expires_at timestamptz not null
);
create index staff_sign_in_expiry on staff_sign_in (expires_at);

-- The audit is read newest first, by person, by action and by time.
create index audit_entry_actor on audit_entry (lower(actor), id);
create index audit_entry_action on audit_entry (action, id);
create index audit_entry_at on audit_entry (at);
