"""Candidates from registration to placement."""

from tests.house import situations as s
from tests.house.access.rows import OO, OWNERS, TEAM, B, O, P, Row, S, pilot

TABLE = {
    # candidates
    "candidates:list": pilot(make=s.candidate_list, get=TEAM, canary="Canarievogel"),
    "candidates:candidate_new": pilot(get=TEAM, post=TEAM, body=s.new_candidate),
    "candidates:bulk": pilot(make=s.plain, get=TEAM, post=TEAM, body=s.bulk, query="?act=tell"),
    "candidates:candidate": Row(make=s.candidate, get=TEAM, canary="Canarievogel"),
    "candidates:candidate_edit": Row(make=s.candidate, get=TEAM, post=TEAM, body={"town": "Best"}),
    "candidates:candidate_drop": Row(make=s.candidate, get=TEAM, post=TEAM, body={"reason": "other", "message": ""}),
    "candidates:candidate_elsewhere": Row(
        make=s.took_part_elsewhere, post=[O, OO], only_post=True, body={"same": "yes"}
    ),
    "candidates:candidate_return": Row(make=s.fallen_out, get=TEAM, post=TEAM),
    "candidates:candidate_waive": Row(make=s.candidate, get=TEAM, post=TEAM),
    "candidates:candidate_told": Row(make=s.candidate, post=TEAM, only_post=True),
    "candidates:heard": Row(
        make=s.candidate, get=TEAM, post=TEAM, body={"how": "call", "said": "Belde."}, canary="Canarievogel"
    ),
    "candidates:function": Row(
        make=s.candidate,
        get=TEAM,
        post=TEAM,
        body={"name": "Carrosseriebouwer"},
        query="?q=monteur",
        canary="Canarievogel",
    ),
    "candidates:waits": pilot(make=s.to_be_called, get=TEAM, canary="Canarievogel"),
    "candidates:rounds": pilot(make=s.plain, get=TEAM),
    "candidates:round_close": pilot(make=s.somebody_decided, post=OWNERS, only_post=True),
    "candidates:round": Row(make=s.closed_round, get=TEAM, post=OWNERS, post_no=[S, P], body=s.talk),
    "candidates:interview_plan": Row(make=s.invited_candidate, get=TEAM, post=TEAM, body=s.interviewers),
    "candidates:note_new": Row(make=s.candidate, get=TEAM, post=TEAM, body={"text": "Belde."}),
    "candidates:match_note_new": Row(make=s.introduced, get=TEAM, post=TEAM, body={"text": "Belde."}),
    "candidates:note_correct": Row(make=s.note_of_selector, get=[S], no=[O, OO, P], post=[S], body={"text": "Mailde."}),
    "candidates:board": pilot(make=s.candidate_list, get=TEAM, canary="Canarievogel"),
    "candidates:compare": pilot(make=s.candidate_list, get=TEAM, query="?pick=1&pick=2"),
    "candidates:export": pilot(make=s.candidate_list, get=TEAM),
    "candidates:filter_save": pilot(
        post=TEAM, only_post=True, body={"name": "Uit de bouw", "query": "region=noord&order=nieuw"}
    ),
    "candidates:doubles": pilot(make=s.candidate_list, get=[O, OO, S]),
    "candidates:merge": Row(make=s.recorded_twice, get=[O, OO, S], no=[P], post=[O, OO, S], body={"act": "merge"}),
    "candidates:recruiting_plan": pilot(get=[O, OO, S, P]),
    "candidates:sessions": pilot(get=TEAM),
    "candidates:session_new": pilot(get=TEAM, post=TEAM, body=s.new_session),
    "candidates:session": Row(make=s.session, get=TEAM, canary="Canarievogel"),
    "candidates:session_edit": Row(make=s.session, get=TEAM, post=TEAM, body={"place": "Best"}),
    "candidates:session_cancel": Row(make=s.session, get=TEAM, post=TEAM),
    "candidates:attendance": Row(make=s.session, post=TEAM, only_post=True, body=s.came),
    "candidates:session_mistaken": Row(make=s.came_by_mistake, get=TEAM, post=TEAM, canary="Canarievogel"),
    "candidates:interviewer_agreement": pilot(get=OWNERS),
    "candidates:comparison_new": pilot(get=OWNERS, post=OWNERS, body=s.comparison_for_a_month),
    "candidates:comparison_off": Row(make=s.comparison, post=OWNERS, only_post=True),
    "candidates:kit": pilot(make=s.kit_page, get=[O, OO, S, B], canary="Technische kennis"),
    "candidates:kit_make": pilot(post=[O, OO, S], only_post=True),
    "candidates:kit_use": Row(make=s.draft_kit, post=[O, OO, S], post_no=[B], only_post=True),
    "candidates:kit_follow": Row(make=s.kit_of_other_weights, post=[O, OO, S], post_no=[B], only_post=True),
    "candidates:kit_discard": Row(make=s.draft_kit, get=[O, OO, S], no=[B], post=[O, OO, S]),
    "candidates:kit_choose": Row(
        make=s.draft_kit, get=[O, OO, S], no=[B], post=[O, OO, S], body={"pick": "t1"}, canary="3D-model"
    ),
    "candidates:kit_item_move": Row(
        make=s.draft_item, post=[O, OO, S], post_no=[B], only_post=True, body={"to": "down"}
    ),
    "candidates:kit_preview": Row(make=s.draft_kit, get=[O, OO, S, B], canary="Motivatie"),
    "candidates:kit_changed": Row(make=s.draft_kit, get=[O, OO, S, B]),
    "candidates:kit_interviews": pilot(
        make=s.planned_with_an_earlier_kit, get=[O, OO, S], post=[O, OO, S], body=s.take_newer, canary="Canarievogel"
    ),
    "candidates:kit_levels": pilot(
        make=s.levels_page, get=[O, OO, S], post=OWNERS, post_no=[S], body=s.levels, canary="Samenwerken"
    ),
    "candidates:kit_levels_asked": Row(
        make=s.company_to_ask, get=[O, OO, S], no=[P], post=[O, OO, S], body=s.levels_asked
    ),
    "candidates:kit_item_new": Row(make=s.draft_kit, get=[O, OO, S], no=[B], post=[O, OO, S], body=s.anchors),
    "candidates:kit_item": Row(
        make=s.draft_item, get=[O, OO, S], no=[B], post=[O, OO, S], body={"question": "Anders?"}
    ),
    "candidates:kit_item_remove": Row(make=s.draft_item, get=[O, OO, S], no=[B], post=[O, OO, S]),
    "candidates:interview": Row(make=s.interview, get=[*TEAM, B], canary="Canarievogel"),
    "candidates:interview_cancel": Row(make=s.interview, get=TEAM, no=[B], post=TEAM),
    "candidates:interview_assign": pilot(
        make=s.waits_for_interview, get=TEAM, post=TEAM, body=s.accepted, query=s.FREE_TIMES, canary="Canarievogel"
    ),
    "candidates:interview_move": Row(make=s.interview, get=TEAM, no=[B], post=TEAM, body=s.another_time),
    "candidates:interview_replace": Row(make=s.card_to_replace, get=TEAM, no=[B], post=TEAM, body=s.somebody_else),
    "candidates:interview_abstain": Row(make=s.interview, get=[S, B], no=[O, OO, P], post=[S, B]),
    "candidates:interview_miss": Row(make=s.interview, post=[*TEAM, B], only_post=True),
    "candidates:consensus": Row(make=s.difference, get=[S, B], no=OWNERS, post=[S, B]),
    "candidates:result": Row(make=s.held, get=[O, OO, S], no=[P, B], post=[S], post_no=[O, OO, P, B], body=s.result),
    "candidates:scorecard": Row(make=s.card, get=[S], post=[S], body={"value": "4"}, canary="Canarievogel"),
    "candidates:scorecard_submit": Row(make=s.full_card, post=[S], only_post=True),
    "candidates:scorecard_correct": Row(
        make=s.sealed_score, get=[S], no=[B, *OWNERS], post=[S], body={"value": "2", "reason": "Verkeerd aangekruist."}
    ),
    "candidates:scorecard_take_back": Row(make=s.submitted_card, post=[S], only_post=True),
    # matches
    "candidates:matches": pilot(make=s.match_list, get=TEAM, canary="Canarievogel"),
    "candidates:rank": Row(make=s.vacancy_to_fill, get=[O, OO, S], no=[P]),
    "candidates:propose": Row(make=s.pair, post=[S], post_no=[O, OO, P], only_post=True),
    "candidates:vacancies_for": Row(make=s.qualified, get=[O, OO, S], no=[P, B]),
    # The specialist knows the candidate from the interview.
    "candidates:visit_new": Row(make=s.matched_candidate, get=[S], no=[O, OO, P, B], post=[S], body=s.visited),
    "candidates:visit": Row(make=s.visit, get=[S], no=[O, OO, P, B], post=[S]),
    "candidates:closing": Row(make=s.visited_candidate, get=[S], no=[O, OO, P, B], post=[S]),
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
}
