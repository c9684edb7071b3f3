-- The three roles of the platform and a database for each service. Run once by an administrator with psql, which takes
-- the passwords from the environment:
--
--   OWNER_PASSWORD=… APP_PASSWORD=… NETWORK_PASSWORD=… psql -v ON_ERROR_STOP=1 -f roles-and-databases.sql
--
-- The names may have lower-case letters and `_` only: the migrations write policies for them.

\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
\getenv network_password NETWORK_PASSWORD

-- Owns the tables and runs the migrations.
CREATE ROLE aceleracion_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
-- Serves the calls. Row-level security binds it.
CREATE ROLE aceleracion_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
-- Reads across countries, and only reads, whatever it is granted.
CREATE ROLE aceleracion_network LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'network_password';
ALTER ROLE aceleracion_network SET default_transaction_read_only = on;

-- UTF-8 in byte order, as the platform is tested with: what sorts differently would page differently.
SELECT format(
    'CREATE DATABASE %I OWNER aceleracion_owner TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8''', service)
FROM unnest(ARRAY['registrations', 'partners', 'reviews', 'notifications']) AS service
\gexec

-- Nobody else on this server has business there.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', service)
FROM unnest(ARRAY['registrations', 'partners', 'reviews', 'notifications']) AS service
\gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO aceleracion_app, aceleracion_network', service)
FROM unnest(ARRAY['registrations', 'partners', 'reviews', 'notifications']) AS service
\gexec
