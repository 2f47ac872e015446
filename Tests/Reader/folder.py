"""A sync folder as a whole: sync-folder.md, sections 4, 6, 8.2 and 9."""

import os
import re

import files
import sealing
from forms import Bytes, Damaged, Newer, blake2b, check


class Folder:
    """What a folder holds, and in `problems` what could not be read."""

    def __init__(self, path, passphrase=None):
        self.path = path
        self.problems = []
        self.library = self.id = self.is_encrypted = self.keys = None
        self.library, self.id, self.is_encrypted = self.read_identity()
        if self.is_encrypted:
            self.keys = self.read_keys(passphrase)

    # Files

    def names(self, *parts):
        """Regular files in a directory, of which nothing is reached through a link."""
        path = self.path
        for part in parts:
            path = os.path.join(path, part)
            if not os.path.isdir(path) or os.path.islink(path):
                return []
        return sorted(
            entry.name for entry in os.scandir(path) if entry.is_file(follow_symlinks=False)
        )

    def directories(self, *parts):
        path = os.path.join(self.path, *parts)
        if not os.path.isdir(path) or os.path.islink(path):
            return []
        return sorted(
            entry.name for entry in os.scandir(path) if entry.is_dir(follow_symlinks=False)
        )

    def read(self, kind, *parts, instead_of=None):
        """A file, which may be a copy that stands there instead of another."""
        place = "/".join([*parts[:-1], instead_of or parts[-1]])
        with open(os.path.join(self.path, *parts), "rb") as file:
            found = files.read_file(file.read(), kind, place, self.keys)
        check(kind == files.IDENTITY or found.library == self.library, "another library's file")
        return found

    def copies(self, name, *directory):
        """Names under which a carrier may have put a copy of a file, and its own first."""
        start = name.split(".")[0]
        others = [other for other in self.names(*directory) if start in other and other != name]
        return [name] + others[:8]

    def first_whole(self, kind, name, directory, decode):
        """What `decode` makes of a file, or of a copy of it; None when there is none."""
        listed = set(self.names(*directory))
        for candidate in self.copies(name, *directory):
            if candidate not in listed:
                continue
            try:
                file = self.read(kind, *directory, candidate, instead_of=name)
                return decode(file.body)
            except (Damaged, Newer) as problem:
                if candidate == name:
                    self.report("/".join([*directory, name]), problem)
        return None

    def report(self, name, problem):
        if (name, str(problem)) not in self.problems:
            self.problems.append((name, str(problem)))

    # Identity

    def read_identity(self):
        if not os.path.isdir(self.path):
            raise Damaged("the folder does not exist")
        name = "clip-library"
        names = self.names()
        if name in names:
            try:
                return self.identity(name)
            except Damaged as problem:
                self.report(name, problem)
        copies = set()
        for other in names:
            if name in other and other != name:
                try:
                    copies.add(self.identity(other))
                except Damaged:
                    pass
        check(len(copies) == 1, "the folder is no sync folder, or its identity is damaged")
        return copies.pop()

    def identity(self, name):
        file = self.read(files.IDENTITY, name)
        sections = Bytes(file.body).sections()
        check(1 in sections, "an identity without the folder's id")
        id = sections[1].id()
        sections[1].end()
        if 2 in sections:
            if sections[2].number() != 1:
                raise Newer("it needs a newer reader")
            sections[2].end()
        return file.library, id, 2 in sections

    # Keys

    def read_keys(self, passphrase):
        """What the passphrase opens of the key files of the highest generation."""
        found = {}
        for name in self.names("keys"):
            match = re.fullmatch(r"(\d{16})-([0-9a-f]{16})\.key", name)
            if not match:
                continue
            try:
                body = self.read(files.KEY, "keys", name).body
                check(blake2b(body)[:8].hex() == match[2], "another body than its name says")
                sections = Bytes(body).sections()
                check({1, 2, 3} <= set(sections), "a section is missing")
                about = sections[1]
                folder, generation = about.id(), about.number()
                about.end()
                check(generation == int(match[1]), "another generation than its name says")
                if folder == self.id:
                    found.setdefault(generation, []).append((name, sections))
            except (Damaged, Newer) as problem:
                self.report(f"keys/{name}", problem)
        check(found, "the folder has no keys")
        keys = sealing.Keys()
        for name, sections in found[max(found)]:
            try:
                keys.add(sections, self.library, passphrase or "")
            except sealing.WrongPassphrase:
                pass
        if not keys.epochs:
            raise sealing.WrongPassphrase()
        return keys

    def content_name(self, hash):
        return sealing.content_name(hash, self.keys)

    # Heads

    def heads(self):
        """The newest whole head of each replica."""
        found = {}
        for directory in self.directories("replicas"):
            if re.fullmatch("[0-9a-f]{32}", directory):
                head = self.head(directory)
                if head:
                    found[head.replica] = head
        return found

    def head(self, directory):
        names = self.names("replicas", directory)
        own = [name for name in names if re.fullmatch(r"\d{16}\.head", name)]
        copies = [name for name in names if name not in own and re.search(r"\d{16}", name)]
        for name in sorted(own, reverse=True):
            head = self.whole_head(directory, name, int(name[:16]), isCopy=False)
            if head:
                break
        else:
            head = None
        for name in copies:
            counter = int(re.search(r"\d{16}", name)[0])
            if ".head" in name and (head is None or counter > head.counter):
                head = self.whole_head(directory, name, counter, isCopy=True) or head
        return head

    def copied_heads(self):
        """Heads under other names: one may name a history that no other head does."""
        for directory in self.directories("replicas"):
            if re.fullmatch("[0-9a-f]{32}", directory):
                for name in self.names("replicas", directory):
                    number = re.search(r"\d{16}", name)
                    if ".head" in name.lower() and number and not re.fullmatch(r"\d{16}\.head", name):
                        head = self.whole_head(directory, name, int(number[0]), isCopy=True)
                        if head:
                            yield head

    def whole_head(self, directory, name, counter, isCopy):
        try:
            body = self.read(files.HEAD, "replicas", directory, name).body
            head = files.read_head(body, directory)
            check(head.replica.hex() == directory, "another replica's head")
            check(head.counter == counter, "another counter than its name says")
            return head
        except (Damaged, Newer) as problem:
            if not isCopy:
                self.report(f"replicas/{directory}/{name}", problem)
            return None

    # Changes

    def changes(self):
        """All changes that can be applied, in an order in which they can."""
        streams = {}
        for head in [*self.heads().values(), *self.copied_heads()]:
            for number, stream in enumerate(head.streams):
                streams.setdefault(stream.replica, []).append((number > 0, stream))
        waiting = []
        for replica in sorted(streams):
            streams[replica].sort(key=lambda pair: pair[0])  # the replica's own is tried first
            for _, stream in streams[replica]:
                for span in stream.spans:
                    waiting += self.segment(replica, span) or []
        taken = []
        hashes = set()  # with the replica
        marks = set()  # with the number
        while True:
            left = []
            for change in waiting:
                if (change.replica, change.hash) in hashes:
                    continue
                follows = change.sequence == 1 or (change.replica, change.previous) in hashes
                if follows and all(other in marks for other in change.dependencies.values()):
                    hashes.add((change.replica, change.hash))
                    marks.add((change.sequence, change.hash[:8]))
                    taken.append(change)
                else:
                    left.append(change)
            if len(left) == len(waiting):
                return taken
            waiting = left

    def segment(self, replica, span):
        directory = ("replicas", span.directory)
        return self.first_whole(
            files.SEGMENT,
            span.name,
            directory,
            lambda body: files.read_segment(self.named(body, span), replica, span),
        )

    def named(self, body, span):
        name = self.content_name(blake2b(body))
        check(name[:8] == span.hash, "another body than its name says")
        return body

    # Attachments

    def packed(self):
        """The attachments of all live packs, by their hash."""
        found = {}
        for head in self.heads().values():
            for pack in head.packs:
                content = self.first_whole(
                    files.PACK,
                    pack.name,
                    ("replicas", pack.directory),
                    lambda body: files.read_pack(self.named(body, pack)),
                )
                found.update(content or {})
        return found

    def attachment(self, hash):
        """The content of an attachment that is no pack's; None when the folder has not got it."""

        def whole(body):
            check(blake2b(body) == hash, "other content than its name says")
            return body

        def chunks(body):
            of, size, parts = files.read_chunks(body)
            check(of == hash, "another attachment's parts")
            return size, parts

        name = self.content_name(hash).hex()
        directory = ("attachments", name[:2])
        content = self.first_whole(files.ATTACHMENT, f"{name}.attachment", directory, whole)
        if content is not None:
            return content
        found = self.first_whole(files.CHUNKS, f"{name}.chunks", directory, chunks)
        if found is None:
            return None
        size, parts = found
        contents = [self.attachment(part) for part in parts]
        if None in contents:
            return None
        content = b"".join(contents)
        if len(content) != size or blake2b(content) != hash:
            self.report("/".join([*directory, f"{name}.chunks"]), "other parts than its hash says")
            return None
        return content
