"""Companies from lead to commitment."""

from tests.house import situations as s
from tests.house.access.rows import OO, OWNERS, TEAM, O, P, Row, S, pilot

TABLE = {
    # companies
    "companies:list": pilot(make=s.company_list, get=TEAM, canary="Canarie Verspaning"),
    "companies:doubles": pilot(get=[O, OO, S]),
    "companies:merge": Row(make=s.company_twice, get=[O, OO, S], no=[P], post=[O, OO, S], body={"act": "merge"}),
    "companies:export": pilot(make=s.company_list, get=TEAM),
    "companies:filter_save": pilot(post=TEAM, only_post=True, body={"name": "Leads", "query": "state=lead"}),
    "companies:new": pilot(get=TEAM, post=TEAM, body={"kvk": "87654321", "name": "Nieuw BV"}),
    "companies:participation": Row(make=s.lead, get=TEAM, canary="Canarie Verspaning"),
    "companies:approach": Row(make=s.lead, post=TEAM, only_post=True),
    "companies:interest": Row(make=s.lead, get=TEAM, post=TEAM),
    "companies:decline": Row(make=s.lead, get=TEAM, post=TEAM),
    "companies:withdraw": Row(make=s.committed, get=TEAM, post=TEAM),
    "companies:reopen": Row(make=s.declined, get=TEAM, post=TEAM),
    "companies:quiet": pilot(make=s.quiet_company, get=OWNERS, canary="Stilte BV"),
    "companies:note_correct": Row(make=s.company_note, get=[S], no=[O, OO, P], post=[S], body={"text": "Gemaild."}),
    "companies:note": Row(make=s.lead, get=TEAM, post=TEAM),
    "companies:company": Row(make=s.lead, get=TEAM, post=TEAM, body={"town": "Best"}),
    "companies:contact_new": Row(make=s.lead, get=TEAM, post=TEAM, body={"name": "Een contact"}),
    "companies:contact": Row(make=s.contact, get=TEAM, post=TEAM, body={"name": "Ander contact"}),
    "companies:vacancy_new": Row(
        make=s.lead, get=TEAM, post=TEAM, body={"title": "Frezer", "places": "2", "hours": "38"}
    ),
    "companies:vacancy": Row(make=s.vacancy, get=TEAM, post=TEAM, body={"title": "Draaier"}),
    "companies:interview_plan": Row(make=s.interested, get=TEAM, post=TEAM, body=s.company_interviewers),
    "companies:interview": Row(make=s.company_interview, get=TEAM, post=[O, S], post_no=[OO, P], body=s.findings),
    "companies:interview_replan": Row(make=s.company_interview, get=TEAM, post=TEAM, body={"place": "Kantoor"}),
    "companies:interview_cancel": Row(make=s.company_interview, get=TEAM, post=TEAM),
    "companies:select": Row(make=s.interviewed, get=[O, OO, S], no=[P], post=[O, OO, S]),
    "companies:profile": Row(make=s.interviewed, get=[O, OO, S], no=[P], post=[O, OO, S]),
    "companies:environment": Row(make=s.selected, get=[P], no=[O, OO, S], post=[P], body=s.environment),
    "companies:told": Row(make=s.selected, get=TEAM, post=TEAM, body=s.told),
    "companies:paper": Row(make=s.ripe, get=[P], no=[O, OO, S], post=[P], body={"hours": "4"}),
    "companies:paper_file": Row(make=s.paper_made, get=[O, OO, P], no=[S]),
    "companies:copy_new": Row(make=s.paper_to_sign, get=[P], no=[O, OO, S], post=[P], body=s.signed_copy),
    "companies:copy": Row(make=s.copy_in, get=[O, OO, P], no=[S]),
    "companies:copy_remove": Row(make=s.copy_in, post=[P], post_no=[O, OO, S], only_post=True),
    "companies:commit": Row(make=s.to_commit, get=[P], no=[O, OO, S], post=[P], body=s.commitment),
}
