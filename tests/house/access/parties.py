"""Parties around a pilot, terms with them, a pilot made from another: the funds' own pages."""

from tests.house import situations as s
from tests.house.access.rows import OO, OWNERS, F, O, Row, free, pilot

TABLE = {
    "parties": pilot(make=s.parties, get=OWNERS, canary="Kanariepartij"),
    "party_new": pilot(get=OWNERS, post=OWNERS, body={"party": "rvo", "role": "other"}),
    "party_advised": pilot(post=OWNERS, only_post=True, body={"key": "uwv"}),
    "party_log": pilot(make=s.parties, get=OWNERS, canary="Kanariegesprek"),
    # For everybody but the owners there are no such pages (advice 8.2-19).
    "party": Row(make=s.a_party, get=OWNERS, canary="Kanariegesprek"),
    "party_edit": Row(make=s.a_party, get=OWNERS, post=OWNERS),
    "party_contact": Row(make=s.a_party, get=OWNERS, post=OWNERS, body={"text": "Gebeld."}),
    "party_end": Row(make=s.a_party, get=OWNERS, post=OWNERS),
    "party_resume": Row(make=s.an_ended_party, post=OWNERS, only_post=True),
    "step_settle": Row(make=s.an_open_step, post=OWNERS, only_post=True),
    "step_drop": Row(make=s.an_open_step, post=OWNERS, only_post=True),
    # An owner or management of a fund that takes part repeats a pilot, also one that others work in.
    "pilot_repeat": pilot(
        get=[O, OO, F],
        post=[O, OO, F],
        body=s.another_pilot,
        there={"other": ([O, OO, F], []), "elsewhere": ([OO], [])},
    ),
    "pilots_compare": free(get=[O, OO, F]),
    "terms_edit": Row(
        make=s.draft_terms,
        get=[O, OO, F],
        post=[O, OO, F],
        body={"text": "Anders."},
        there={"other": ([O, OO, F], []), "elsewhere": ([O, OO, F], [])},
    ),
    "terms_drop": Row(
        make=s.draft_terms,
        get=[O, OO, F],
        post=[O, OO, F],
        there={"other": ([O, OO, F], []), "elsewhere": ([O, OO, F], [])},
    ),
}
