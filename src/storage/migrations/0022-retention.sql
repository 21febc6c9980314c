-- Up to which decision the account ids and bytes of deposits have been forgotten. Its row is what one process at a time works
-- on; an index of what is not forgotten yet would have to be written to with every deposit.
create table retention (
  only_row boolean primary key default true check (only_row),
  forgotten_until timestamptz not null default '-infinity'
);
insert into retention default values;
