"""Plans, UWV, budgets, starting a class."""

from tests.house import situations as s
from tests.house.access.rows import OO, OWNERS, F, M, O, P, Row, S, T, pilot

TABLE = {
    "funding:plans": pilot(make=s.plan_list, get=[O, OO, P], canary="Canarievogel"),
    "funding:plan_new": Row(make=s.without_plan, post=[O, OO, P], post_no=[S, T, M], only_post=True),
    "funding:plan": Row(make=s.draft_plan, get=[O, OO, P], canary="Canarievogel"),
    "funding:plan_edit": Row(make=s.draft_plan, get=[O, OO, P], post=[O, OO, P]),
    "funding:plan_propose": Row(make=s.draft_plan, post=[O, OO, P], only_post=True),
    "funding:plan_send_back": Row(make=s.proposed_plan, get=OWNERS, no=[P], post=OWNERS),
    "funding:plan_approve": Row(make=s.proposed_plan, get=OWNERS, no=[P], post=OWNERS),
    "funding:plan_end": Row(make=s.plan_of_a_leaver, get=OWNERS, no=[P], post=OWNERS),
    # For everybody but the owners there are no such pages.
    "funding:uwv": Row(make=s.asked_uwv, get=OWNERS, canary="Canarievogel"),
    "funding:uwv_ask": Row(
        make=s.unemployed, get=OWNERS, post=OWNERS, body={"amount": "2.100", "valid_until": "2027-06-01"}
    ),
    "funding:uwv_agree": Row(make=s.asked_uwv, post=OWNERS, only_post=True),
    "funding:uwv_refuse": Row(make=s.asked_uwv, get=OWNERS, post=OWNERS),
    "funding:uwv_end": Row(make=s.agreed_uwv, get=OWNERS, post=OWNERS),
    # Management reads the money of its own fund in every pilot; the owner of a fund spends it.
    "funding:budgets": pilot(
        make=s.budget_list, get=[O, OO, F], there={"other": ([F], [O, OO])}, canary="Canarieboeking"
    ),
    "funding:budgets_export": pilot(make=s.budget_list, get=[O, OO, F], there={"other": ([F], [O, OO])}),
    "funding:budget": pilot(make=s.budget, get=[O], post=[O], body={"amount": "200.000"}),
    "funding:budget_spend": pilot(make=s.management_budget, get=[O], post=[O], body={"amount": "500", "kind": "hours"}),
    "funding:managing": pilot(make=s.budget_list, get=[O, OO, F], there={"other": ([F], [O, OO])}, canary="150.000,00"),
    "funding:budget|managing": pilot(make=s.divided_budget, get=[O], post=[O], body={"hours": "400,00"}),
    "funding:posting_counter": Row(make=s.posting, get=[O], no=[OO, F], post=[O], there={"other": ([], [F])}),
    "funding:start": Row(make=s.class_to_start, get=OWNERS, no=[S, P, T, M], post=OWNERS),
}
