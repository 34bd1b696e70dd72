"""Migration operations for rules that live in the database: versions, append-only, frozen rows, checks at commit."""

from django.db import migrations

BUMP = """
create or replace function pilot_bump_version() returns trigger language plpgsql as $$
begin
  if new is distinct from old then new.version := old.version + 1; end if;
  return new;
end $$;
create or replace function pilot_refuse() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'check_violation';
end $$;
create or replace function pilot_only_emptied() returns trigger language plpgsql as $$
declare was jsonb := to_jsonb(old); becomes jsonb := to_jsonb(new); col text;
begin
  if tg_op = 'DELETE' then
    raise exception '% is kept for good', tg_table_name using errcode = 'check_violation';
  end if;
  foreach col in array tg_argv loop
    if becomes->>col not in (was->>col, '') then
      raise exception '%.% may only become empty', tg_table_name, col using errcode = 'check_violation';
    end if;
    was := was - col; becomes := becomes - col;
  end loop;
  if was - 'version' <> becomes - 'version' then
    raise exception '% does not change afterwards', tg_table_name using errcode = 'check_violation';
  end if;
  return new;
end $$;
"""
DROP = """
drop function if exists pilot_bump_version() cascade;
drop function if exists pilot_refuse() cascade;
drop function if exists pilot_only_emptied() cascade;
"""


def functions():
    """Create the trigger functions that all apps share."""
    return migrations.RunSQL(BUMP, DROP)


def bump_version(*tables):
    """Bump ``version`` by one whenever a row of these tables changes, ``update()``, moves and raw SQL included."""
    return migrations.RunSQL(
        [
            f"create trigger bump_version before update on {t} for each row execute function pilot_bump_version()"
            for t in tables
        ],
        [f"drop trigger if exists bump_version on {t}" for t in tables],
    )


def append_only(*tables):
    """Refuse UPDATE, DELETE and TRUNCATE on these tables."""
    return migrations.RunSQL(
        [
            sql
            for t in tables
            for sql in (
                f"create trigger append_only_row before update or delete on {t} "
                f"for each row execute function pilot_refuse()",
                f"create trigger append_only_all before truncate on {t} "
                f"for each statement execute function pilot_refuse()",
            )
        ],
        [
            sql
            for t in tables
            for sql in (
                f"drop trigger if exists append_only_row on {t}",
                f"drop trigger if exists append_only_all on {t}",
            )
        ],
    )


def only_emptied(table, *columns):
    """Refuse DELETE and every UPDATE of a table, but that the named texts become empty (erasure)."""
    arguments = ", ".join(f"'{column}'" for column in columns)
    return migrations.RunSQL(
        f"create trigger only_emptied before update or delete on {table} "
        f"for each row execute function pilot_only_emptied({arguments})",
        f"drop trigger if exists only_emptied on {table}",
    )


NOTE = """
  if tg_op = 'DELETE' then
    raise exception '% is kept for good', tg_table_name using errcode = 'check_violation';
  end if;
  if new.text not in (old.text, '') or new.kind <> old.kind or new.by_id <> old.by_id or new.at <> old.at
     or new.replaces_id is distinct from old.replaces_id then
    raise exception 'a note is kept as it was written' using errcode = 'check_violation';
  end if;
  return new;
"""


def note_kept(table):
    """Keep notes as they were written; only a text may become empty, and a note may move along with its case."""
    return trigger(f"{table}_kept", table, "update or delete", NOTE)


def trigger(name, table, events, body, *, timing="before", declare="", deferred=False):
    """Create a row trigger with its own function.

    ``body`` is plpgsql; raise with ``errcode = 'check_violation'`` so that Django sees an ``IntegrityError``. With
    ``deferred`` it is a constraint trigger that fires at commit.
    """
    kind = "constraint trigger" if deferred else "trigger"
    timing = "after" if deferred else timing
    when = "deferrable initially deferred" if deferred else ""
    return migrations.RunSQL(
        [
            f"create or replace function {name}() returns trigger language plpgsql as $body$\n"
            f"declare {declare or 'unused int;'}\nbegin\n{body}\nend $body$",
            f"create {kind} {name} {timing} {events} on {table} {when} for each row execute function {name}()",
        ],
        [f"drop trigger if exists {name} on {table}", f"drop function if exists {name}()"],
    )
