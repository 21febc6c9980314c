-- A draft is prepared and looked at before anybody may claim. Without an amount of its own a campaign leaves it to each link.
alter table campaign drop constraint campaign_state_check;
alter table campaign add constraint campaign_state_check check (state in ('draft', 'live', 'paused', 'ended'));
alter table campaign alter column amount_minor drop not null;

-- Named by its content, so that its address never shows another picture.
create table logo (
  file text primary key check (file ~ '^[0-9a-f]{32}\.(png|jpg|webp)$'),
  width int not null check (width between 1 and 4000),
  height int not null check (height between 1 and 4000),
  content bytea not null check (length(content) between 1 and 102400),
  created_at timestamptz not null default now()
);

-- Width and height stand here as well: the page of a recipient reads one row and not the picture.
alter table campaign
  add column logo text references logo (file),
  add column logo_width int,
  add column logo_height int,
  add column notification_text text not null default '' check (length(notification_text) <= 500),
  add column rehearsed_at timestamptz,
  add constraint campaign_logo_size check ((logo is null) = (logo_width is null) and (logo is null) = (logo_height is null));

-- Links are in the currency and for the marketplace that they were made for.
create function guard_campaign() returns trigger language plpgsql as $$
begin
  if exists (select from claim_link where campaign_id = old.id) then
    raise exception 'campaign % has claim links, so its partner account stays', old.id;
  end if;
  return new;
end $$;
create trigger campaign_guard before update on campaign for each row
  when (old.partner_account is distinct from new.partner_account) execute function guard_campaign();
