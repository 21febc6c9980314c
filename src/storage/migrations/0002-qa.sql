-- A scenario is a mock code on a claim link, which Amazon's sandbox and the emulator answer in a way of their own.
alter table claim_link
  add column mock_code text check (mock_code ~ '^F[0-9]{4}$'),
  add constraint claim_link_kind check (mock_code is null or not rehearsal);
create index claim_link_mock_code on claim_link (created_at) where mock_code is not null;

-- Only a database that is stamped for the emulator or the sandbox takes one.
create function guard_mock_code() returns trigger language plpgsql as $$
begin
  if not exists (select from installation where amazon_env in ('emulator', 'sandbox')) then
    raise exception 'claim link % has a mock code outside emulator and sandbox', new.id;
  end if;
  return new;
end $$;
create trigger claim_link_mock_code before insert on claim_link
  for each row when (new.mock_code is not null) execute function guard_mock_code();

-- As before, and the mock code is part of what a link is.
create or replace function guard_claim_link() returns trigger language plpgsql as $$
begin
  if (new.id, new.campaign_id, new.amount_minor, new.currency, new.rehearsal, new.mock_code, new.replaces_id)
     is distinct from
     (old.id, old.campaign_id, old.amount_minor, old.currency, old.rehearsal, old.mock_code, old.replaces_id)
     or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at) then
    raise exception 'the identity of claim link % cannot change', old.id;
  end if;
  if new.revoked_at is not null and old.revoked_at is null
     and exists (select from deposit where deposit.claim_link_id = old.id) then
    raise exception 'claim link % is claimed', old.id;
  end if;
  return new;
end $$;

-- A way into the QA page: a one-time link until it is used, the cookie of one browser from then on.
create table qa_pass (
  secret_hash bytea primary key check (length(secret_hash) = 32),
  used boolean not null default false,
  expires_at timestamptz not null
);
create index qa_pass_expiry on qa_pass (expires_at);
