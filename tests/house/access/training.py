"""Programmes, classes, participants, progress."""

from tests.house import situations as s
from tests.house.access.rows import OO, OWNERS, TEAM, M, O, P, Row, S, T, pilot

TABLE = {
    # training
    "training:programmes": pilot(get=[*TEAM, T], canary="Verspanen kort"),
    "training:programme_new": pilot(get=[O, OO, P], post=[O, OO, P], body=s.new_programme),
    "training:programme": Row(make=s.programme, get=[O, OO, P], no=[S, T], post=[O, OO, P], body={"price": "7.000"}),
    "training:classes": pilot(make=s.class_list, get=[*TEAM, T, M], canary="Klas Canarie"),
    "training:class_new": pilot(make=s.with_programme, get=[O, OO, P], post=[O, OO, P], body=s.new_class),
    "training:class": Row(make=s.guided_class, get=[*TEAM, T, M], canary="Canarievogel"),
    "training:class_edit": Row(
        make=s.guided_class, get=[O, OO, P], no=[S, T, M], post=[O, OO, P], body={"name": "Klas X"}
    ),
    "training:class_seat": Row(make=s.class_with_room, post=[O, OO, P], post_no=[S, T], only_post=True, body=s.seat),
    "training:class_confirm": Row(make=s.guided_class, post=OWNERS, post_no=[S, P, T, M], only_post=True),
    "training:class_reopen": Row(make=s.confirmed_class, post=OWNERS, post_no=[S, P, T, M], only_post=True),
    "training:class_finish": Row(make=s.ended_class, post=OWNERS, post_no=[S, P, T, M], only_post=True),
    "training:class_cancel": Row(make=s.guided_class, get=OWNERS, no=[S, P, T, M], post=OWNERS),
    "training:class_small": Row(make=s.guided_class, get=OWNERS, no=[S, P, T, M], post=OWNERS),
    "training:enrolment": Row(make=s.enrolment, get=[*TEAM, T, M], canary="Canarievogel"),
    "training:enrolment_move": Row(make=s.enrolment, get=[O, OO, P], no=[S, T, M], post=[O, OO, P], body={"seat": "9"}),
    "training:enrolment_leave": Row(make=s.enrolment, get=[O, OO, P], no=[S, T, M], post=[O, OO, P]),
    "training:enrolment_guides": Row(make=s.enrolment, get=[O, OO, P], no=[S, T, M], post=[O, OO, P], body=s.mentor),
    "training:enrolment_acquaint": Row(make=s.enrolment, post=[O, OO, P], post_no=[S, T, M], only_post=True),
    "training:enrolment_decide": Row(make=s.acquainted, get=[O, OO, P], no=[S, T, M], post=[O, OO, P]),
    "training:enrolment_complete": Row(
        make=s.active, get=[O, OO, P, T], no=[S, M], post=[O, OO, P, T], body=s.completed
    ),
    "training:report_new": Row(make=s.active, get=[P, T, M], no=[O, OO, S], post=[P, T, M], body=s.progress),
    "training:report": Row(make=s.report, get=[P, T, M], no=[O, OO, S], post=[P, T, M], body={"study": "2"}),
    "training:private_new": Row(make=s.active, get=[M], no=[O, OO, S, P, T], post=[M]),
    "training:private": Row(make=s.private, get=[M], post=[M]),
}
