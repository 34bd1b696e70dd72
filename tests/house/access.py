"""The access table: every URL × method × role × own / other, with literal outcomes that import no permissions.

A ``Row`` says how to make what the URL is about (``make(world, side)``: an object, or the URL's arguments), which roles
may ``get`` it (200) and ``post`` to it (302) in their own pilot, and which see it but may not (``no``: 403). Everybody
else gets 404. ``pilot(...)`` rows are about a page of a pilot: whoever sees the pilot without the right gets 403, also
owners and management of a fund that takes part in somebody else's pilot. Anonymous visitors are sent to the login page.
"""

from dataclasses import dataclass, field
from typing import Any

from tests import factories as f
from tests.house import situations as s

O, OO, S, B, P, M, T, F, A, X = (  # noqa: E741 - one letter a role keeps the table readable
    "owner",
    "owner_oom",
    "selector",
    "specialist",
    "provider",
    "mentor",
    "trainer",
    "management",
    "manager",
    "stranger",
)
OWNERS = [O, OO]
TEAM = [O, OO, S, P]
CREW = [O, OO, S, B, P, M, T]
EVERYBODY = [*CREW, F, A, X]
#: Who sees a pilot: its people, and owners and management of a fund that takes part.
SEES = {"own": [*CREW, F], "other": [O, OO, F], "elsewhere": [OO]}


@dataclass
class Row:
    make: Any = None
    get: list = field(default_factory=list)
    no: list = field(default_factory=list)
    post: list | None = None
    post_no: list = field(default_factory=list)
    body: Any = None
    canary: Any = None
    # A pilot's page: outcomes on the other sides follow from who sees the pilot.
    of_pilot: bool = False
    # Whoever sees the pilot may read it, on every side.
    for_all: bool = False
    # No object at all: the same everywhere, 403 for who may not.
    free: bool = False
    only_post: bool = False

    def outcome(self, method, role, side):
        """The literal status code for a role on a side (own, other, elsewhere)."""
        if method == "GET" and self.only_post:
            return 405
        may = self.get if method == "GET" else self.post or []
        no = self.no if method == "GET" else self.post_no or self.no
        good = 200 if method == "GET" else 302
        if self.free:
            return good if role in may else 403
        if self.for_all:
            may, no = (SEES[side], []) if method == "GET" else (may if side == "own" else [], SEES[side])
            return good if role in may else 403 if role in no else 404
        if self.of_pilot:
            if side == "own" and role in may:
                return good
            return 403 if role in SEES[side] else 404
        if side != "own":
            return 404
        return good if role in may else 403 if role in no else 404


def pilot(**fields):
    return Row(make=fields.pop("make", lambda w, side: (side.pilot.slug,)), of_pilot=True, **fields)


def seen(**fields):
    return Row(make=fields.pop("make", lambda w, side: (side.pilot.slug,)), of_pilot=True, for_all=True, **fields)


def free(**fields):
    return Row(make=lambda w, side: (), free=True, **fields)


TABLE = {
    # the desk
    "desk:work": free(get=EVERYBODY),
    "desk:search": free(get=EVERYBODY),
    "desk:dashboard": free(get=[O, OO, F]),
    "desk:dashboard_export": free(get=[O, OO, F]),
    "desk:documents": seen(),
    "desk:document_ask": pilot(post=[O, OO, P], only_post=True),
    "desk:document": seen(make=s.document),
    # reading
    "reference": free(get=EVERYBODY),
    "reference_table": Row(make=lambda w, side: ("regios",), free=True, get=EVERYBODY, canary="Zuid-Oost"),
    # pilots
    "pilots": free(get=EVERYBODY),
    "pilot_new": free(get=[O, OO, F], post=[O, OO, F], body={"title": "Nieuwe pilot"}),
    "pilot": seen(canary=lambda w, side, made: side.pilot.title),
    "pilot_edit": pilot(get=OWNERS, post=OWNERS, body={"title": "Andere titel"}),
    "pilot_start": pilot(make=s.agreed_pilot, get=OWNERS, post=OWNERS),
    "policy": seen(),
    "policy_version": seen(make=lambda w, side: (side.pilot.slug, 1)),
    "policy_edit": pilot(make=s.draft, get=OWNERS, post=OWNERS, body={"own_sub_branches": "verspanen en frezen"}),
    "policy_propose": pilot(make=s.draft, get=OWNERS, post=OWNERS),
    "policy_withdraw": pilot(make=s.proposed, post=OWNERS, only_post=True),
    "policy_sign": pilot(make=s.proposed, get=[O, OO, F], post=[O, OO]),
    "policy_new_version": pilot(post=OWNERS, only_post=True),
    "appointments": pilot(get=[O, OO, P]),
    "appointment_new": pilot(get=OWNERS, post=OWNERS, body=s.invitation),
    "appointment": Row(make=s.invited, get=[O, OO, P]),
    "appointment_propose": Row(make=s.invited, get=[P], no=OWNERS, post=[P]),
    "appointment_approve": Row(make=s.handed_in, get=OWNERS, no=[P], post=OWNERS),
    "appointment_ask_changes": Row(make=s.handed_in, get=OWNERS, no=[P], post=OWNERS),
    "appointment_refuse": Row(make=s.handed_in, get=OWNERS, no=[P], post=OWNERS),
    "appointment_end": Row(make=s.appointed, get=OWNERS, no=[P], post=OWNERS),
    "people": seen(),
    "assignment_new": pilot(get=OWNERS, post=OWNERS, body=s.assignment),
    "deputy_new": pilot(get=OWNERS, post=OWNERS, body=s.deputy),
    "assignment_end": pilot(make=s.selector_assignment, get=OWNERS, post=OWNERS),
    "mandates": free(get=[O, OO, F, A]),
    "mandate_new": free(get=[O, OO, F, A], post=[O, OO, F, A], body=s.mandate),
    "terms": free(get=[O, OO, F]),
    "terms_new": free(get=[O, OO, F], post=[O, OO, F], body={"text": "STOOF betaalt de helft."}),
    "journal": seen(make=s.journal, canary="Een notitie van nu"),
    "journal_new": pilot(get=TEAM, post=TEAM, body={"text": "Gelukt", "kind": "success"}),
    "mandate_end": Row(make=s.running_mandate, get=[O, F, A], post=[O, F, A]),
    "terms_agree": Row(make=s.stoof_terms, post=[O, F], post_no=[OO], only_post=True),
    "terms_end": Row(make=s.agreed_terms, get=[O, OO, F], post=[O, OO, F]),
    # files
    "import_new": pilot(make=s.companies_import, get=TEAM),
    "import_check": Row(make=s.upload, get=[O, OO, P], canary="Verspaning Test"),
    "import_store": Row(make=s.upload, post=[O, OO, P], only_post=True, body=s.seen_upload),
    "import_undo": Row(make=s.stored_upload, post=[O, OO, P], only_post=True),
    "import_discard": Row(make=s.upload, post=[O, OO, P], only_post=True),
    "import_errors": Row(make=s.upload, get=[O, OO, P]),
    # companies
    "companies:list": pilot(make=s.company_list, get=TEAM, canary="Canarie Verspaning"),
    "companies:new": pilot(get=TEAM, post=TEAM, body={"kvk": "87654321", "name": "Nieuw BV"}),
    "companies:participation": Row(make=s.lead, get=TEAM, canary="Canarie Verspaning"),
    "companies:approach": Row(make=s.lead, post=TEAM, only_post=True),
    "companies:interest": Row(make=s.lead, get=TEAM, post=TEAM),
    "companies:decline": Row(make=s.lead, get=TEAM, post=TEAM),
    "companies:withdraw": Row(make=s.committed, get=TEAM, post=TEAM),
    "companies:reopen": Row(make=s.declined, get=TEAM, post=TEAM),
    "companies:note": Row(make=s.lead, get=TEAM, post=TEAM),
    "companies:company": Row(make=s.lead, get=TEAM, post=TEAM, body={"town": "Best"}),
    "companies:contact_new": Row(make=s.lead, get=TEAM, post=TEAM, body={"name": "Een contact"}),
    "companies:contact": Row(make=s.contact, get=TEAM, post=TEAM, body={"name": "Ander contact"}),
    "companies:vacancy_new": Row(make=s.lead, get=TEAM, post=TEAM, body={"title": "Frezer", "places": "2", "hours": "38"}),
    "companies:vacancy": Row(make=s.vacancy, get=TEAM, post=TEAM, body={"title": "Draaier"}),
    "companies:interview_plan": Row(make=s.interested, get=TEAM, post=TEAM, body=s.company_interviewers),
    "companies:interview": Row(make=s.company_interview, get=TEAM, post=[O, S], post_no=[OO, P], body=s.findings),
    "companies:interview_replan": Row(make=s.company_interview, get=TEAM, post=TEAM, body={"place": "Kantoor"}),
    "companies:interview_cancel": Row(make=s.company_interview, get=TEAM, post=TEAM),
    "companies:select": Row(make=s.interviewed, get=[O, OO, S], no=[P], post=[O, OO, S]),
    "companies:profile": Row(make=s.interviewed, get=[O, OO, S], no=[P], post=[O, OO, S]),
    "companies:commit": Row(make=s.selected, get=[P], no=[O, OO, S], post=[P], body=s.commitment),
    # candidates
    "candidates:list": pilot(make=s.candidate_list, get=TEAM, canary="Canarievogel"),
    "candidates:candidate_new": pilot(get=TEAM, post=TEAM, body=s.new_candidate),
    "candidates:bulk": pilot(make=s.plain, get=TEAM, post=TEAM, body=s.bulk),
    "candidates:candidate": Row(make=s.candidate, get=TEAM, canary="Canarievogel"),
    "candidates:candidate_edit": Row(make=s.candidate, get=TEAM, post=TEAM, body={"town": "Best"}),
    "candidates:candidate_drop": Row(make=s.candidate, get=TEAM, post=TEAM),
    "candidates:candidate_return": Row(make=s.fallen_out, get=TEAM, post=TEAM),
    "candidates:candidate_waive": Row(make=s.candidate, get=TEAM, post=TEAM),
    "candidates:candidate_told": Row(make=s.candidate, post=TEAM, only_post=True),
    "candidates:interview_plan": Row(make=s.invited_candidate, get=TEAM, post=TEAM, body=s.interviewers),
    "candidates:sessions": pilot(get=TEAM),
    "candidates:session_new": pilot(get=TEAM, post=TEAM, body={"place": "Helmond", "speaker": "Een frezer", "capacity": "30"}),
    "candidates:session": Row(make=s.session, get=TEAM),
    "candidates:session_edit": Row(make=s.session, get=TEAM, post=TEAM, body={"place": "Best"}),
    "candidates:attendance": Row(make=s.session, post=TEAM, only_post=True, body=s.came),
    "candidates:kit": pilot(make=s.kit_page, get=[O, OO, S, B], canary="Technische kennis"),
    "candidates:kit_make": pilot(post=[O, OO, S], only_post=True),
    "candidates:kit_use": Row(make=s.draft_kit, post=[O, OO, S], post_no=[B], only_post=True),
    "candidates:kit_follow": Row(make=s.kit_of_other_weights, post=[O, OO, S], post_no=[B], only_post=True),
    "candidates:kit_item_new": Row(make=s.draft_kit, get=[O, OO, S], no=[B], post=[O, OO, S], body=s.anchors),
    "candidates:kit_item": Row(make=s.draft_item, get=[O, OO, S], no=[B], post=[O, OO, S], body={"question": "Anders?"}),
    "candidates:kit_item_remove": Row(make=s.draft_item, get=[O, OO, S], no=[B], post=[O, OO, S]),
    "candidates:interview": Row(make=s.interview, get=[*TEAM, B]),
    "candidates:interview_cancel": Row(make=s.interview, get=TEAM, no=[B], post=TEAM),
    "candidates:interview_miss": Row(make=s.interview, post=[*TEAM, B], only_post=True),
    "candidates:consensus": Row(make=s.difference, get=[S, B], no=[O, OO, P], post=[S, B]),
    "candidates:result": Row(make=s.held, get=[S], no=[O, OO, P, B], post=[S], body=s.result),
    "candidates:scorecard": Row(make=s.card, get=[S], post=[S], body={"value": "4"}),
    "candidates:scorecard_submit": Row(make=s.full_card, get=[S], post=[S]),
    "candidates:scorecard_take_back": Row(make=s.submitted_card, get=[S], post=[S]),
    # matches
    "candidates:matches": pilot(make=s.match_list, get=TEAM, canary="Canarievogel"),
    "candidates:rank": Row(make=s.vacancy_to_fill, get=[O, OO, S], no=[P]),
    "candidates:propose": Row(make=s.pair, post=[S], post_no=[O, OO, P], only_post=True),
    "candidates:vacancies_for": Row(make=s.qualified, get=[O, OO, S], no=[P]),
    "candidates:visit_new": Row(make=s.matched_candidate, get=[S], no=[O, OO, P], post=[S], body=s.visited),
    "candidates:visit": Row(make=s.visit, get=[S], no=[O, OO, P], post=[S]),
    "candidates:closing": Row(make=s.visited_candidate, get=[S], no=[O, OO, P], post=[S]),
    "candidates:match": Row(make=s.introduced, get=TEAM, canary="Canarievogel"),
    "candidates:share": Row(make=s.proposed_match, get=[S], no=[O, OO, P], post=[S]),
    "candidates:introduction": Row(make=s.introduced, get=[S], no=[O, OO, P], post=[S], body={"who_pays": "Het fonds"}),
    "candidates:agreement": Row(make=s.to_agree, get=[S], no=[O, OO, P], post=[S]),
    "candidates:agreement_withdraw": Row(make=s.agreement, get=[S], no=[O, OO, P], post=[S]),
    "candidates:decline": Row(make=s.introduced, get=[O, S], no=[OO, P], post=[O, S]),
    "candidates:advise": Row(make=s.agreed, get=[S], no=[O, OO, P], post=[S]),
    "candidates:place": Row(make=s.agreed, get=[O], no=[OO, S, P], post=[O]),
    "candidates:employment": Row(make=s.placed, get=[O, S, P], no=[OO], post=[O, S, P], body={"hours": "36"}),
    "candidates:end": Row(make=s.placed, get=[O, S], no=[OO, P], post=[O, S]),
    # training
    "training:programmes": pilot(get=[*TEAM, T]),
    "training:programme_new": pilot(get=[O, OO, P], post=[O, OO, P], body=s.new_programme),
    "training:programme": Row(make=s.programme, get=[O, OO, P], no=[S, T], post=[O, OO, P], body={"price": "7.000"}),
    "training:classes": pilot(get=[*TEAM, T, M]),
    "training:class_new": pilot(make=s.with_programme, get=[O, OO, P], post=[O, OO, P], body=s.new_class),
    "training:class": Row(make=s.guided_class, get=[*TEAM, T, M]),
    "training:class_edit": Row(make=s.guided_class, get=[O, OO, P], no=[S, T, M], post=[O, OO, P], body={"name": "Klas X"}),
    "training:class_seat": Row(make=s.class_with_room, post=[O, OO, P], post_no=[S, T], only_post=True, body=s.seat),
    "training:class_confirm": Row(make=s.guided_class, post=OWNERS, post_no=[S, P, T, M], only_post=True),
    "training:class_reopen": Row(make=s.confirmed_class, post=OWNERS, post_no=[S, P, T, M], only_post=True),
    "training:class_finish": Row(make=s.ended_class, post=OWNERS, post_no=[S, P, T, M], only_post=True),
    "training:class_cancel": Row(make=s.guided_class, get=OWNERS, no=[S, P, T, M], post=OWNERS),
    "training:class_small": Row(make=s.guided_class, get=OWNERS, no=[S, P, T, M], post=OWNERS),
    "training:enrolment": Row(make=s.enrolment, get=[*TEAM, T, M]),
    "training:enrolment_move": Row(make=s.enrolment, get=[O, OO, P], no=[S, T, M], post=[O, OO, P], body={"seat": "9"}),
    "training:enrolment_leave": Row(make=s.enrolment, get=[O, OO, P], no=[S, T, M], post=[O, OO, P]),
    "training:enrolment_guides": Row(make=s.enrolment, get=[O, OO, P], no=[S, T, M], post=[O, OO, P], body=s.mentor),
    "training:enrolment_acquaint": Row(make=s.enrolment, post=[O, OO, P], post_no=[S, T, M], only_post=True),
    "training:enrolment_decide": Row(make=s.acquainted, get=[O, OO, P], no=[S, T, M], post=[O, OO, P]),
    "training:enrolment_complete": Row(make=s.active, get=[O, OO, P, T], no=[S, M], post=[O, OO, P, T], body=s.completed),
    "training:report_new": Row(make=s.active, get=[P, T, M], no=[O, OO, S], post=[P, T, M], body=s.progress),
    "training:report": Row(make=s.report, get=[P, T, M], no=[O, OO, S], post=[P, T, M], body={"study": "2"}),
    "training:private_new": Row(make=s.active, get=[M], no=[O, OO, S, P, T], post=[M]),
    "training:private": Row(make=s.private, get=[M], post=[M]),
}
