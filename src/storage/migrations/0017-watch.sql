-- How often a claim link was opened and by whom, as far as a request can tell. No address and no user agent is kept. No
-- foreign key: counting neither waits for a link's row nor fails for one that is gone.
create table visit (
  claim_link_id text primary key,
  campaign_id text not null,
  machines int not null,
  browsers int not null,
  -- Sent back by Amazon with a state of ours, whatever they decided there; and with an account.
  people int not null,
  signed_in int not null,
  first_machine_at timestamptz,
  first_browser_at timestamptz,
  first_person_at timestamptz,
  first_signed_in_at timestamptz,
  -- What the first visit's address said; empty where it said nothing that is on the list.
  source text not null,
  medium text not null
) with (fillfactor = 80);

-- How many links of a campaign were opened so at least once, kept by the statement that counts the visits, because a page
-- that asks every few seconds cannot read a million of them.
create table campaign_visit (
  campaign_id text not null references campaign (id),
  source text not null,
  medium text not null,
  machines bigint not null,
  browsers bigint not null,
  people bigint not null,
  signed_in bigint not null,
  primary key (campaign_id, source, medium)
);

-- What the page about a campaign sums up is read from indexes alone.
drop index claim_link_campaign;
create index claim_link_campaign on claim_link (campaign_id, created_at) include (amount_minor, revoked_at, rehearsal);
create index claim_link_reserved on claim_link (campaign_id) where reserved;
create index deposit_deposited on deposit (campaign_id, consented_at) include (amount_minor) where state = 'deposited';
create index deposit_undone on deposit (campaign_id, consented_at) include (amount_minor, state, reason)
  where state in ('refused', 'review');

-- A recipient is found by the marketer's reference in links that were revoked, too.
create index claim_link_revoked_external_id on claim_link (campaign_id, external_id) where revoked_at is not null;
