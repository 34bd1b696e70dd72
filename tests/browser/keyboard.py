"""A person who touches nothing but the keyboard: Tab and Shift+Tab to go, letters, space, arrows and Enter to act."""

from contextlib import contextmanager

from tests.browser.visitor import NEVER, PASSWORD, Visitor

#: Where the keyboard stands: name, value, words and address of what has the focus.
AT = """() => { const one = document.activeElement; return {
  tag: one.tagName, name: one.name || "", value: one.value || "", type: one.type || "",
  words: (one.innerText || one.getAttribute("aria-label") || "").trim(),
  path: one.href ? new URL(one.href).pathname : "", checked: Boolean(one.checked) } }"""
#: More than any page has to go through.
FAR = 220


class Typist(Visitor):
    """A window in which the mouse is never touched; ``script`` False switches JavaScript off."""

    def __init__(self, browser, stack, user, width=1280, *, script=True):
        super().__init__(browser, stack, user, width)
        self.script = script
        if not script:
            self.context.close()
            self.context = browser.new_context(
                base_url=stack.address,
                locale="nl-NL",
                viewport={"width": width, "height": 900},
                java_script_enabled=False,
            )
            self.context.set_default_timeout(20_000)
            self.page = self.context.new_page()
        else:
            # The driver begins to catch choosers when somebody listens, without waiting: a key may be quicker.
            self.page.on("filechooser", lambda _chooser: None)

    @property
    def at(self):
        return self.page.evaluate(AT)

    def key(self, *keys):
        for one in keys:
            self.page.keyboard.press(one)
        return self

    def go(self, wanted, what):
        """Tab on until ``wanted(at)`` holds; fails when the keyboard cannot get there."""
        for _step in range(FAR):
            if wanted(self.at):
                return self
            self.key("Tab")
        raise AssertionError(f"the keyboard does not reach {what} on {self.page.url}")

    def log_in(self):
        self.page.goto("/account/login/")
        self.type(login=self.user.email, password=PASSWORD)
        with self.page.expect_navigation(url=self.stack.address + "/"):
            self.key("Enter")
        self.known = True
        return self

    def type(self, **values):
        """Fill in by name, in the order of the page: text is typed, radios and boxes are reached and ticked."""
        for name, value in values.items():
            self.go(lambda at, name=name: at["name"] == name, f"the field {name}")
            at = self.at
            if at["type"] == "radio":
                self._choose(name, str(value))
            elif at["type"] == "checkbox":
                if at["checked"] is not bool(value):
                    self.key("Space")
            elif at["tag"] == "SELECT":
                self._pick(name, str(value))
            elif at["type"] == "datetime-local":
                self._moment(value)
            else:
                self.key("Control+a")
                self.page.keyboard.insert_text(str(value))
        return self

    def _moment(self, at):
        """Figure by figure, in the order in which this browser asks for them."""
        self.page.keyboard.type(f"{at:%m%d%Y}")
        # A year takes more figures than it has.
        self.key("ArrowRight")
        self.page.keyboard.type(f"{at:%I%M%p}")
        assert self.at["value"] == f"{at:%Y-%m-%dT%H:%M}"

    def _pick(self, name, value):
        """In a list, down with the arrows and up again."""
        for key in ("ArrowDown", "ArrowUp"):
            for _step in range(12):
                if self.at["value"] == value:
                    return
                self.key(key)
        raise AssertionError(f"{name} has no {value}")

    def _choose(self, name, value):
        """Along the choices of one question with the arrows, as a radio group works."""
        self.key("Space")
        for _step in range(12):
            if self.at["value"] == value and self.at["checked"]:
                return
            self.key("ArrowDown")
        raise AssertionError(f"{name} has no choice {value}")

    def enter(self, words, value=None):
        """Tab to the button or link with these words, and press Enter; the next page must come and be sound.

        Of several buttons with the same words ``value`` tells which.
        """

        def wanted(at):
            found = at["tag"] in ("A", "BUTTON") and words in at["words"]
            return found and (value is None or at["value"] == str(value))

        self.go(wanted, f"“{words}”")
        with self.page.expect_navigation():
            self.key("Enter")
        assert not any(wrong in self.page.content() for wrong in NEVER), self.text()[:800]
        return self

    def done(self, words, value=None):
        """``enter``, and be led on: the page must not come back with errors."""
        self.enter(words, value)
        assert not self.page.title().startswith("Fout"), f"{self.page.url}\n{self.text()[:1200]}"
        return self

    def bring(self, name, path):
        """Open the chooser of a file field from the keyboard and choose a file."""
        self.go(lambda at: at["name"] == name, f"the field {name}")
        if not self.script:
            # The chooser itself is caught with a script of the driver, which does not run here.
            self.page.locator("input:focus").set_input_files(path)
            return self
        with self.page.expect_file_chooser() as chooser:
            self.key("Enter")
        chooser.value.set_files(path)
        return self


@contextmanager
def typists(browser, stack, *, script, **users):
    """Typists by name, with JavaScript or without it."""
    found = {name: Typist(browser, stack, user, script=script) for name, user in users.items()}
    try:
        yield found
        for one in found.values():
            assert one.violations == []
    finally:
        for one in found.values():
            one.context.close()
