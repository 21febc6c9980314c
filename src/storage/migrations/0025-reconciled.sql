-- When a comparison with Amazon's records last ended without a difference: what a hold after a restore is ended by.
alter table partner_account add column reconciled_at timestamptz;
