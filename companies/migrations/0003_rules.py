from django.db import migrations

from pilot import ddl

FINDING = """
  if tg_op <> 'INSERT' then
    select state into now from companies_companyinterview where id = old.interview_id for share;
  else
    select state into now from companies_companyinterview where id = new.interview_id for share;
  end if;
  if now <> 'planned' then
    raise exception 'findings of an interview that was held do not change' using errcode = 'check_violation';
  end if;
  return coalesce(new, old);
"""


class Migration(migrations.Migration):
    dependencies = [("companies", "0002_initial"), ("pilot", "0002_rules")]

    operations = [
        ddl.bump_version(
            "companies_company",
            "companies_participation",
            "companies_contact",
            "companies_vacancy",
            "companies_companyinterview",
            "companies_finding",
            "companies_profile",
        ),
        ddl.trigger(
            "finding_frozen_once_held", "companies_finding", "insert or update or delete", FINDING, declare="now text;"
        ),
        # Binding: what a company committed to is never rewritten (advice 8.3.6-26).
        ddl.only_emptied("companies_commitment", "signed_by"),
    ]
