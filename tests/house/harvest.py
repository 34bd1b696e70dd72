"""Fills in the form of a page as a careful user would: what stands there stays, what is required gets something fit."""

from html.parser import HTMLParser

DAY, MOMENT = "2026-12-01", "2026-12-01T10:00"


class Forms(HTMLParser):
    """Collects the POST forms of a page with their fields."""

    def __init__(self):
        super().__init__()
        self.forms, self.form, self.select, self.area, self.text = [], None, None, None, ""

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.form = {"method": a.get("method", "get").lower(), "action": a.get("action", ""), "fields": []}
            self.forms.append(self.form)
        elif self.form is None or "disabled" in a:
            return
        elif tag == "input" and a.get("name"):
            self.form["fields"].append({**a, "tag": a.get("type", "text"), "required": "required" in a})
        elif tag == "button" and a.get("name"):
            self.form["fields"].append({**a, "tag": "button"})
        elif tag == "select":
            self.select = {**a, "tag": "select", "options": [], "required": "required" in a}
            self.form["fields"].append(self.select)
        elif tag == "option" and self.select is not None:
            self.select["options"].append((a.get("value", ""), "selected" in a))
        elif tag == "textarea":
            self.area = {**a, "tag": "textarea", "required": "required" in a}
            self.text = ""
            self.form["fields"].append(self.area)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.area is not None:
            self.area["value"] = self.text.strip()
            self.area = None

    def handle_data(self, data):
        if self.area is not None:
            self.text += data


def filled(html, path):
    """Return the data of the page's main form, the one with most fields that posts to the page itself."""
    parser = Forms()
    parser.feed(html)
    posts = [f for f in parser.forms if f["method"] == "post" and f["action"] in ("", path)]
    if not posts:
        return {}
    form = max(posts, key=lambda f: len(f["fields"]))
    data, radios = {}, {}
    for one in form["fields"]:
        name, value, tag = one.get("name"), one.get("value") or "", one["tag"]
        if tag in ("submit", "button", "file") or name in ("once", "csrfmiddlewaretoken", "typed_by"):
            continue
        if tag == "radio":
            radios.setdefault(name, []).append((value, "checked" in one))
        elif tag == "checkbox":
            if "checked" in one or one["required"]:
                data.setdefault(name, []).append(one.get("value") or "on")
        elif tag == "select":
            offered = [v for v, _on in one["options"] if v][: int(one["required"])]
            if chosen := [v for v, on in one["options"] if on and v] or offered:
                data[name] = chosen if "multiple" in one else chosen[0]
        elif value:
            data[name] = value
        elif one["required"] or tag == "textarea":
            data[name] = {"date": DAY, "datetime-local": MOMENT, "email": "een@voorbeeld.test", "month": "2026-11"}.get(
                tag, "4" if one.get("inputmode") in ("numeric", "decimal") or tag == "number" else "Een goede reden."
            )
    for name, options in radios.items():
        data[name] = next((v for v, on in options if on), options[0][0])
    return data
