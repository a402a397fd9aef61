-- Once, on the primary, as the superuser.
create role "foyer-register" login password 'PASSWORD-REGISTER';
-- Behind a pooler the register cannot set it for its lines itself.
alter role "foyer-register" set statement_timeout = '5s';
create database "foyer-register" owner "foyer-register" template template0 encoding 'UTF8';
