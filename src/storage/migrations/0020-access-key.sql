-- What is known of an access key, by all processes together. Neither the secret nor the whole key id is kept.
create table access_key (
  partner_account text not null references partner_account (name),
  -- SHA-256 of the key id.
  id_hash bytea not null check (length(id_hash) = 32),
  last_four text not null check (length(last_four) = 4),
  first_seen_at timestamptz not null default now(),
  -- When it was made at Amazon, as somebody has said.
  created_at timestamptz,
  -- When Amazon last took a signature of it, and last refused one.
  proven_at timestamptz,
  refused_at timestamptz,
  -- When somebody last had it sign instead of the other one.
  switched_at timestamptz,
  -- When its account was last spoken of in the log, once a day by one process.
  warned_at timestamptz,
  primary key (partner_account, id_hash)
);

-- Each running process of the service and which keys it has, because a key may be switched off at Amazon only when all
-- have the other one.
create table service_process (
  id text primary key,
  name text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  keys jsonb not null,
  -- Why what it was given last could not be read, by partner account.
  problems jsonb not null
);

-- Evidence keys that checkpoints were made with: another one must come with one of these.
create table evidence_key (
  fingerprint bytea primary key check (length(fingerprint) = 32),
  first_seen_at timestamptz not null default now()
);
insert into evidence_key (fingerprint)
  select evidence_fingerprint from installation where evidence_fingerprint is not null;
