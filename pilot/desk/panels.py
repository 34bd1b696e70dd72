"""What the roof adds to the pilot's page: key figures as pictures, and the funnel with its reasons."""

from pilot.choices import Role
from pilot.desk import dashboard, pictures
from pilot.desk.figures import figures


def key_figures(pilot, user):
    """Seats, average contribution and fall-out at a glance; figures only, so that fund management has them too."""
    if not (
        pilot.pk in user.pilots(Role.OWNER, Role.SELECTOR, Role.PROVIDER) or user.funds(Role.MANAGEMENT, Role.OWNER)
    ):
        return None
    one = figures([pilot])[0]
    return {
        "template": "desk/_key_figures.html",
        "context": {
            "figures": one,
            "seats": pictures.seats(one),
            "average": pictures.average(one),
            "average_note": pictures.average_note(one),
            "fall_out": pictures.fall_out(one),
            "expected": pictures.expected_fall_out(),
            "funnel": pictures.funnel(one),
            "out_rows": dashboard.out_rows(one),
        },
    }
