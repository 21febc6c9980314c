-- A hold that waits for a person has no next try. Older code, which knows fewer reasons, sends nothing for it either.
alter table partner_account drop constraint partner_account_hold_reason_check;
alter table partner_account add constraint partner_account_hold_reason_check check
  (hold_reason in ('funds', 'contract', 'echo', 'credentials', 'clock', 'outage', 'operator', 'restore'));
update partner_account set send_after = 'infinity' where hold_reason = 'echo';

-- Answers in a row that proved nothing: Amazon is out of reach or out of order.
alter table partner_account add column unanswered int not null default 0 check (unanswered >= 0);

-- While a campaign is held none of its deposits is sent; claiming goes on.
alter table campaign add column held_since timestamptz;
