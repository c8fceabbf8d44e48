"""Reading rendered pages in tests: strict parsing, and finding what a person or a reader finds."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib


def parse_page(html: str) -> Element:
    """Return the tree of a whole page; any error of markup raises."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def parse_part(html: str) -> Element:
    """Return the tree of a part of a page; any error of markup raises."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html)


def by_id(tree: Element, name: str) -> Element:
    """Return the only element with an id."""
    found = [element for element in tree.iter() if element.get("id") == name]
    assert len(found) == 1, f"{len(found)} elements have the id {name!r}"
    return found[0]


def by_class(tree: Element, name: str) -> list[Element]:
    """Return the elements of a class, in document order."""
    return [element for element in tree.iter() if name in (element.get("class") or "").split()]


def hidden_value(html: str, name: str, *, action: str = "") -> str:
    """Return what a page sends along unseen, from the first form with it whose address ends so."""
    forms = parse_page(html).iter("form")
    forms = [each for each in forms if each.get("action", "").endswith(action)]
    inputs = (each for form in forms for each in form.iter("input") if each.get("name") == name)
    return next(inputs).get("value") or ""


def words(element: Element) -> str:
    """Return the text of an element as it is read."""
    return " ".join(" ".join(element.itertext()).split())
