-- How many links are past an end of their own is asked every few seconds, and most links have none.
create index claim_link_expiry on claim_link (campaign_id, expires_at) where expires_at is not null;
