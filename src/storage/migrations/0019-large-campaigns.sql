-- Few links of a campaign are paused, rehearsals, or of no batch; pages that ask for those must not look at the others.
create index claim_link_paused on claim_link (campaign_id, created_at) where paused_at is not null;
create index claim_link_rehearsal on claim_link (campaign_id, created_at) where rehearsal;
create index claim_link_single on claim_link (campaign_id) where batch_id is null;

-- The campaign that an entry of the audit is about, its own links and batches included.
alter table audit_entry add column campaign_id text;
create function audit_campaign(subject text) returns text language sql stable as $$
  select coalesce(
    (select id from campaign where id = subject),
    (select campaign_id from claim_link where id = subject),
    (select campaign_id from link_batch where id = subject))
$$;
alter table audit_entry disable trigger audit_entry_append_only;
update audit_entry set campaign_id = audit_campaign(subject);
alter table audit_entry enable trigger audit_entry_append_only;
create index audit_entry_campaign on audit_entry (campaign_id, id) where campaign_id is not null;

-- Here and not in each statement, so that whatever writes an entry is found.
create function fill_audit_campaign() returns trigger language plpgsql as $$
begin
  new.campaign_id := audit_campaign(new.subject);
  return new;
end $$;
create trigger audit_entry_campaign before insert on audit_entry
  for each row execute function fill_audit_campaign();
