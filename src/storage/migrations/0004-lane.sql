-- A lane is what waits of one campaign at one partner account, in the order of consent.
create index deposit_lane on deposit (partner_account, campaign_id, consented_at, claim_link_id)
  where state = 'pending';
drop index deposit_due;
