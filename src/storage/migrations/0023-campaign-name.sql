-- What the staff calls a campaign, where its sender alone does not tell it from another one.
alter table campaign add column name text not null default '' check (length(name) <= 80);
