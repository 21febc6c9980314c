-- Somebody who works with the service; the audit calls them by this name.
create table staff (
  id text primary key,
  name text not null check (length(name) between 1 and 80),
  role text not null check (role in ('viewer', 'marketer', 'operator')),
  created_at timestamptz not null default now(),
  removed_at timestamptz
);
create unique index staff_name on staff (lower(name)) where removed_at is null;

-- A sign-in link, good once. Without a member it makes one, who says their own name.
create table staff_link (
  secret_hash bytea primary key check (length(secret_hash) = 32),
  staff_id text references staff (id),
  role text not null check (role in ('viewer', 'marketer', 'operator')),
  expires_at timestamptz not null
);
create index staff_link_expiry on staff_link (expires_at);

create table staff_session (
  id_hash bytea primary key check (length(id_hash) = 32),
  staff_id text not null references staff (id),
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
create index staff_session_staff on staff_session (staff_id);
