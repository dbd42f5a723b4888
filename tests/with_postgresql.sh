#!/usr/bin/env bash
# Usage: tests/with_postgresql.sh COMMAND…
# Runs the command with DATABASE_URL set to a PostgreSQL of its own, removed afterwards.
set -euo pipefail

programs=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
programs=${programs:-$(command -v initdb || true)}
if [ -z "$programs" ]; then
    echo "There is no PostgreSQL. Run tests/install_packages.sh." >&2
    exit 1
fi
programs=$(dirname "$programs")

# In /tmp, whatever TMPDIR says: a socket's path may hold 107 characters.
folder=$(mktemp -d /tmp/catalogue-postgresql.XXXXXX)

# PostgreSQL refuses to run as root.
as_owner=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as_owner=(runuser -u postgres --)
fi

postgresql() {
    (cd "$folder" && "${as_owner[@]}" "$programs/$1" -D "$folder/data" "${@:2}")
}

stop() {
    postgresql pg_ctl -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Without autovacuum: it counts rows while tests that roll back leave none to count, and the
# planner then thinks of thousands as one.
if ! {
    postgresql initdb -U app --auth=trust -E UTF8 --locale=C.UTF-8 -N &&
        postgresql pg_ctl -w -l "$folder/log" start \
            -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off -c full_page_writes=off -c autovacuum=off"
} >"$folder/start" 2>&1; then
    cat "$folder/start" "$folder/log" >&2 || true
    exit 1
fi

DATABASE_URL="postgres://app@/postgres?host=$folder" "$@"
