-- The per-person limit holds by itself: a person's claims of a campaign are numbered, no number is given twice, and there
-- are no more numbers than the limit. A refused claim gives its number back. Claims from before have none, and count.
alter table deposit add column claim_number int check (claim_number > 0);
create unique index deposit_claim_number on deposit (campaign_id, account_hash, claim_number);
drop index deposit_person;

create function number_claim() returns trigger language plpgsql as $$
declare
  most int := (select per_person_limit from campaign where id = new.campaign_id);
  held int := (select count(*) from deposit
               where campaign_id = new.campaign_id and account_hash = new.account_hash and state <> 'refused');
begin
  if held >= most then
    raise exception 'whoever claims % has claimed enough', new.claim_link_id using errcode = 'LR002';
  end if;
  new.claim_number := (
    select min(number) from generate_series(1, held + 1) number
    where not exists (select from deposit
                      where campaign_id = new.campaign_id and account_hash = new.account_hash
                        and claim_number = number));
  return new;
end $$;
-- What Amazon says was deposited is a fact, whatever the limit.
create trigger deposit_claim_number before insert on deposit
  for each row when (new.state <> 'deposited') execute function number_claim();

create function free_claim_number() returns trigger language plpgsql as $$
begin
  new.claim_number := null;
  return new;
end $$;
create trigger deposit_free_claim_number before update on deposit
  for each row when (new.state = 'refused' and new.claim_number is not null) execute function free_claim_number();
