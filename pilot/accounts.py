"""Accounts are made by the application manager: nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _


class ClosedAdapter(DefaultAccountAdapter):
    """allauth without sign-up, and with messages in our own words (u-form)."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address and the password do not belong together."),
        "too_many_login_attempts": _("Too many failed attempts. Try again in a few minutes."),
        "account_inactive": _("This account may not log in. Ask the application manager."),
        "incorrect_password": _("This password is not right."),
        "enter_current_password": _("Type your present password."),
        "rate_limited": _("Too many attempts. Try again in a few minutes."),
    }

    def is_open_for_signup(self, request):
        return False
