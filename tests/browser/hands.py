"""Two ways to work at the site: with the keyboard alone, and with a mouse in a browser that runs no script."""

from playwright.sync_api import expect

from tests.browser.chromium import cookies_of

#: What has the focus, as somebody who looks at it would say.
FOCUSED = """() => {
  const one = document.activeElement;
  const label = one.labels && one.labels[0] ? one.labels[0].innerText : one.innerText;
  return {tag: one.tagName, type: one.type || "", name: one.name || "", value: one.value || "", text: label || "",
          checked: Boolean(one.checked)};
}"""


class Hands:
    """One person at the site, logged in; ``width`` in pixels."""

    script = True

    def __init__(self, browser, stack, user, width=1280):
        self.context = browser.new_context(
            base_url=stack.address,
            locale="nl-NL",
            viewport={"width": width, "height": 900},
            java_script_enabled=self.script,
        )
        self.context.set_default_timeout(15_000)
        self.context.add_cookies(cookies_of(user, stack.address))
        self.page = self.context.new_page()

    def open(self, path):
        answer = self.page.goto(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        return self

    def text(self):
        return self.page.inner_text("main").replace("\xa0", " ")

    def sees(self, *words):
        for one in words:
            expect(self.page.locator("main")).to_contain_text(one)
        return self

    def right(self):
        """The page did not come back with errors."""
        assert not self.page.title().startswith("Fout"), self.text()[:1500]
        return self


class Keyboard(Hands):
    """Tab, arrows, space, enter and letters; the pointer is never used."""

    MOST = 160

    def to(self, fits):
        """Press Tab until what has the focus fits; say what was passed when nothing does."""
        passed = []
        for _step in range(self.MOST):
            self.page.keyboard.press("Tab")
            now = self.page.evaluate(FOCUSED)
            if fits(now):
                return now
            passed.append(f"{now['tag']} {now['name']} {now['text'][:20]}")
        raise AssertionError(f"not reached by Tab on {self.page.url}: {passed}")

    def press(self, label, value=None):
        def fits(now):
            found = now["tag"] in ("BUTTON", "A") and label in now["text"]
            return found and (value is None or now["value"] == str(value))

        self.to(fits)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self.right()

    def choose(self, name, value):
        """Into the group with Tab, to the right one with the arrows."""
        now = self.to(lambda now: now["name"] == name and now["type"] == "radio")
        if now["value"] == str(value):
            self.page.keyboard.press("Space")
        for _step in range(6):
            if now["value"] == str(value):
                break
            self.page.keyboard.press("ArrowDown")
            now = self.page.evaluate(FOCUSED)
        assert now["value"] == str(value) and self.page.evaluate(FOCUSED)["checked"]
        return self

    def write(self, name, text):
        self.to(lambda now: now["name"] == name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)
        return self

    def pick(self, name, value):
        """In a list with the arrows."""
        now = self.to(lambda now: now["name"] == name and now["tag"] == "SELECT")
        for key in ("ArrowDown", "ArrowUp"):
            for _step in range(12):
                if now["value"] == str(value):
                    return self
                self.page.keyboard.press(key)
                now = self.page.evaluate(FOCUSED)
        raise AssertionError(f"{name} has no {value}")

    def moment(self, name, at):
        """Day and time in the browser's own field, figure by figure, in the order in which it shows them."""
        self.to(lambda now: now["name"] == name)
        self.page.keyboard.type(f"{at:%m%d%Y}")
        self.page.keyboard.press("ArrowRight")
        self.page.keyboard.type(f"{at:%I%M%p}")
        assert self.page.evaluate(FOCUSED)["value"] == f"{at:%Y-%m-%dT%H:%M}"
        return self


class Mouse(Hands):
    """A mouse, in a browser without script."""

    script = False

    def press(self, label, value=None):
        place = self.page.locator("main, header")
        found = place.get_by_role("button", name=label).or_(place.get_by_role("link", name=label))
        if value is not None:
            found = place.locator(f"button[value='{value}']")
        with self.page.expect_navigation():
            found.first.click()
        return self.right()

    def choose(self, name, value):
        self.page.locator(f"main [name='{name}'][value='{value}']").check(force=True)
        return self

    def write(self, name, text):
        self.page.locator(f"main [name='{name}']").fill(text)
        return self

    def pick(self, name, value):
        self.page.locator(f"main [name='{name}']").select_option(str(value))
        return self

    def moment(self, name, at):
        return self.write(name, f"{at:%Y-%m-%dT%H:%M}")
