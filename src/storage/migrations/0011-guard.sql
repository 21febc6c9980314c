-- The guards say what may change, and nearly every update changes none of it: then they need not be asked.
drop trigger deposit_guard on deposit;
create trigger deposit_guard before update on deposit for each row
  when ((new.claim_link_id, new.campaign_id, new.partner_account, new.request_id, new.amount_minor, new.currency,
         new.account_hash, new.consented_at, new.amazon_account, new.body_hash, new.body)
        is distinct from
        (old.claim_link_id, old.campaign_id, old.partner_account, old.request_id, old.amount_minor, old.currency,
         old.account_hash, old.consented_at, old.amazon_account, old.body_hash, old.body)
        or (old.state = 'deposited' and new.state <> 'deposited'))
  execute function guard_deposit();

drop trigger partner_account_guard on partner_account;
create trigger partner_account_guard before update on partner_account for each row
  when ((new.name, new.amazon_env, new.incentives_host, new.region, new.marketplace, new.partner_id)
        is distinct from (old.name, old.amazon_env, old.incentives_host, old.region, old.marketplace, old.partner_id))
  execute function guard_partner_account();
