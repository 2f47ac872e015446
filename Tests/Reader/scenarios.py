"""What the machines do: edits of every kind, made on several at once."""

import shutil

PAGE = """<!doctype html><html lang="en"><head><title>The gauge{n}</title>
<link rel="canonical" href="https://coast.example/gauge{n}"><meta name="author" content="Ada Marlow">
<meta property="article:published_time" content="2025-03-04T08:00:00Z"></head><body><article>
<h1>The gauge{n}</h1><p>The inner harbour empties twice a day, and twice a day it fills again. Nobody
who lives here needs a table to know the hour.</p><p>Since 1911 the gauge at the old pier has been
read by hand. “We write it down,” said the keeper, “because the sea does not.” {more}</p>
</article></body></html>
"""

# Of several scripts and planes, with what JSON escapes.
WORDS = (
    "low water at noon ebb flood Ærø naïve étale e\u0301tale 海 潮位 приливъ مدّ 🌊 👩\u200d🔬 𝔊 "
    "a\\b \"quoted\" tab\there line\nbreak \x7f \u2028 \u202e"
).split(" ")


def write_pages(root):
    for n in range(4):
        more = "The mean level rose by 21 centimetres. " * (n * 40)
        (root / f"page{n}.html").write_text(PAGE.format(n=n, more=more), encoding="utf-8")
    (root / "late.html").write_text(PAGE.format(n=0, more="Read again."), encoding="utf-8")


def sync(machines, rounds=2):
    for _ in range(rounds):
        for machine in machines:
            machine.sync()


def begin(machines, passphrase):
    """Every machine has synced with the folder, which is encrypted if there is a passphrase."""
    for machine in machines:
        machine.passphrase = passphrase
        machine.sync("folder", *(["--encrypt"] if passphrase and machine is machines[0] else []))


def change_passphrase(machines, passphrase):
    """A new passphrase and a new key, while the other machines have sealed under the old one."""
    machines[0].run("passphrase", "folder", "--new-key", new_passphrase=passphrase)
    for machine in machines:
        machine.passphrase = passphrase


def attachments_of_all_sizes(machines):
    """In a pack, in a file of its own, and in parts."""
    for number, size in enumerate([300 << 10, 4_500 << 10]):
        page = PAGE.format(n=f"large{number}", more="") + f"<!-- {'sea ' * (size // 4)} -->"
        path = machines[0].root / f"large{number}.html"
        path.write_text(page, encoding="utf-8")
        machines[number].id("add", path.name)
    sync(machines)


def concurrent_edits(machines):
    """Every kind of edit, and for each rule of merging two edits that had not seen each other."""
    desk, laptop, tower = machines
    write_pages(desk.root)
    source = desk.id("add", "page0.html", "--tag", "sea", "--note", "Read twice.", "--quote", "old pier")
    other = desk.id("add", "page1.html", "--tag", "sea/level")
    quote = desk.id("quote", source, "said the keeper", "--note", "His words.", "--page", "xii")
    desk.id("quote", source, "This stands nowhere", "--color", "yellow")
    note = desk.id("note", "One line.\nTwo lines.\nThree lines.\n", "--title", "Lines", "--about", quote)
    long = desk.id("note", " ".join(WORDS * 3), "--tag", "odd")
    gone = desk.id("note", "To be trashed everywhere.", "--tag", "gone")
    back = desk.id("note", "To be trashed here and edited there.")
    book = desk.id("notebook", "new", "Sea level")
    first = desk.id("notebook", "heading", book, "First")
    second = desk.id("notebook", "heading", book, "Second")
    third = desk.id("notebook", "add", book, quote, "--under", first)
    sync(machines, rounds=1)

    # The same page on two machines, and once more later, is one source with all its readings.
    laptop.id("add", "page2.html", "--tag", "a")
    tower.id("add", "page2.html", "--tag", "b", "--title", "Another title")
    tower.id("add", "late.html")
    # A field that both set, one that one of them clears, and one that both set alike.
    desk.run("edit", source, "--set", "title=Of the desk", "--set", "authors=A; B", "--set", "doi=10.1/X")
    laptop.run("edit", source, "--set", "title=Of the laptop", "--set", "authors=C", "--set", "doi=10.1/X")
    tower.run("edit", source, "--set", "title=", "--set", "site=The \"Coast\"\\Paper")
    desk.run("edit", quote, "--set", "page=13")
    laptop.run("edit", quote, "--set", "page=14")
    # A choice between two values, which a third machine has not seen.
    desk.run("edit", other, "--set", "language=en")
    laptop.run("edit", other, "--set", "language=de")
    # One note's text on three machines: in other lines, in the same one, and at one place.
    desk.run("edit", note, "--text", "Line zero.\nOne line.\nTwo lines, edited here.\nThree lines.\n")
    laptop.run("edit", note, "--text", "One line.\nTwo lines edited there.\nThree lines.\nFour.\n")
    tower.run("edit", note, "--text", "One line.\nThree lines.\nFünf 🌊.\n")
    laptop.run("edit", long, "--text", " ".join(reversed(WORDS)))
    tower.run("edit", long, "--text", " ".join(WORDS + ["end"]))
    # A tag removed here and added there, and one removed on both.
    desk.run("tag", source, "--remove", "sea", "--add", "tide/low")
    laptop.run("tag", source, "--remove", "sea")
    tower.run("tag", source, "--add", "sea")
    tower.run("tag", long, "--remove", "odd")
    # The trash: everywhere, and here while it is edited there.
    desk.run("trash", gone, back)
    laptop.run("trash", gone)
    laptop.run("edit", back, "--text", "Edited while it was trashed.")
    # An outline: two moves that would make a cycle, entries at one place, a removed entry's children.
    desk.run("notebook", "move", book, first, "--under", second)
    laptop.run("notebook", "move", book, second, "--under", first)
    for machine in machines:
        for n in range(2):
            machine.run("notebook", "heading", book, f"{machine.name} {n}", "--under", first)
    tower.run("notebook", "remove", book, first)
    laptop.run("notebook", "move", book, third)
    sync(machines)

    desk.run("resolve", other, "language", "--pick", "1")
    tower.run("restore", gone)
    laptop.run("trash", quote)
    laptop.id("note", "About what is trashed.", "--about", quote)
    sync(machines)


def edits_of_one_place(machines):
    """What decides about the order of concurrent insertions, with each machine in each part.

    Two insert before the same line; a third inserts after the first of them, having seen that one
    alone, and one of the two does so having seen both.
    """
    for turn in range(3):
        desk, laptop, tower = machines[turn:] + machines[:turn]
        note = desk.id("note", "base\n")
        gap = desk.id("note", "one\ntwo\nthree\n")
        sync(machines)
        laptop.id("note", "What only one of the two has seen.")
        for machine in (laptop, desk):
            machine.sync()
        desk.run("edit", note, "--text", "desk\nbase\n")
        tower.run("edit", note, "--text", "tower\nbase\n")
        desk.run("edit", gap, "--text", "one\nthree\n")
        tower.run("edit", gap, "--text", "one\ntwo\ntower\nthree\n")
        for machine in (desk, laptop):
            machine.sync()
        laptop.run("edit", note, "--text", "desk\nlaptop\nbase\n")
        laptop.run("edit", gap, "--text", "one\nlaptop\nthree\n")
        for machine in (tower, desk):
            machine.sync()
        text = desk.object("show", note)["text"]
        desk.run("edit", note, "--text", text.replace("desk\n", "desk\ndesk again\n"))
        sync(machines)


def late_moves(machines):
    """The later move holds, though the earlier one's machine had seen more; what stands under a
    removed entry takes its place; of two writes in one change the second holds."""
    desk, _, tower = machines
    book = desk.id("notebook", "new", "Moves")
    first, second, third = (desk.id("notebook", "heading", book, str(n)) for n in range(3))
    below = desk.id("notebook", "heading", book, "Below")
    sync(machines)
    for n in range(3):
        tower.run("tag", book, "--add", f"seen/{n}")
    tower.run("notebook", "move", book, below, "--under", first)
    desk.run("notebook", "move", book, below, "--under", second)
    sync(machines)
    desk.run("notebook", "remove", book, third)
    tower.id("notebook", "heading", book, "Late", "--under", third)
    tower.run("edit", book, "--set", "title=Once", "--set", "title=Twice")
    sync(machines)


def purges(machines):
    """What is purged is gone for good, whatever was done to it at the same time; the rest stays."""
    desk, laptop, tower = machines
    note = desk.id("note", "A password: low-water-21.", "--tag", "secret")
    book = desk.id("notebook", "new", "With a purged note")
    desk.run("notebook", "add", book, note)
    source = desk.id("add", "page1.html")
    quote = desk.id("quote", source, "the old pier")
    about = desk.id("note", "About what will be purged.", "--about", quote)
    sync(machines)
    laptop.run("purge", "--yes", note)
    tower.run("edit", note, "--text", "A password: high-water-21.")
    tower.run("tag", note, about, "--add", "late")
    desk.run("purge", "--yes", quote)
    sync(machines, rounds=3)
    for path in (desk.root / "folder").rglob("*.segment"):
        assert b"water-21" not in path.read_bytes(), f"{path} holds what was purged"


def retirement(machines):
    """A machine that was retired goes on as a new one, and nothing of it is lost."""
    desk, _, tower = machines
    tower.id("note", "Written before the tower knew that it was retired.")
    desk.run("replica", "retire", tower.object("status")["replica"])
    desk.sync()
    tower.sync()
    tower.id("note", "Written after.")
    sync(machines)


def forks(machines):
    """A disk is put back twice, with its library and its copy of the folder, and each time goes on before
    what it had published comes back: three histories of one replica, of which others took one or another."""
    desk, laptop, tower = machines
    folder, home = desk.root / "folder", desk.home
    note = desk.id("note", "Tides.")
    book = desk.id("notebook", "new", "Forks")
    sync(machines)
    shutil.copytree(folder, desk.root / "folder-before")
    shutil.copytree(home, desk.root / "home-before")
    takers = (laptop, tower, laptop)
    for number, other in enumerate(takers):
        if number:
            folder.rename(desk.root / f"folder-{number}")
            shutil.copytree(desk.root / "folder-before", folder)
            shutil.rmtree(home)
            shutil.copytree(desk.root / "home-before", home)
        for word in ("ebb", "flood"):
            text = desk.object("show", note)["text"]
            desk.run("edit", note, "--text", f"{text} {word}{number}")
            desk.run("edit", book, "--set", f"title=Forks {word} {number}")
            desk.run("notebook", "heading", book, f"{word}{number}")
            desk.sync()
        other.sync()
        text = other.object("show", note)["text"]
        other.run("edit", note, "--text", f"{other.name}{number} {text}")
        other.sync()
    for number in (1, 2):
        # What the carrier brings back: it replaces nothing, and gives a second file of a name another one.
        before = desk.root / f"folder-{number}"
        for path in before.rglob("*"):
            place = folder / path.relative_to(before)
            if path.suffix == ".head" and place.exists() and place.read_bytes() != path.read_bytes():
                place = place.with_name(f"{path.stem} (conflicted copy {number}).head")
            if path.is_file() and not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, place)
    sync(machines, rounds=4)
    words = desk.object("show", note)["text"].split()
    for number, other in enumerate(takers):
        for word in (f"ebb{number}", f"flood{number}", f"{other.name}{number}"):
            assert words.count(word) == 1, f"{word} is not there once: {words}"


def random_edits(machines, random, steps):
    """Edits that chance chooses, with a sync now and then."""
    for _ in range(steps):
        machine = random.choice(machines)
        if random.random() < 0.12:
            machine.sync()
            continue
        items = [item for item in machine.objects("list") if item["kind"] != "tag"]
        words = " ".join(random.choices(WORDS, k=random.randint(1, 8)))
        edit = random.choice([make, make, rewrite, rewrite, rewrite, set_field, tag, outline, outline, trash])
        edit(machine, random, items, words)


def chosen(random, items, *kinds):
    found = [item for item in items if item["kind"] in kinds]
    return random.choice(found) if found else None


def make(machine, random, items, words):
    source = chosen(random, items, "source")
    kind = random.randrange(4)
    if kind == 0 or source is None:
        machine.run("add", f"page{random.randrange(4)}.html")
    elif kind == 1:
        machine.run("quote", source["id"], random.choice(["twice a day", "the old pier", words]))
    elif kind == 2:
        machine.run("note", "--about", random.choice(items)["id"], "--", words)
    else:
        machine.run("notebook", "new", "--", words.replace("\n", " "))


def rewrite(machine, random, items, words):
    note = chosen(random, items, "note")
    if note is None:
        return
    text = note["text"]
    for _ in range(random.randint(1, 3)):
        start = random.randint(0, len(text))
        end = min(len(text), start + random.choice([0, 0, 1, 5, 30]))
        text = text[:start] + random.choice(["", " ", words, words + "\n"]) + text[end:]
    if text.strip():
        machine.run("edit", note["id"], f"--text={text}")


def set_field(machine, random, items, words):
    item = chosen(random, items, "source", "clipping", "note")
    if item is None:
        return
    fields = {"source": ["title", "site", "authors"], "clipping": ["page", "note"], "note": ["title"]}
    words = random.choice(["", words.replace("\n", " ")])
    machine.run("edit", item["id"], "--set", f"{random.choice(fields[item['kind']])}={words}")


def tag(machine, random, items, words):
    if items:
        verb = random.choice(["--add", "--add", "--remove"])
        machine.run("tag", random.choice(items)["id"], verb, random.choice(["sea", "tide/low", "海", "odd"]))


def outline(machine, random, items, words):
    book = chosen(random, items, "notebook")
    if book is None:
        return
    entries = machine.object("notebook", "show", book["id"])["entries"]
    place = []
    if entries and random.random() < 0.7:
        place = [random.choice(["--under", "--after"]), random.choice(entries)["entry"]]
    verb = random.choice(["heading", "add", "move", "move", "remove"])
    if verb == "heading":
        words = words.replace("\n", " ")
        machine.run("notebook", "heading", book["id"], *place, "--", words, codes=(0, 64))
    elif verb == "add":
        item = chosen(random, items, "source", "clipping", "note")
        if item:
            machine.run("notebook", "add", book["id"], item["id"], *place)
    elif entries:
        entry = random.choice(entries)["entry"]
        # Under itself it cannot go, and the command says so.
        words = place if verb == "move" else []
        machine.run("notebook", verb, book["id"], entry, *words, codes=(0, 1, 64))


def trash(machine, random, items, words):
    verb = random.choice(["trash", "restore"])
    if verb == "restore":
        items = machine.objects("list", "trash")
    if items:
        machine.run(verb, random.choice(items)["id"])
