"""The provider: frameworks, invitation, proposal by topic with its files, answers, hand-over, reports, supervision."""

from tests.house import situations as s
from tests.house.access.rows import OO, OWNERS, O, P, Row, free, pilot

TABLE = {
    "appointments": pilot(get=[O, OO, P]),
    "appointment_new": pilot(make=s.without_provider, get=OWNERS, post=OWNERS, body=s.invitation),
    "frameworks": pilot(get=OWNERS),
    "framework_edit": pilot(make=s.framework, get=OWNERS, post=OWNERS, body={"text": "Ons eigen kader."}),
    "supervision": free(get=OWNERS),
    "appointment": Row(make=s.invited, get=[O, OO, P]),
    "appointment|approved": Row(make=s.reporting_provider, get=[O, OO, P]),
    "appointment_propose": Row(make=s.invited, get=[P], no=OWNERS, post=[P]),
    "appointment_topic": Row(make=s.topic_handed_in, get=[O, OO, P], canary="Zo doen wij het."),
    "topic_accept": Row(make=s.topic_handed_in, post=OWNERS, post_no=[P], only_post=True),
    "topic_ask_changes": Row(make=s.topic_handed_in, get=OWNERS, no=[P], post=OWNERS),
    "topic_framework": Row(make=s.topic_handed_in, get=OWNERS, no=[P], post=OWNERS, body={"text": "Een nieuw kader."}),
    "attachment_new": Row(make=s.topic_open, get=[P], no=OWNERS, post=[P], body=s.attached),
    "attachment": Row(make=s.file_handed_in, get=[O, OO, P]),
    "attachment_remove": Row(make=s.file_open, post=[P], post_no=OWNERS, only_post=True),
    "appointment_approve": Row(make=s.judged, get=OWNERS, no=[P], post=OWNERS),
    "appointment_refuse": Row(make=s.handed_in, get=OWNERS, no=[P], post=OWNERS),
    "appointment_end": Row(make=s.appointed, get=OWNERS, no=[P], post=OWNERS),
    "appointment_terms": Row(
        make=s.appointed,
        get=OWNERS,
        no=[P],
        post=OWNERS,
        body={"report_every": "2", "partnership": "", "reason": "Er verandert weinig meer in een maand."},
    ),
    "appointment_handover": Row(make=s.reporting_provider, get=[O, OO, P]),
    "report_new": Row(make=s.period_over, get=[P], no=OWNERS, post=[P]),
    "provider_report": Row(make=s.reported, get=[O, OO, P], post=OWNERS, post_no=[P], canary="De klas loopt."),
}
