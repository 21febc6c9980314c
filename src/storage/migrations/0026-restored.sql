-- Until when claims of a partner account may have been forgotten, because its database was restored; null where none were,
-- or Amazon's records have told all of them.
alter table partner_account add column restored_at timestamptz,
  -- A person's hold that goes on once the records are compared.
  add column held_before text check (held_before in ('operator', 'echo')),
  add check (held_before is null or hold_reason = 'restore');
update partner_account set restored_at = held_since, reconciled_at = null where hold_reason = 'restore';

-- When all accounts were last put on hold after a restore, and for which checkpoint that it had forgotten: whoever remembers
-- that one, or something older, learns nothing new.
alter table installation add column distrusted_at timestamptz, add column distrusted_mac text;

-- A restored deposit may have been sent although no attempt is known: at the earliest when it was consented to.
alter table deposit drop constraint deposit_check2,
  add constraint deposit_sent check (attempts = 0 or first_sent_at is not null),
  add constraint deposit_unsent check (attempts > 0 or in_doubt or first_sent_at is null);

-- The newest one is the one that was made last, however long its transaction waited.
alter table validation_link alter column made_at set default clock_timestamp();
