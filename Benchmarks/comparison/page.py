"""The page of results: only what stands between its marks is written anew.

A mark is a comment, `<!-- peers: NAME -->`, and what belongs to it ends with `<!-- end -->`.
"""
import re


def fill(path, parts):
    page = path.read_text()
    for name, text in parts.items():
        marked = re.compile(rf"(<!-- peers: {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
        page, places = marked.subn(lambda found: f"{found[1]}{text}\n{found[2]}", page)
        if places != 1:
            raise SystemExit(f"peers: {path} has {places} places for `{name}`, not one")
    path.write_text(page)
