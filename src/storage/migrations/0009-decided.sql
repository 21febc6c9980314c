-- How many were decided in the last minute, which operators watch, must not cost more the more there are.
create index deposit_decided on deposit (decided_at) where decided_at is not null;
