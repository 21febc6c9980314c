-- How many links are paused is asked every few seconds, and most are not.
create index claim_link_paused on claim_link (campaign_id) where paused_at is not null;
