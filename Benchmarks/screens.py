#!/usr/bin/env python3
"""Shows saved pages beside what `clip show --text` gives of them on a terminal, as one picture each.

usage: screens.py OUT PAGE...

Of each PAGE, an HTML file, OUT gets a PNG: left the page as Chromium draws it without scripts and
without a network, right a terminal of so many columns. CLIP names the program, default
.build/release/clip; CHROMIUM the browser; COLUMNS the terminal's width, default 100; HEIGHT the
picture's in pixels, default 4000. The pictures hold their publishers' works: they are for looking at.
"""
import fcntl
import html
import json
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
CLIP = os.path.abspath(os.environ.get("CLIP", HERE.parent / ".build/release/clip"))
CHROMIUM = os.environ.get("CHROMIUM", "chromium")
WIDTH = int(os.environ.get("COLUMNS", 100))
HEIGHT = int(os.environ.get("HEIGHT", 4000))
PAGE_WIDTH = 1000
WITHOUT_SCRIPTS = (b'<!doctype html><meta http-equiv="Content-Security-Policy" '
                   b'content="script-src \'none\'">')
# Rows enough that no pager comes between.
ROWS = 60000
STYLES = {1: "font-weight:bold", 2: "opacity:.6", 3: "font-style:italic",
          4: "text-decoration:underline", 9: "text-decoration:line-through"}
COLOURS = ["#666", "#e06c60", "#8fbf6a", "#d8b25c", "#6fa8dc", "#c48adb", "#5fbfbf", "#ddd"]


def picture(address, target, width, height):
    """Draws an address in a window of this size."""
    subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         "--host-resolver-rules=MAP * ~NOTFOUND", f"--window-size={width},{height}",
         f"--screenshot={target}", address],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)


def on_terminal(command, environment):
    """What a command writes to a terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], command, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, WIDTH, 0, 0))
    output = b""
    while True:
        try:
            part = os.read(terminal, 1 << 16)
        except OSError:
            break
        if not part:
            break
        output += part
    os.waitpid(child, 0)
    return output.decode("utf-8", "replace").replace("\r\n", "\n")


def text_of(page, library):
    """The article of a page as a terminal shows it."""
    environment = dict(os.environ, TERM="xterm-256color", CLIP_LIBRARY=str(library))
    environment.pop("NO_COLOR", None)
    added = subprocess.run([CLIP, "add", "--json", page], env=environment, capture_output=True,
                           text=True)
    if added.returncode != 0:
        sys.exit(f"{page}: {added.stderr}")
    item = json.loads(added.stdout.splitlines()[0])["id"]
    # The size of the window is set once the terminal is there, the program asks when it prints.
    return on_terminal(["sh", "-c", 'sleep 0.3; exec "$0" show "$1" --text', CLIP, item],
                       environment)


def cells(character):
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def as_html(output):
    """The lines of a terminal, broken where it breaks them, in its colours."""
    result, column, style = [], 0, {}

    def write(character, width):
        nonlocal column
        if column + width > WIDTH:
            result.append("\n")
            column = 0
        shown = html.escape(character)
        result.append(f'<b class="w">{shown}</b>' if width == 2 else shown)
        column += width

    for part in re.split(r"(\x1b\[[0-9;]*m|\x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\)|\n)", output):
        if part == "\n":
            result.append("\n")
            column = 0
        elif part.startswith("\x1b]"):
            continue
        elif part.startswith("\x1b["):
            for code in [int(number or 0) for number in part[2:-1].split(";")]:
                if code == 0:
                    style = {}
                elif code in STYLES:
                    style[code] = STYLES[code]
                elif code == 22:
                    style = {key: value for key, value in style.items() if key not in (1, 2)}
                elif code in (23, 24, 29):
                    style.pop(code - 20, None)
                elif 30 <= code < 38:
                    style["colour"] = "color:" + COLOURS[code - 30]
                elif code == 39:
                    style.pop("colour", None)
            result.append(f'</span><span style="{";".join(style.values())}">')
        else:
            for character in part:
                write(character, cells(character))
    return '<span>' + "".join(result) + "</span>"


def main(out, pages):
    os.makedirs(out, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        library = folder / "library"
        subprocess.run([CLIP, "--library", library, "init", "--name", "screens"], check=True,
                       stdout=subprocess.DEVNULL)
        for page in pages:
            name = pathlib.Path(page).stem
            # Chromium takes no picture of a page while its own switch for scripts is off.
            still = folder / "still.html"
            still.write_bytes(WITHOUT_SCRIPTS + pathlib.Path(page).read_bytes())
            picture(still.as_uri(), folder / "page.png", PAGE_WIDTH, HEIGHT)
            both = folder / "both.html"
            both.write_text(
                '<!doctype html><meta charset="utf-8"><style>body{margin:0;display:flex}'
                f"img{{width:{PAGE_WIDTH}px;height:{HEIGHT}px}}"
                "pre{margin:0;padding:8px;background:#1c1c1c;color:#ddd;font:15px/1.25 "
                f"'DejaVu Sans Mono','Noto Sans Mono CJK SC',monospace;width:{WIDTH + 2}ch;"
                f"overflow:hidden;height:{HEIGHT - 16}px}}"
                ".w{display:inline-block;width:2ch;font-weight:inherit;overflow:hidden;"
                "vertical-align:top;height:1.25em}</style>"
                f'<img src="page.png"><pre>{as_html(text_of(page, library))}</pre>')
            target = pathlib.Path(out).resolve() / f"{name}.png"
            picture(both.as_uri(), target, PAGE_WIDTH + WIDTH * 10, HEIGHT)
            print(target)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
