"""A person at the site, in Chromium: logs in with a password, fills in forms by their names, presses the buttons."""

from contextlib import contextmanager

PASSWORD = "een-lang-wachtwoord-2026"
#: What may go wrong in a page and is never right.
NEVER = ("Server Error", "Traceback", "pagina bestaat niet")


class Visitor:
    """One logged-in browser window."""

    def __init__(self, browser, stack, user, width=1280):
        self.stack, self.user = stack, user
        self.context = browser.new_context(
            base_url=stack.address, locale="nl-NL", viewport={"width": width, "height": 900}, accept_downloads=True
        )
        self.context.set_default_timeout(20_000)
        self.page = self.context.new_page()
        self.violations, self.known = [], False
        self.page.on(
            "console",
            lambda message: self.violations.append(message.text) if "Content Security" in message.text else None,
        )

    def log_in(self):
        """By the login page, with address and password."""
        self.page.goto("/account/login/")
        self.page.fill("[name=login]", self.user.email)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_url(self.stack.address + "/")
        self.known = True
        return self

    def goto(self, path):
        """Open a page, after logging in the first time; return its status code."""
        if not self.known:
            self.log_in()
        return self.page.goto(path).status

    def open(self, path):
        """Open a page that must be there."""
        status = self.goto(path)
        assert status < 400, f"{path} answered {status}: {self.page.inner_text('body')[:400]}"
        return self

    def text(self):
        return self.page.inner_text("main").replace("\xa0", " ")

    def fill(self, **values):
        """Fill in fields of the page by name; radios and boxes by value, lists tick several."""
        for name, value in values.items():
            fields = self.page.locator(f"main [name='{name}']")
            first = fields.first
            kind = first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
            if kind == "radio":
                self.page.locator(f"main [name='{name}'][value='{value}']").check(force=True)
            elif kind == "checkbox":
                for one in value if isinstance(value, list) else [value]:
                    box = fields if one is True else self.page.locator(f"main [name='{name}'][value='{one}']")
                    box.first.check(force=True)
            elif kind == "select":
                first.select_option(str(value))
            elif kind == "file":
                first.set_input_files(value)
            else:
                first.fill(str(value))
        return self

    def write(self, words):
        """Write these words in every empty box for text of the page."""
        for area in self.page.locator("main textarea, main form[method=post] input[type=text]").all():
            if not area.input_value():
                area.fill(words)
        return self

    def press(self, label=None):
        """Press the button with this label, else the full button of the page's form."""
        if label:
            button = self.page.locator("main").get_by_role("button", name=label).first
        else:
            button = self.page.locator("main form[method=post] button.btn-primary").last
        self.click(button)
        for words in NEVER:
            assert words not in self.page.content(), (
                f"{self.page.url}: {self.page.title()} {self.page.inner_text('body')[:900]}"
            )
        return self

    def click(self, button):
        """Press something that leads to a page, and wait for that page."""
        with self.page.expect_navigation():
            button.click()

    def sent(self, label=None, **values):
        """Fill in, press, and be led on: the page must not come back with errors."""
        self.fill(**values).press(label)
        assert not self.page.title().startswith("Fout"), f"{self.page.url}\n{self.text()[:1500]}"
        return self

    def sees(self, *words):
        """Every one of these words stands on the page."""
        shown = self.text()
        for one in words:
            assert one in shown, f"“{one}” is not on {self.page.url}:\n{shown[:2500]}"
        return self

    def refused(self, path, *codes):
        """Opening a path answers with one of these codes."""
        got = self.goto(path)
        assert got in codes, f"{path} answered {got}"
        return self


@contextmanager
def people(browser, stack, **users):
    """Visitors by name; each logs in through the login page when first needed."""
    visitors = {name: Visitor(browser, stack, user) for name, user in users.items()}
    try:
        yield visitors
        for visitor in visitors.values():
            assert visitor.violations == []
    finally:
        for visitor in visitors.values():
            visitor.context.close()
