-- Deposits that may have been applied, by the age that the resend window is measured by.
create index deposit_doubt on deposit (first_sent_at) where state = 'pending' and in_doubt;

-- How much slower than its configured pace the account sends, since Amazon asked for it.
alter table partner_account add column slowdown real not null default 1 check (slowdown >= 1);
