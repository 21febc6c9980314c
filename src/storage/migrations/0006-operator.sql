-- What people did by hand, in their words. Evidence and reasons stand here alone: deposit events hold no personal data.
create table audit_entry (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null check (length(actor) between 1 and 80),
  action text not null,
  -- Id of a claim link or campaign, or name of a partner account.
  subject text not null,
  detail jsonb not null
);
create index audit_entry_subject on audit_entry (subject, id);
create trigger audit_entry_append_only before update or delete or truncate on audit_entry
  for each statement execute function refuse_change();

-- The one case in which a deposit's bytes may change: it waits, and Amazon surely applied none of what was sent. Only
-- the unit of its amount and the type of its account, which a contract decides, may differ.
create function is_rebuild(before deposit, after deposit) returns boolean language sql stable as $$
  select before.state = 'pending' and after.state = 'pending' and not before.in_doubt and not after.in_doubt
    and after.attempts = before.attempts
    and not exists (select from attempt
      where attempt.claim_link_id = before.claim_link_id and attempt.applied is distinct from 'no')
    and after.body_hash = sha256(after.body)
    and convert_from(after.body, 'UTF8')::jsonb #- '{amount,value}' #- '{account,type}'
      = convert_from(before.body, 'UTF8')::jsonb #- '{amount,value}' #- '{account,type}'
    and (convert_from(after.body, 'UTF8')::jsonb #>> '{amount,value}')::numeric in
      (after.amount_minor, after.amount_minor / case after.currency when 'JPY' then 1 else 100.0 end)
$$;

-- As before, and a rebuild passes.
create or replace function guard_deposit() returns trigger language plpgsql as $$
begin
  if (new.claim_link_id, new.campaign_id, new.partner_account, new.request_id, new.amount_minor, new.currency,
      new.account_hash, new.consented_at)
     is distinct from
     (old.claim_link_id, old.campaign_id, old.partner_account, old.request_id, old.amount_minor, old.currency,
      old.account_hash, old.consented_at)
     or (new.amazon_account is not null and new.amazon_account is distinct from old.amazon_account) then
    raise exception 'the identity of deposit % cannot change', old.claim_link_id;
  end if;
  if (new.body_hash is distinct from old.body_hash or (new.body is not null and new.body is distinct from old.body))
     and is_rebuild(old, new) is not true then
    raise exception 'the bytes of deposit % cannot change', old.claim_link_id;
  end if;
  if old.state = 'deposited' and new.state <> 'deposited' then
    raise exception 'deposit % is deposited for good', old.claim_link_id;
  end if;
  return new;
end $$;

-- After a refusal a recipient may be let try another account.
alter table campaign add column another_account boolean not null default false;

-- The amount of a reserved link is in its campaign's granted_minor before anybody claims it.
alter table claim_link
  add column reserved boolean not null default false,
  add constraint claim_link_reserved check (not reserved or replaces_id is not null);

-- As before, and the reservation is part of what a link is.
create or replace function guard_claim_link() returns trigger language plpgsql as $$
begin
  if (new.id, new.campaign_id, new.amount_minor, new.currency, new.rehearsal, new.mock_code, new.replaces_id,
      new.reserved)
     is distinct from
     (old.id, old.campaign_id, old.amount_minor, old.currency, old.rehearsal, old.mock_code, old.replaces_id,
      old.reserved)
     or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at) then
    raise exception 'the identity of claim link % cannot change', old.id;
  end if;
  if new.revoked_at is not null and old.revoked_at is null
     and exists (select from deposit where deposit.claim_link_id = old.id) then
    raise exception 'claim link % is claimed', old.id;
  end if;
  return new;
end $$;

-- A successor is claimed only where every deposit before it in the chain was refused. What Amazon has paid is a fact
-- and recorded all the same.
create function guard_successor() returns trigger language plpgsql as $$
begin
  if exists (
    with recursive earlier as (
      select replaces_id as id from claim_link where id = new.claim_link_id
      union all
      select link.replaces_id from claim_link link join earlier on link.id = earlier.id)
    select from deposit join earlier on earlier.id = deposit.claim_link_id where deposit.state <> 'refused') then
    raise exception 'claim link % succeeds one that is not refused', new.claim_link_id;
  end if;
  return new;
end $$;
create trigger deposit_successor before insert on deposit
  for each row when (new.state <> 'deposited') execute function guard_successor();
