"""The desk, reference data, pilots, policies, people, agreements, files."""

from tests.house import situations as s
from tests.house.access.rows import CREW, EVERYBODY, OO, OWNERS, SEES, TEAM, A, F, O, P, Row, T, free, pilot, seen

TABLE = {
    # the desk
    "desk:work": free(get=EVERYBODY),
    "desk:search": free(get=EVERYBODY, query="?q=a"),
    "desk:dashboard": free(get=[O, OO, F]),
    "desk:dashboard_export": free(get=[O, OO, F]),
    "desk:documents": seen(),
    "desk:document_ask": pilot(post=[O, OO, P], only_post=True),
    "desk:document": seen(make=s.document),
    # reading
    "reference": free(get=EVERYBODY),
    "words": free(get=EVERYBODY),
    "reference_table": Row(make=lambda w, side: ("regios",), free=True, get=EVERYBODY, canary="Zuid-Oost"),
    # Outside development there is no such page.
    "styleguide": Row(make=lambda w, side: ()),
    # pilots
    "pilots": free(get=EVERYBODY),
    "pilot_new": free(get=[O, OO, F], post=[O, OO, F], body={"title": "Nieuwe pilot"}),
    "pilot": seen(canary=lambda w, side, made: side.pilot.title),
    "pilot_edit": pilot(get=OWNERS, post=OWNERS, body={"title": "Andere titel", "contact_days": "45"}),
    "pilot_start": pilot(make=s.agreed_pilot, get=OWNERS, post=OWNERS),
    "policy": seen(),
    "policy_version": seen(make=lambda w, side: (side.pilot.slug, 1)),
    "policy_versions": seen(),
    "policy_compare": seen(),
    # Whoever may read a version may have it on paper, and ask for that.
    "policy_paper": seen(
        make=s.printed_policy,
        post=SEES["own"],
        body=s.without_paper,
        there={"other": (SEES["other"], []), "elsewhere": (SEES["elsewhere"], [])},
    ),
    "policy_edit": pilot(make=s.draft, get=OWNERS, post=OWNERS, body={"own_sub_branches": "verspanen en frezen"}),
    "policy_propose": pilot(make=s.draft, get=OWNERS, post=OWNERS),
    "policy_withdraw": pilot(make=s.proposed, post=OWNERS, only_post=True),
    # A fund signs by its owner or its management, also in pilots of its own that management does not work in.
    "policy_sign": pilot(make=s.proposed, get=[O, OO, F], post=[O, OO, F], there={"other": ([F], [O, OO])}),
    "policy_new_version": pilot(post=OWNERS, only_post=True),
    "people": seen(),
    "assignment_new": pilot(get=OWNERS, post=OWNERS, body=s.assignment),
    "deputy_new": pilot(get=OWNERS, post=OWNERS, body=s.deputy),
    "assignment_end": pilot(make=s.selector_assignment, get=OWNERS, post=OWNERS),
    "mandates": free(get=[O, OO, F, A]),
    "mandate_new": free(get=[O, OO, F, A], post=[O, OO, F, A], body=s.mandate),
    "terms": free(get=[O, OO, F]),
    "terms_new": free(get=[O, OO, F], post=[O, OO, F], body=s.new_terms),
    "journal": seen(make=s.journal, canary="Een notitie van nu"),
    "journal_new": pilot(get=TEAM, post=TEAM, body={"text": "Gelukt", "kind": "success"}),
    "journal_export": seen(make=s.journal),
    # Whoever reads the journal may have its lessons as a paper.
    "journal_paper": pilot(post=[*CREW, F], only_post=True, there={"other": ([O, OO, F], []), "elsewhere": ([OO], [])}),
    "journal_entry": seen(make=s.line, canary="Een notitie van nu"),
    # A line of an owner: another owner may correct it, a selector or provider only what they wrote themselves.
    "journal_correct": pilot(make=s.line, get=OWNERS, post=OWNERS, body={"text": "Anders", "kind": "note"}),
    "filter_remove": Row(make=s.kept_choice, post=[O], only_post=True),
    # Whoever typed it throws it away, wherever it belonged.
    "held_drop": Row(make=s.held_words, post=[O], only_post=True, there={"other": ([O], []), "elsewhere": ([O], [])}),
    "note": free(get=TEAM),
    "lessons": free(get=[O, OO, F]),
    # Mandates are of a fund: here A+O's, elsewhere OOM's.
    "mandate_end": Row(
        make=s.running_mandate,
        get=[O, F, A],
        post=[O, F, A],
        there={"other": ([O, F, A], []), "elsewhere": ([OO, A], [])},
    ),
    # Terms are between the two funds, whatever the pilot; each agrees for itself.
    "terms_agree": Row(
        make=s.stoof_terms,
        post=[O, F],
        post_no=[OO],
        body={"version": "1"},
        only_post=True,
        there={"other": ([O, F], [OO]), "elsewhere": ([OO], [O, F])},
    ),
    "terms_end": Row(
        make=s.agreed_terms,
        get=[O, OO, F],
        post=[O, OO, F],
        there={"other": ([O, OO, F], []), "elsewhere": ([O, OO, F], [])},
    ),
    # files
    "import_new": pilot(make=s.companies_import, get=TEAM, post=TEAM, body=s.file),
    "import_new|candidates": pilot(make=s.candidates_import, get=TEAM, post=TEAM, body=s.people_file),
    "import_check|candidates": Row(make=s.people_upload, get=[O, OO, P], post=[O, OO, P], canary="Canarievogel"),
    "import_check": Row(
        make=s.unclear_upload, get=[O, OO, P], post=[O, OO, P], body=s.named_column, canary="Verspaning Test"
    ),
    "import_store": Row(make=s.upload, post=[O, OO, P], only_post=True, body=s.seen_upload),
    # Progress is sent by the provider and the trainer; the owners may know of the file.
    "import_new|progress": pilot(make=s.progress_import, get=[P, T], post=[P, T], body=s.progress_file),
    "import_check|progress": Row(make=s.progress_upload, get=[P], no=OWNERS, post=[P], canary="Canarievogel"),
    "import_undo": Row(make=s.stored_progress, post=[P], post_no=OWNERS, only_post=True),
    "import_discard": Row(make=s.upload, post=[O, OO, P], only_post=True),
    "import_errors": Row(make=s.upload, get=[O, OO, P]),
}
