from django.db import migrations

#: Places of a vacancy that the company signed for in its last commitment: 0 when that does not name it, null when it
#: is from before there was a paper and so names none (see companies.basis.Basis.uncovered).
SIGNED = """
create or replace function companies_places_signed(vacancy bigint) returns integer stable language sql as $body$
  select case when c.paper_id is null then null else coalesce(
           (select (line->>'places')::integer
              from companies_commitmentpaper p, jsonb_array_elements(p.vacancies) line
             where p.id = c.paper_id and (line->>'id')::bigint = vacancy limit 1), 0) end
    from companies_vacancy v join companies_commitment c on c.participation_id = v.participation_id
   where v.id = vacancy
   order by c.id desc limit 1
$body$
"""


class Migration(migrations.Migration):
    dependencies = [("companies", "0011_binding_rules")]

    operations = [migrations.RunSQL(SIGNED, "drop function if exists companies_places_signed(bigint)")]
