-- Of the lines gone through for the newest file of a batch, those that are not in it: their link was claimed or revoked.
alter table link_batch add column left_out int not null default 0 check (left_out >= 0);
