#!/bin/sh
# Once, when the database is made: a user of its own who owns it and is no superuser.
set -eu
psql --username postgres -v ON_ERROR_STOP=1 -v password="$POSTGRES_PASSWORD" <<'SQL'
create role receive login password :'password';
create database receive owner receive encoding 'UTF8' template template0;
SQL
