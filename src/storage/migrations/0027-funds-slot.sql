-- Amazon takes one question for the funds of a partner id a second, whoever asks it and of whichever account.
alter table partner_account add column next_funds_at timestamptz not null default now();
